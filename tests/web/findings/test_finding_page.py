"""One finding on its page: what is shown, what may be done, and what is refused aloud with the input kept."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from sekisho.response.life import Step, transition
from sekisho.roles import Role
from sekisho_site.records.models import FindingStep, StoredFinding
from sekisho_site.usecases import step_finding
from sekisho_site.web.clock import now
from tests.factories.office import signed_in_client, small_registry, user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]


@pytest.fixture
def stored(home):
    """A finding of chain one, and one of chain two."""
    small_registry()
    return StoredFinding.objects.filter(party="P-001").first(), StoredFinding.objects.filter(party="P-003").first()


def page(client, finding):
    return client.get(reverse("finding", args=[finding.number]))


def post(client, finding, step, **told):
    values = {f"{step.value}-{name}": value for name, value in told.items()}
    return client.post(reverse("finding-step", args=[finding.number, step.value]), values)


def taken(finding, step, by="U-900001", **told):
    given = {"note": "直す", "addressee": "P-001", "due_date": now().date()} | told
    step_finding(
        fingerprint=finding.pk, step=step, by=by, at=now(), permissions=frozenset(transition(step).permissions), **given
    )


def pdf(content=b"%PDF-1.7"):
    return SimpleUploadedFile("報告.pdf", content)


def test_it_shows_both_records_why_and_what_to_do(stored):
    finding = stored[0]
    text = page(signed_in_client(user()), finding).content.decode()
    for told in (finding.title, finding.explanation, finding.remedy, finding.number, "みなと坂コンタクト", "台帳.xlsx"):
        assert told in text
    for item in finding.evidence:
        assert item["heading"] in text


def test_the_first_step_stands_in_front(stored):
    response = page(signed_in_client(user()), stored[0])
    assert response.context["page"].first.step is Step.INSTRUCT
    assert [form.step for form in response.context["page"].others_forms] == [Step.ACCEPT]


def test_an_instruction_is_kept_and_told(stored):
    someone = user()
    client = signed_in_client(someone)
    given = {"addressee": "P-001", "note": "直してください。", "due_date": "2099/1/1", "version": "0"}
    assert post(client, stored[0], Step.INSTRUCT, **given).status_code == 302
    step = FindingStep.objects.get()
    assert (step.taken_by, step.note, step.addressee, str(step.due_date)) == (
        someone.number, "直してください。", "P-001", "2099-01-01",
    )  # fmt: skip
    text = page(client, stored[0]).content.decode()
    assert "改善を指示しました。" in text
    assert someone.name in text


def test_bad_input_is_told_at_its_field_and_kept(stored):
    client = signed_in_client(user())
    response = post(client, stored[0], Step.INSTRUCT, addressee="P-001", note="残る言葉", due_date="2026/13/01", version="0")
    text = response.content.decode()
    assert response.status_code == 422
    assert "残る言葉" in text
    assert "2026/13/01" in text
    assert "入力を確かめてください" in text
    assert 'aria-invalid="true"' in text
    assert not FindingStep.objects.exists()


def test_a_day_that_has_passed_is_refused_by_the_rules(stored):
    response = post(signed_in_client(user()), stored[0], Step.INSTRUCT, addressee="P-001", note="直す", due_date="2020/1/1")
    assert response.status_code == 422
    assert "過ぎた日です" in response.content.decode()


def test_an_addressee_outside_the_chain_is_refused(stored):
    response = post(signed_in_client(user()), stored[0], Step.INSTRUCT, addressee="P-004", note="直す", due_date="2099/1/1")
    assert response.status_code == 422
    assert not FindingStep.objects.exists()


def test_an_answer_on_paper_is_taken_with_its_file(stored):
    taken(stored[0], Step.INSTRUCT)
    client = signed_in_client(user())
    assert post(client, stored[0], Step.ANSWER, note="紙で届いた").status_code == 422
    assert post(client, stored[0], Step.ANSWER, note="紙で届いた", files=[pdf(), pdf(b"%PDF-1.4")]).status_code == 302
    assert [file["name"] for file in FindingStep.objects.get(step="answer").files] == ["報告.pdf", "報告.pdf"]


@pytest.mark.parametrize("content", [b"MZ", b""], ids=["other", "empty"])
def test_a_wrong_file_is_refused_on_the_page(stored, content):
    taken(stored[0], Step.INSTRUCT)
    response = post(signed_in_client(user()), stored[0], Step.ANSWER, note="紙で届いた", files=[pdf(content)])
    assert response.status_code == 422
    assert "紙で届いた" in response.content.decode()


def test_two_at_once_are_told_and_what_was_written_stays(stored):
    taken(stored[0], Step.INSTRUCT)
    client = signed_in_client(user())
    response = post(client, stored[0], Step.INSTRUCT, addressee="P-001", note="後から書いた", due_date="2099/1/1", version="0")
    assert response.status_code == 409
    text = response.content.decode()
    assert "この指摘が進みました" in text
    assert "後から書いた" in text
    taken(stored[0], Step.ANSWER, files=[("報告.pdf", b"%PDF-1.7")])
    response = post(client, stored[0], Step.INSTRUCT, addressee="P-001", note="後から書いた", due_date="2099/1/1", version="1")
    assert response.status_code == 409
    assert "記録していません" in response.content.decode()
    assert FindingStep.objects.count() == 2


def test_the_form_that_came_back_goes_through_when_sent_again(stored):
    taken(stored[0], Step.INSTRUCT)
    client = signed_in_client(user())
    stale = post(client, stored[0], Step.INSTRUCT, addressee="P-001", note="後から", due_date="2099/1/1", version="0")
    form = stale.context["page"].refused
    assert form["version"].value() == "1"


def test_whoever_answered_is_not_offered_the_verification(stored):
    someone, other = user(), user(Role.INSPECTOR)
    taken(stored[0], Step.INSTRUCT)
    taken(stored[0], Step.ANSWER, by=someone.number, files=[("報告.pdf", b"%PDF-1.7")])
    client = signed_in_client(someone)
    shown = page(client, stored[0])
    assert Step.VERIFY not in [form.step for form in shown.context["page"].forms]
    assert "ほかの人に頼んでください" in shown.content.decode()
    response = post(client, stored[0], Step.VERIFY, note="見た")
    assert response.status_code == 409
    assert "ほかの人に頼んでください" in response.content.decode()
    assert post(signed_in_client(other), stored[0], Step.VERIFY, note="見た").status_code == 302


def test_an_auditor_sees_and_steps_nowhere(stored):
    client = signed_in_client(user(Role.AUDITOR))
    response = page(client, stored[0])
    assert response.status_code == 200
    assert response.context["page"].forms == []
    assert post(client, stored[0], Step.INSTRUCT, note="直す").status_code == 403
    assert client.post(reverse("findings-assign"), {"finding": stored[0].number}).status_code == 403


@pytest.mark.parametrize("step", list(Step))
@pytest.mark.parametrize("role", [Role.PRIVACY_OFFICE, Role.BUSINESS_DEPARTMENT, Role.INSPECTOR])
def test_a_step_without_its_permission_is_refused_aloud(stored, role, step):
    permissions = transition(step).permissions
    someone = user(role)
    if permissions and any(someone.may(permission) for permission in permissions):
        return
    response = post(signed_in_client(someone), stored[0], step, note="直す", due_date="2099/1/1", end_date="2099/1/1")
    assert response.status_code == 403
    assert ("権限がありません" if permissions else "照合が行います") in response.content.decode()
    assert not FindingStep.objects.exists()


@pytest.mark.parametrize("role", [Role.ENTRUSTEE_ADMINISTRATOR, Role.ENTRUSTEE_MEMBER])
def test_people_of_parties_do_not_enter(stored, role):
    client = signed_in_client(user(role))
    assert page(client, stored[0]).status_code == 403
    assert post(client, stored[0], Step.ANSWER, note="直した").status_code == 403
    assert client.get(reverse("findings")).status_code == 403


def test_another_department_does_not_find_it(stored):
    client = signed_in_client(user(Role.BUSINESS_DEPARTMENT))
    assert page(client, stored[0]).status_code == 200
    assert page(client, stored[1]).status_code == 404
    assert post(client, stored[1], Step.INSTRUCT, addressee="P-003", note="直す", due_date="2099/1/1").status_code == 404
    assert client.post(reverse("findings-assign"), {"finding": stored[1].number, "owner": ""}).status_code == 404
    assert not FindingStep.objects.exists()


def test_it_says_when_the_records_agree_by_now(stored):
    taken(stored[0], Step.INSTRUCT)
    StoredFinding.objects.filter(pk=stored[0].pk).update(
        state="resolved", resolved_on=now().date(), resolved_run_id=stored[0].last_run_id
    )
    assert "この食い違いはなくなっています" in page(signed_in_client(user()), stored[0]).content.decode()


@pytest.mark.parametrize("address", ["2026-9999", "2026-1", "x", "2026-99999999999"])
def test_what_is_not_there_is_not_found(stored, address):
    assert signed_in_client(user()).get(f"/findings/{address}/").status_code == 404


def test_an_unknown_step_is_not_found_and_a_called_one_leads_back(stored):
    client = signed_in_client(user())
    assert client.post(f"/findings/{stored[0].number}/steps/erase/").status_code == 404
    response = client.get(reverse("finding-step", args=[stored[0].number, "instruct"]))
    assert response.headers["Location"] == reverse("finding", args=[stored[0].number])


def test_what_people_write_is_never_markup(stored):
    taken(stored[0], Step.INSTRUCT, note="<script>alert(1)</script>")
    assert b"<script>alert" not in page(signed_in_client(user()), stored[0]).content


def test_the_page_costs_the_same_however_long_the_history(stored, django_assert_max_num_queries):
    finding, client = stored[0], signed_in_client(user())
    for number in range(4):
        taken(finding, Step.INSTRUCT, by=f"U-90000{number}")
    with django_assert_max_num_queries(30):
        assert page(client, finding).status_code == 200


def test_a_link_is_offered_to_whoever_instructs(stored):
    taken(stored[0], Step.INSTRUCT)
    address = reverse("answer-link-new", args=[stored[0].number])
    assert address in page(signed_in_client(user()), stored[0]).content.decode()
    assert address not in page(signed_in_client(user(Role.INSPECTOR)), stored[0]).content.decode()
