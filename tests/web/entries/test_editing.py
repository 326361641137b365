"""Editing records: the rules of the import at every field, nothing typed is lost, both versions of a stale form, undo."""

import pytest

from sekisho import declared
from sekisho.declared import Department, Entrustment, ExternalService, Party, RosterEntry, Site, System
from sekisho.formats.entry import read_entry
from sekisho.planes import KINDS
from sekisho.roles import Role
from sekisho_site.records.models import EvidenceLeaf
from sekisho_site.records.queries import Reach, records_within, verify_workspace
from sekisho_site.records.queries.versions import history, standing
from sekisho_site.web.clock import now
from sekisho_site.web.entries.forms import said_by
from tests.factories.entries import put, sample
from tests.factories.office import signed_in_client, small_registry, user

pytestmark = pytest.mark.django_db

WHOLE = Reach()


@pytest.fixture
def office(home):
    """The small registry, and the privacy office."""
    small_registry()
    return signed_in_client(user(Role.PRIVACY_OFFICE))


@pytest.fixture
def department(office):
    """Somebody of D-01."""
    return signed_in_client(user(Role.BUSINESS_DEPARTMENT))


def at(verb, kind, key=""):
    schema = kind.schema
    return f"/records/{schema.plane.value}/{schema.source}/{verb}/{key}"


def form(record, **said):
    """What a browser sends for the form of a record that stands."""
    version = records_within(WHOLE, type(record)).filter(key=record.key, known_until=None).get().pk
    return {**said_by(record), "version": version, **said}


def test_a_record_is_registered_with_what_people_type(office):
    said = {"key": "G-01", "party": "みなと坂", "relation": "連結子会社", "starts_on": "Ｒ８．４．１"}
    answer = office.post(at("new", declared.GroupMembership), said)
    assert answer.status_code == 302
    made = standing(declared.GroupMembership, "G-01", WHOLE)
    assert (made.party, made.starts_on.isoformat()) == ("P-001", "2026-04-01")
    assert "元に戻す" not in office.get(answer.headers["Location"]).content.decode()


def test_numbers_may_be_wide_and_separated(office):
    edge = standing(Entrustment, "E-0001", WHOLE)
    assert office.post(at("edit", Entrustment, "E-0001"), form(edge, principals="１２０，０００")).status_code == 302
    assert standing(Entrustment, "E-0001", WHOLE).principals == 120_000


def test_every_fault_is_told_at_its_field_and_nothing_is_lost(office):
    said = {"key": "", "entruster": "P-404", "entrustee": "", "principals": "約千", "starts_on": "13月", "upper": "E-0404"}
    answer = office.post(at("new", Entrustment), said)
    told = answer.content.decode()
    assert answer.status_code == 422
    for name in ("key", "entruster", "entrustee", "principals", "starts_on", "upper"):
        assert f'id="f-{name}_error"' in told
        assert f'href="#f-{name}"' in told
    for text in ("P-404", "約千", "13月", "E-0404"):
        assert text in told


def test_an_end_before_the_beginning_is_refused(office):
    edge = standing(Entrustment, "E-0001", WHOLE)
    answer = office.post(at("edit", Entrustment, "E-0001"), form(edge, ends_on="2020-01-01"))
    assert answer.status_code == 422
    assert 'id="f-ends_on_error"' in answer.content.decode()


def test_a_chain_may_not_turn_in_a_circle(office):
    upper = standing(Entrustment, "E-0001", WHOLE)
    told = form(upper, upper="E-0002", entruster="P-002")
    answer = office.post(at("edit", Entrustment, "E-0001"), told)
    assert answer.status_code == 422
    assert "一回り" in answer.content.decode()


def test_an_external_service_is_decided_about_before_it_comes_into_use(office):
    said = {**said_by(standing(Entrustment, "E-0001", WHOLE)), "key": "E-0009", "form": "cloud", "starts_on": "2026年4月1日"}
    answer = office.post(at("new", Entrustment), said)
    assert answer.status_code == 422
    assert "判定がない外部サービスは、使い始められません" in answer.content.decode()
    for not_yet in ("", "2199-04-01"):
        key = f"E-0009{not_yet[:1]}"
        assert office.post(at("new", Entrustment), {**said, "key": key, "starts_on": not_yet}).status_code == 302
    planned = standing(Entrustment, "E-0009", WHOLE)
    assert office.post(at("edit", Entrustment, "E-0009"), form(planned, starts_on="R8.4.1")).status_code == 422
    put(sample(declared.ServiceAssessment, "AS-9", entrustment="E-0009"), at=now())
    assert office.post(at("edit", Entrustment, "E-0009"), form(planned, starts_on="R8.4.1")).status_code == 302


def test_a_key_is_used_once(office):
    put(System(key="SY-1", name="前"))
    office.post(at("end", System, "SY-1"), {"version": records_within(WHOLE, System).get(key="SY-1").pk})
    for key in ("SY-1", "E-0001"):
        kind = System if key == "SY-1" else Entrustment
        answer = office.post(at("new", kind), {"key": key, "name": "後", "entruster": "P-000", "entrustee": "P-001"})
        assert answer.status_code == 422
        assert "もう使われている番号です" in answer.content.decode()


def test_the_form_offers_a_free_key(office):
    assert 'value="E-0005"' in office.get(at("new", Entrustment)).content.decode()


def test_the_history_and_the_log_keep_every_change(office):
    before = System(key="SY-1", name="前")
    put(before)
    answer = office.post(at("edit", System, "SY-1"), form(before, name="後"))
    page = office.get(answer.headers["Location"]).content.decode()
    assert "元に戻す" in page
    first = history(WHOLE, System, "SY-1")[-1].version
    assert office.post(at("restore", System, "SY-1"), {"version": first}).status_code == 302
    assert standing(System, "SY-1", WHOLE) == before
    assert [step.record.name for step in history(WHOLE, System, "SY-1")] == ["前", "後", "前"]
    assert EvidenceLeaf.objects.filter(kind="system", key="SY-1").count() == 3
    assert not verify_workspace().faults


def test_an_ended_record_stands_again_when_somebody_restores_it(office):
    put(System(key="SY-1", name="前"))
    version = records_within(WHOLE, System).get(key="SY-1").pk
    assert office.post(at("end", System, "SY-1"), {"version": version}).status_code == 302
    assert standing(System, "SY-1", WHOLE) is None
    told = office.get(at("of", System, "SY-1")).content.decode()
    assert "終わった記録" in told
    assert "この版に戻す" in told
    office.post(at("restore", System, "SY-1"), {"version": version})
    assert standing(System, "SY-1", WHOLE).name == "前"


def test_a_record_that_others_name_does_not_end(office):
    version = records_within(WHOLE, Party).get(key="P-001").pk
    answer = office.post(at("end", Party, "P-001"), {"version": version})
    assert answer.status_code == 409
    assert "この記録を指している記録" in answer.content.decode()
    assert standing(Party, "P-001", WHOLE)


def test_a_stale_form_shows_both_versions_field_by_field(office):
    before = ExternalService(key="SV-9", party="P-001", service="甲", provider="乙", domain="a.example.jp")
    put(before)
    stale = form(before, service="私の甲", domain="mine.example.jp")
    office.post(at("edit", ExternalService, "SV-9"), form(before, service="他の甲", provider="他の乙"))
    answer = office.post(at("edit", ExternalService, "SV-9"), stale)
    told = answer.content.decode()
    assert answer.status_code == 409
    for text in ("私の甲", "他の甲", "他の乙", "mine.example.jp"):
        assert text in told
    now = standing(ExternalService, "SV-9", WHOLE)
    chosen = {**stale, "version": form(now)["version"], "choose": ["service", "provider", "domain"]}
    keep = {"keep-provider": "theirs", "keep-domain": "mine"}
    assert office.post(at("edit", ExternalService, "SV-9"), {**chosen, **keep}).status_code == 409
    assert office.post(at("edit", ExternalService, "SV-9"), {**chosen, **keep, "keep-service": "mine"}).status_code == 302
    after = standing(ExternalService, "SV-9", WHOLE)
    assert (after.service, after.provider, after.domain) == ("私の甲", "他の乙", "mine.example.jp")


def test_a_form_that_changes_nothing_writes_nothing(office):
    edge = standing(Entrustment, "E-0001", WHOLE)
    leaves = EvidenceLeaf.objects.count()
    answer = office.post(at("edit", Entrustment, "E-0001"), form(edge), follow=True)
    assert "変わった所がありません" in answer.content.decode()
    assert EvidenceLeaf.objects.count() == leaves


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.schema.source)
def test_what_a_form_shows_reads_back_as_the_same_record(kind):
    for words in ("言葉", '言葉、"区切り"', "一行目\n二行目"):
        leading = {c.name: "X-1" for c in kind.schema.columns if c.refers_to in ("complaint", "contract", "inspection")}
        record = sample(kind, "K/1", words=words, **leading)
        read = read_entry(kind, said_by(record))
        assert not read.faults
        assert {name: value for name, value in read.values.items() if name != "key"} == {
            column.name: getattr(record, column.name) for column in kind.schema.columns if column.name != "key"
        }


def test_a_department_does_not_move_records_out_of_its_reach(department):
    edge = standing(Entrustment, "E-0001", WHOLE)
    answer = department.post(at("edit", Entrustment, "E-0001"), form(edge, department="D-02"))
    assert answer.status_code == 422
    assert "届く範囲から外れます" in answer.content.decode()
    assert standing(Entrustment, "E-0001", WHOLE) == edge


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (RosterEntry, {"key": "R-9", "person": "M-9", "employer": "P-001", "entrustment": "E-0003", "starts_on": "2026-04-01"}),
        (Site, {"key": "T-9", "name": "拠点", "party": "P-003", "country": "日本"}),
        (Site, {"key": "T-9", "name": "拠点", "party": "株式会社となり野サービス", "country": "日本"}),
        (Entrustment, {"key": "E-9", "entruster": "P-000", "entrustee": "P-003", "department": "D-01"}),
        (Entrustment, {"key": "E-9", "entruster": "P-003", "entrustee": "P-001", "upper": "E-0003"}),
    ],
)
def test_a_department_names_nothing_foreign_and_is_told_nothing_of_it(department, kind, said):
    answer = department.post(at("new", kind), said)
    assert answer.status_code == 422
    assert "にありません" in answer.content.decode()
    assert standing(kind, said["key"], WHOLE) is None


def test_a_department_does_not_keep_the_registers_of_the_carrier(department):
    for verb, key in (("new", ""), ("edit", "D-01"), ("end", "D-01")):
        assert department.get(at(verb, Department, key)).status_code == 404
    assert department.post(at("new", Department), {"key": "D-09", "name": "新しい部"}).status_code == 404


def test_a_department_registers_a_new_company_and_entrusts_it(department):
    answer = department.post(at("new", Party), {"key": "P-9", "name": "株式会社みちしお", "standing": "other"})
    assert "entrustee=P-9" in answer.headers["Location"]
    said = {"key": "E-9", "entruster": "P-000", "entrustee": "株式会社みちしお", "department": "D-01"}
    assert department.post(at("new", Entrustment), said).status_code == 302
    assert standing(Entrustment, "E-9", Reach(department="D-01")).entrustee == "P-9"


def test_a_corporate_number_is_not_taken_twice_nor_told_of(department):
    put(Party(key="P-8", name="株式会社よそ", corporate_number="7000012050002"))
    put(Entrustment(key="E-8", entruster="P-000", entrustee="P-8", department="D-02"))
    said = {"key": "P-9", "name": "株式会社みちしお", "corporate_number": "7000012050002", "standing": "other"}
    told = department.post(at("new", Party), said).content.decode()
    assert "もう登録されている会社の番号です" in told
    assert "P-8" not in told


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.INSPECTOR, Role.ANALYST])
def test_who_may_only_look_writes_nothing(office, role):
    client = signed_in_client(user(role))
    for verb, key in (("new", ""), ("edit", "E-0001"), ("end", "E-0001")):
        assert client.get(at(verb, Entrustment, key)).status_code in (403, 404)
        assert client.post(at(verb, Entrustment, key), {"version": "1"}).status_code in (403, 404)
    assert client.post(at("restore", Entrustment, "E-0001"), {"version": "1"}).status_code in (403, 404)


def test_fields_suggest_what_is_within_reach(office, department):
    address = "/records/declared/site/suggest/party/"
    assert "P-003" in office.get(address, {"party": "となり野"}).content.decode()
    assert "P-001" in department.get(address, {"party": "みなと坂"}).content.decode()
    for text in ("", "となり野", "P-"):
        assert "P-003" not in department.get(address, {"party": text}).content.decode()
    assert office.get(address, {"party": "\x00"}).status_code == 200
    assert office.get("/records/declared/site/suggest/name/").status_code == 404


@pytest.mark.parametrize("version", ["", "0", "x", "99999999", "9" * 30, "-1"])
def test_odd_versions_are_not_found(office, version):
    edge = standing(Entrustment, "E-0001", WHOLE)
    for verb in ("edit", "end", "restore"):
        assert office.post(at(verb, Entrustment, "E-0001"), {**said_by(edge), "version": version}).status_code == 404
