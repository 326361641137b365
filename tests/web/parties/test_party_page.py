"""The page of one company: the panel says what disagrees, every value names its record, and nothing of neighbours shows."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from sekisho.declared import Entrustment, RosterEntry
from sekisho.observed import DoorEntry, Training
from sekisho.response.topics import Topic
from sekisho.roles import Role
from sekisho.terms import Outcome, TrainingCourse
from sekisho_site.records.operations.ledger import open_ledger
from sekisho_site.records.operations.versions import Change, record_changes
from sekisho_site.records.queries import Reach, parties_within, reach_of
from sekisho_site.usecases import reconcile_records
from sekisho_site.web.parties.page import read_page
from sekisho_site.web.parties.tabs import TABS
from tests.factories.office import AT, DAY, ROSTER, signed_in_client, small_registry, user

pytestmark = pytest.mark.django_db
KNOWN = DoorEntry(key="DE-0002", party="P-001", entrustment="E-0001", person="M-1001", entered_on=date(2026, 3, 2))
STRANGER = DoorEntry(
    key="DE-0077", party="P-001", entrustment="E-0001", person="M-9009", employer="株式会社はるか野スタッフ",
    entered_on=date(2026, 4, 20),
)  # fmt: skip
TRAINED = Training(key="TR-1", person="M-1001", party="P-001", course=TrainingCourse.YEARLY, completed_on=date(2026, 1, 10))
STARTED = replace(TRAINED, key="TR-0", course=TrainingCourse.AT_START, completed_on=date(2024, 3, 1))


def store(*records, at=AT):
    with open_ledger(by="M-77", at=at) as ledger:
        record_changes(ledger, [Change(None, each) for each in records])


@pytest.fixture
def registry(home):
    """Both chains, with people at P-001, reconciled."""
    small_registry()
    store(KNOWN, STRANGER, TRAINED, STARTED)
    reconcile_records(by="M-77", at=AT + timedelta(minutes=1), as_of=DAY)


def page(key="P-001", reach=Reach()):  # noqa: B008
    return read_page(reach, parties_within(reach).get(key=key), DAY, whole=True)


def row(topic, **told):
    return next((each for each in page(**told).panel.rows if each.topic is topic), None)


def test_what_disagrees_comes_first_with_its_finding(registry):
    panel = page().panel
    assert panel.rows[0].outcome is Outcome.CONFLICTS
    outcomes = [each.outcome for each in panel.rows]
    order = [Outcome.CONFLICTS, Outcome.CANNOT_TELL, Outcome.AGREES, None]
    assert [order.index(each) for each in outcomes] == sorted(order.index(each) for each in outcomes)


def test_the_cell_that_disagrees_is_marked_and_names_its_record(registry):
    told = row(Topic.HANDLERS)
    assert told.outcome is Outcome.CONFLICTS
    declared, promised, observed = told.cells
    assert observed.off
    assert any("はるか野スタッフ" in line.text and line.source == "入退室" for line in observed.lines)
    assert any("1人" in line.text and line.source == "取扱者名簿" for line in declared.lines)
    assert not promised.lines
    assert not promised.off


def test_agreement_needs_a_comparison(registry):
    assert row(Topic.TRAINING).outcome is Outcome.AGREES
    assert row(Topic.TRAINING).why == ""


def test_a_record_that_came_after_the_run_is_not_called_fine(registry):
    store(replace(TRAINED, key="TR-2", completed_on=date(2026, 2, 1)), at=AT + timedelta(minutes=5))
    told = row(Topic.TRAINING)
    assert told.outcome is None
    assert told.why == "照合の後に記録が届きました"


def test_without_a_run_nothing_is_fine(home, db):
    from sekisho.declared import Department
    from tests.factories.registry import CARRIER, ENTRUSTEE

    store(CARRIER, ENTRUSTEE, Department(key="D-01", name="部"))
    store(Entrustment(key="E-0001", entruster="P-000", entrustee="P-001", department="D-01"), at=AT + timedelta(seconds=1))
    store(ROSTER, TRAINED, at=AT + timedelta(seconds=2))
    panel = page().panel
    assert {each.outcome for each in panel.rows} == {None}
    assert {each.why for each in panel.rows} == {"まだ照合していません"}


def test_topics_without_records_are_named_not_shown_as_fine(registry):
    panel = page().panel
    assert Topic.INCIDENTS in panel.silent
    assert not {each.topic for each in panel.rows} & set(panel.silent)


def test_figures(registry):
    told = page()
    assert told.handlers == 1
    assert told.open_count == len(told.findings) > 0
    assert told.below_count >= 1
    assert told.tiers == "一次委託先"


def test_every_path_is_told(registry):
    store(Entrustment(key="E-0009", entruster="P-003", entrustee="P-001", upper=("E-0003",), starts_on=date(2025, 1, 1)))
    assert page().tiers == "一次委託先・二次委託先"
    assert {place.id for place in page().own_places} == {"E-0001", "E-0009"}


def test_the_page_as_people_see_it(registry):
    html = signed_in_client(user()).get("/parties/P-001").content.decode()
    for words in (
        "三つの記録",
        "連鎖の中の位置",
        "経過",
        "この会社",
        "不一致",
        "改善を指示する",
        "斜線は記録が届いていないところ",
    ):
        assert words in html
    assert html.count("<h1") == 1
    assert "style=" not in html


@pytest.mark.parametrize("tab", TABS)
def test_every_tab_opens_for_both_reaches(registry, tab):
    for role in (Role.PRIVACY_OFFICE, Role.BUSINESS_DEPARTMENT):
        answer = signed_in_client(user(role, email=f"{role.value}-{tab}@example.jp")).get(f"/parties/P-001?tab={tab}")
        assert answer.status_code == 200
        assert 'aria-current="page"' in answer.content.decode()


def test_an_unknown_tab_is_the_overview(registry):
    assert "三つの記録" in signed_in_client(user()).get("/parties/P-001?tab=<x>").content.decode()


@pytest.mark.parametrize("key", ["P-003", "P-004", "P-000", "P-999", "../x", "P-001\x00"])
def test_what_is_out_of_reach_is_not_there(registry, key):
    client = signed_in_client(user(Role.BUSINESS_DEPARTMENT))
    assert client.get(f"/parties/{key}").status_code == 404


def test_neighbours_do_not_leak_through_any_tab(registry):
    """P-001 also works for P-003 in the chain of another department."""
    store(
        Entrustment(key="E-0009", entruster="P-003", entrustee="P-001", upper=("E-0003",), starts_on=date(2025, 1, 1)),
        replace(ROSTER, key="R-0009", entrustment="E-0009", person="M-4444"),
        replace(STRANGER, key="DE-0099", entrustment="E-0009", employer="株式会社ひみつ台"),
    )
    reconcile_records(by="M-77", at=AT + timedelta(minutes=10), as_of=DAY)
    client = signed_in_client(user(Role.BUSINESS_DEPARTMENT))
    for tab in TABS:
        html = client.get(f"/parties/P-001?tab={tab}").content.decode()
        for secret in ("E-0009", "E-0003", "となり野", "M-4444", "R-0009", "ひみつ台", "DE-0099"):
            assert secret not in html, (tab, secret)
    reach = reach_of(user(Role.BUSINESS_DEPARTMENT, email="second@example.jp"))
    assert page(reach=reach).handlers == 1
    assert page().handlers == 2


def test_the_number_of_questions_is_bounded(registry, django_assert_max_num_queries):
    client = signed_in_client(user())
    people = [
        RosterEntry(key=f"R-1{n}", person=f"M-{n}", employer="P-001", entrustment="E-0001", starts_on=DAY) for n in range(30)
    ]
    store(*people)
    for tab in TABS:
        with django_assert_max_num_queries(30):
            client.get(f"/parties/P-001?tab={tab}")


def test_a_key_with_slashes_and_spaces_has_a_page(registry):
    from sekisho.declared import Party

    store(Party(key="P/日本 1", name="すみれ丘開発株式会社"))
    client = signed_in_client(user())
    assert client.get("/parties/P/日本 1").status_code == 200
    assert "比べる記録がまだありません" in client.get("/parties/P/日本 1").content.decode()


def test_companies_and_entrustments_of_the_chain_tab_are_opened_from_it(registry):
    page = signed_in_client(user(Role.AUDITOR)).get("/parties/P-001?tab=chain").content.decode()
    assert '<a class="strong" href="/parties/P-002">' in page
    assert '<a class="note" href="/entrustments/E-0002">' in page
    assert 'href=""' not in page
