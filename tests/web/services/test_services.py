"""Services: undecided ones first, a decision with who, when, which terms and grounds, reopened when the terms change."""

from datetime import date

import pytest

from sekisho.declared import Entrustment, ServiceAssessment
from sekisho.promised import VendorTerms
from sekisho.roles import Role
from sekisho.terms import EntrustmentForm, Ternary
from sekisho_site.records.models import AssessmentGround, EvidenceLeaf
from sekisho_site.records.queries import Reach, current_records
from sekisho_site.records.queries.services import services_of, services_within
from tests.factories.entries import LATER, put
from tests.factories.office import signed_in_client, small_registry, user

pytestmark = pytest.mark.django_db

YES = dict.fromkeys(("enters", "terms_exclude_handling", "access_prevented", "never_handled", "not_processing"), "yes")
GROUNDS = {f"ground-Q{number}": f"根拠その{number}" for number in range(1, 6)}
TERMS = {"terms_name": "利用規約", "terms_version": "第2版"}
CLOUD = Entrustment(
    key="E-0005",
    entruster="P-000",
    entrustee="P-001",
    department="D-01",
    form=EntrustmentForm.CLOUD,
    starts_on=date(2025, 4, 1),
)
FOREIGN = Entrustment(
    key="E-0006",
    entruster="P-000",
    entrustee="P-003",
    department="D-02",
    form=EntrustmentForm.CLOUD,
    starts_on=date(2025, 4, 1),
)
TODAY = date(2026, 5, 10)


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr("sekisho_site.web.services.views.today", lambda: TODAY)
    monkeypatch.setattr("sekisho_site.web.services.views.now", lambda: LATER.replace(hour=11))


@pytest.fixture
def office(home):
    """Two services that nobody has decided about, and the privacy office."""
    small_registry()
    put(CLOUD, FOREIGN)
    return signed_in_client(user(Role.PRIVACY_OFFICE))


def decisions():
    return list(current_records([ServiceAssessment]))


def standing(key="E-0005"):
    rows = services_within(Reach(), TODAY).filter(key=key)
    return rows[0].standing, rows[0].result, services_of(rows, TODAY)[rows[0].pk].state.value


def assess(client, **told):
    return client.post("/services/assess/E-0005", {**YES, **GROUNDS, **TERMS, **told})


def test_undecided_services_are_treated_as_entrustments(office):
    told = office.get("/services/").content.decode()
    assert "判定前" in told
    assert "委託として扱う" in told
    assert standing() == ("undecided", None, "not_yet_decided")


def test_a_decision_keeps_who_when_which_terms_and_why(office):
    assert assess(office).status_code == 302
    (decided,) = decisions()
    assert (decided.entrustment, decided.decided_on, decided.terms_version) == ("E-0005", TODAY, "第2版")
    assert decided.decided_by.startswith("U-")
    assert [ground.ground for ground in AssessmentGround.objects.order_by("question")] == [f"根拠その{n}" for n in range(1, 6)]
    assert "根拠その5" in EvidenceLeaf.objects.get(action="grounded").payload
    assert standing() == ("in_force", "cloud_exception", "in_force")
    page = office.get("/services/assess/E-0005?decided=1").content.decode()
    assert "根拠その3" in page
    assert "クラウド例外" in office.get("/services/?result=cloud_exception").content.decode()


def test_the_first_no_decides_and_what_follows_it_does_not_count(office):
    assess(office, terms_exclude_handling="no", access_prevented="yes")
    (decided,) = decisions()
    assert decided.access_prevented is Ternary.UNKNOWN
    assert AssessmentGround.objects.count() == 2
    assert standing()[1] == "entrustment"


@pytest.mark.parametrize(
    "told",
    [
        {"enters": ""},
        {"enters": "maybe"},
        {"ground-Q1": " "},
        {"terms_name": ""},
        {"terms_version": ""},
        {"review_on": "あした"},
        {"review_on": "2026-05-10"},
    ],
)
def test_what_is_open_or_odd_is_refused_and_kept_in_the_form(office, told):
    answer = assess(office, **told)
    assert answer.status_code == 422
    assert "根拠その2" in answer.content.decode()
    assert not decisions()


def test_new_terms_reopen_a_decision(office):
    assess(office)
    put(
        VendorTerms(key="VT-1", party="P-001", document="利用規約", version="第3版", published_on=date(2026, 5, 9)),
        at=LATER.replace(hour=12),
    )
    assert standing() == ("reopened", "cloud_exception", "terms_changed")
    told = office.get("/services/?standing=reopened").content.decode()
    assert "判定できない" in told
    assert "判定し直すまで委託として扱います" in office.get("/services/assess/E-0005").content.decode()


def test_a_decision_is_reviewed_after_a_year(office, monkeypatch):
    assess(office)
    for day, wanted in ((date(2027, 5, 10), "in_force"), (date(2027, 5, 11), "reopened")):
        assert services_within(Reach(), day).get(key="E-0005").standing == wanted
        rows = services_within(Reach(), day).filter(key="E-0005")
        assert (services_of(rows, day)[rows[0].pk].state.value == "in_force") is (wanted == "in_force")


def test_reach_and_permission(office):
    department = signed_in_client(user(Role.BUSINESS_DEPARTMENT))
    told = department.get("/services/").content.decode()
    assert "E-0005" in told
    assert "E-0006" not in told
    assert department.get("/services/assess/E-0006").status_code == 404
    assert department.post("/services/assess/E-0006", {**YES, **GROUNDS, **TERMS}).status_code == 404
    assert assess(department).status_code == 302
    assert signed_in_client(user(Role.AUDITOR)).get("/services/assess/E-0005").status_code == 403
    assert signed_in_client(user(Role.INSPECTOR)).get("/services/").status_code == 200


def test_the_answers_so_far_are_judged_without_recording(office):
    headers = {"HX-Request": "true", "HX-Target": "outcome"}
    told = office.get("/services/assess/E-0005", {"enters": "no"}, headers=headers).content.decode()
    assert "対象外" in told
    assert "<html" not in told
    assert "判定できない" in office.get("/services/assess/E-0005", headers=headers).content.decode()


def test_what_people_wrote_is_escaped(office):
    assess(office, **{"ground-Q1": "<script>alert(1)</script>", "terms_name": "<img src=x onerror=alert(1)>"})
    for address in ("/services/", "/services/assess/E-0005"):
        told = office.get(address).content.decode()
        assert "<script>alert" not in told
        assert "<img src=x" not in told


def test_it_takes_few_queries(office, django_assert_max_num_queries):
    assess(office)
    for address in ("/services/", "/services/assess/E-0005"):
        with django_assert_max_num_queries(25):
            assert office.get(address).status_code == 200
