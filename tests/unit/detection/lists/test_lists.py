"""What lists say of events: by party, by the day in Japan, and nothing where no list could say."""

import pickle
from datetime import UTC, date, datetime

import pytest

from sekisho.declared import Entrustment, ExternalService, Party, RosterEntry, Site, System, WorkApproval
from sekisho.detection.event import Event, EventRef
from sekisho.detection.lists import Entry, Inquiry, Lists, entries_of, filled_columns
from sekisho.detection.rules.columns import columns
from sekisho.observed import Account, Departure, DoorEntry, Training
from sekisho.terms import ApprovalKind, PartyStanding, Ternary, TrainingCourse

CARRIER = Party(key="P-000", name="あさひ通信株式会社", standing=PartyStanding.CARRIER)
PARTY = Party(key="P-001", name="株式会社みなと坂コンタクト")
LOWER = Party(key="P-002", name="ほしの丘サポート株式会社")
WORK = Entrustment(
    key="E-1", entruster="P-000", entrustee="P-001", handles_personal_data=Ternary.YES, systems=("S-1",),
    storage_countries=("JP",), starts_on=date(2026, 4, 1), ends_on=date(2027, 3, 31),
)  # fmt: skip
BELOW = Entrustment(key="E-2", entruster="P-001", entrustee="P-002", upper=("E-1",))
BASE = (CARRIER, PARTY, LOWER, WORK)


def roster(person, first=date(2026, 4, 1), last=None, work="E-1", employer=PARTY.name):
    key = f"{person}/{work}/{first}"
    return RosterEntry(key=key, person=person, employer=employer, entrustment=work, starts_on=first, ends_on=last)


def account(name, **told):
    told = {"party": "P-001", "listed_on": date(2026, 5, 1)} | told
    return Account(key=f"{name}/{told['listed_on']}/{told.get('system')}/{told.get('person')}", account=name, **told)


def approval(kind, **told):
    told = {"party": "P-001", "requested_by": "M-1", "approved_by": "M-9", "starts_on": date(2026, 5, 1)} | told
    return WorkApproval(key="WK-1", approval=kind, **told)


def at(text):
    """A moment on the clock of Japan, in microseconds."""
    return int(datetime.fromisoformat(f"{text}+09:00").astimezone(UTC).timestamp()) * 1_000_000


def told(column, records, when="2026-05-01 12:00", *, lists=None, **fields):
    event = Event(EventRef("a.jsonl", 1), when and at(when), {"party": "P-001"} | fields)
    return (lists or Lists.of([*BASE, *records])).beside(event).get(column)


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("2026-04-09 23:59", "unlisted"),
        ("2026-04-10 00:00", "listed"),  # in UTC it is still the day before
        ("2026-05-31 23:59", "listed"),
        ("2026-06-01 00:00", "unlisted"),
        (None, None),
    ],
)
def test_somebody_is_on_the_roster_from_the_first_to_the_last_day(when, expected):
    entry = roster("M-1", date(2026, 4, 10), date(2026, 5, 31))
    assert told("roster", [entry, roster("M-2")], when, user="M-1") == expected


def test_a_roster_speaks_of_its_own_party_and_of_those_below():
    kept = [BELOW, roster("M-1"), roster("M-5", work="E-2", employer=LOWER.name)]
    assert told("roster", kept, user="M-5") == "listed"  # named below, so named above
    assert told("roster", kept, user="M-1", party="P-002") == "unlisted"
    assert told("roster", kept, user="M-1", party="P-003") is None  # nothing is entrusted to it
    assert told("roster", kept, "2027-04-01 12:00", user="M-1") is None  # nor any more


def test_without_a_roster_for_every_work_nobody_is_unlisted():
    other = Entrustment(key="E-3", entruster="P-000", entrustee="P-001")
    assert told("roster", [], user="M-1") is None
    assert told("roster", [other, roster("M-1")], user="M-7") is None
    assert told("roster", [other, roster("M-1"), roster("M-2", work="E-3")], user="M-7") == "unlisted"


def test_accounts_stand_for_their_only_holder():
    kept = [roster("M-1"), account("op1", person="M-1"), account("op2", person="M-2"), account("op3")]
    kept += [account("op4", person="M-1"), account("op4", person="M-2"), account("op5", person="M-8", employer=CARRIER.name)]
    users = ("op1", "op2", "op3", "op4", "op5", "op9", "M-7", "")
    expected = ["listed", "unlisted", None, None, None, None, "unlisted", None]
    assert [told("roster", kept, user=user) for user in users] == expected
    assert told("roster", kept, user="visitor", category="Door", action="enter") == "unlisted"


@pytest.mark.parametrize(
    ("when", "expected"),
    [("2026-04-30", "active"), ("2026-05-01", "leaving"), ("2026-05-31", "leaving"), ("2026-06-01", "left")],
)
def test_departures_count_from_the_day_after(when, expected):
    kept = [roster("M-1"), Departure(key="LV", person="M-1", party="P-001", left_on=date(2026, 5, 31))]
    assert told("employment", kept, f"{when} 09:00", user="M-1") == expected


def test_who_comes_back_or_leaves_elsewhere_is_there():
    gone = Departure(key="LV", person="M-1", party="P-001", left_on=date(2026, 4, 20))
    assert (
        told("employment", [gone, roster("M-1", last=date(2026, 4, 20)), roster("M-1", date(2026, 5, 1))], user="M-1")
        == "active"
    )
    elsewhere = Departure(key="LV", person="M-1", party="P-002", left_on=date(2026, 4, 20))
    assert told("employment", [elsewhere, roster("M-1")], user="M-1") == "active"
    assert told("employment", [elsewhere, roster("M-1", employer=LOWER.name)], user="M-1") == "left"  # had sent them here
    assert told("employment", [roster("M-1", last=date(2026, 4, 30))], user="M-1") == "left"
    assert told("employment", [roster("M-1", date(2026, 6, 1))], user="M-1") is None
    assert told("employment", [roster("M-1")], user="M-2") is None


def test_training_is_done_from_its_day_on_and_missing_only_where_records_are_kept():
    def course(person, day, kind=TrainingCourse.AT_START):
        return Training(key=f"{person}/{kind.value}", person=person, party="P-001", course=kind, completed_on=day)

    kept = [roster("M-2"), course("M-1", date(2026, 5, 1)), course("M-2", date(2026, 4, 20), TrainingCourse.ENTRY_MATERIAL)]
    assert told("training", kept, user="M-1") == "done"
    assert told("training", kept, "2026-04-30 23:59", user="M-1") == "missing"
    assert told("training", kept, user="M-2") == "missing"  # reading the material is no course
    assert told("training", kept, "2026-04-19 12:00", user="M-1") is None  # before any record
    assert told("training", kept, user="M-1", party="P-002") == "done"
    assert told("training", kept, user="M-2", party="P-002") is None


def test_privileges_are_those_of_the_last_extract_before():
    kept = [
        account("op1", privileged=Ternary.NO),
        account("op1", privileged=Ternary.YES, privileged_since=date(2026, 6, 10), listed_on=date(2026, 6, 15)),
        account("op2", privileged=Ternary.YES, system="S-1"),
        account("op2", privileged=Ternary.NO, system="S-2"),
        account("op3"),
    ]
    days = ("2026-04-30", "2026-05-01", "2026-06-14", "2026-06-15")
    assert [told("privilege", kept, f"{day} 12:00", user="op1") for day in days] == [None, "user", "user", "admin"]
    assert [told("privilege", kept, user="op2", system=system) for system in ("S-1", "S-2", "")] == ["admin", "user", None]
    assert told("privilege", kept, user="op3") is None
    assert told("account_type", kept, user="op1") is None
    assert told("account_type", [account("op1", person="M-1")], user="op1") == "person"


DOORS = [Entry("P-001", "M-1", "T-1", date(2026, 5, 1)), Entry("P-001", "M-2", "T-1", date(2026, 5, 2))]


@pytest.mark.parametrize(
    ("user", "when", "site", "expected"),
    [
        ("M-1", "2026-05-01 12:00", "T-1", "inside"),
        ("op1", "2026-05-01 12:00", "", "inside"),
        ("M-2", "2026-05-01 12:00", "T-1", "outside"),
        ("M-2", "2026-05-01 12:00", "T-2", None),  # of that site no door is on record
        ("M-1", "2026-05-02 08:59", "T-1", "inside"),  # a night goes past midnight
        ("M-1", "2026-05-02 09:00", "T-1", "outside"),
        ("M-2", "2026-05-01 08:59", "T-1", None),  # of the day before nothing is on record
        ("M-1", "2026-05-03 12:00", "T-1", None),
        ("svc", "2026-05-01 12:00", "T-1", None),
    ],
)
def test_presence_follows_the_doors_of_the_day(user, when, site, expected):
    lists = Lists.of([*BASE, roster("M-1"), account("op1", person="M-1")], entries=DOORS)
    assert told("presence", (), when, lists=lists, user=user, site=site, category="authentication") == expected


def test_a_party_with_a_site_without_doors_may_be_there():
    sites = [Site(key=key, name=key, party="P-001", country="JP") for key in ("T-1", "T-2")]
    asked = {"user": "M-2", "category": "authentication"}
    one, both = (Lists.of([*BASE, roster("M-2"), *some], entries=DOORS) for some in (sites[:1], sites))
    assert told("presence", (), lists=one, **asked) == "outside"
    assert told("presence", (), lists=both, **asked) is None


def test_entries_on_record_tell_who_was_there_and_never_who_was_not():
    entered = DoorEntry(key="D1", party="P-001", site="T-1", person="M-1", entered_on=date(2026, 5, 1))
    kept = [entered, roster("M-1"), roster("M-2")]
    assert [told("presence", kept, user=user, category="authentication") for user in ("M-1", "M-2")] == ["inside", None]


def door(user, when="2026-05-02 00:10", **told):
    fields = {"category": "door", "action": "enter", "party": "P-001", "user": user, "site": "T-1"} | told
    return Event(EventRef("d", 1), at(when), fields)


def test_doors_in_the_log_itself_count_alike():
    entries = entries_of([door("M-1"), door("M-1"), door("M-2", outcome="failure"), door("M-3", action="exit")])
    assert entries == [Entry("P-001", "M-1", "T-1", date(2026, 5, 2))]
    lists = Lists.of([*BASE, roster("M-1"), roster("M-2")], entries=entries)
    asked = {"when": "2026-05-02 10:00", "lists": lists, "category": "authentication"}
    assert told("presence", (), user="M-1", **asked) == "inside"
    assert told("presence", (), user="M-2", **asked) == "outside"


def test_who_went_out_the_day_before_is_not_there_in_the_morning():
    log = [door("M-1", "2026-05-01 09:00"), door("M-1", "2026-05-01 18:00", action="exit")]
    log += [door("M-2", "2026-05-01 07:00", action="exit"), door("M-2", "2026-05-01 22:00"), door("M-3")]
    lists = Lists.of([*BASE, *map(roster, ("M-1", "M-2"))], entries=entries_of(log))
    asked = {"when": "2026-05-02 06:00", "lists": lists, "category": "authentication"}
    assert [told("presence", (), user=user, **asked) for user in ("M-1", "M-2")] == ["outside", "inside"]


def test_places_are_those_told_for_the_party():
    kept = [Site(key="T-1", name="第二", party="P-001", country="VN")]
    assert [told("place", kept, country=code) for code in ("JP", "vn", "IN", "")] == ["listed", "listed", "unlisted", None]
    assert told("place", kept, country="IN", party="P-002") is None


def test_approvals_cover_account_system_and_days_when_somebody_else_gave_them():
    out = [approval(ApprovalKind.DOWNLOAD, account="op1", system="S-1", ends_on=date(2026, 5, 2))]
    asked = {"user": "op1", "system": "S-1", "category": "datastore"}
    days = ("2026-04-30", "2026-05-01", "2026-05-02", "2026-05-03")
    assert [told("approval", out, f"{day} 12:00", **asked) for day in days] == [None, "WK-1", "WK-1", None]
    assert told("approval", out, **asked | {"user": "op2"}) is None
    assert told("approval", out, **asked | {"system": "S-2"}) is None
    assert told("approval", out, **asked | {"category": "http"}) is None
    assert told("ticket", out, **asked | {"category": "authentication"}) is None
    own = [approval(ApprovalKind.PRIVILEGED, approved_by="M-1")]
    assert told("ticket", own, **asked | {"category": "authentication"}) is None
    assert told("ticket", [approval(ApprovalKind.PRIVILEGED)], **asked | {"category": "authentication"}) == "WK-1"
    assert told("witness", [approval(ApprovalKind.WITNESS)], **asked | {"category": "process"}) == "WK-1"


def test_systems_hold_personal_data_while_a_work_uses_them():
    kept = [System(key="S-1", name="顧客管理")]
    assert told("resource_class", kept, system="S-1", category="datastore") == "personal_data"
    assert told("resource_class", kept, system="顧客管理", category="Authentication") == "personal_data"
    assert told("resource_class", kept, system="S-2", category="datastore") is None
    assert told("resource_class", kept, system="S-1", category="file") is None
    assert told("resource_class", kept, "2027-04-01 12:00", system="S-1", category="datastore") is None


def test_declared_services_are_permitted_while_they_are_declared():
    service = ExternalService(
        key="SV",
        party="P-001",
        service="箱",
        domain="*.files.example.com",
        declared_on=date(2026, 5, 1),
        ended_on=date(2026, 5, 2),
    )
    asked = {"url": "https://up.files.example.com/put"}
    days = ("2026-04-30", "2026-05-01", "2026-05-02", "2026-05-03")
    assert [told("sanction", [service], f"{day} 12:00", **asked) for day in days] == [None, "permitted", "permitted", None]
    assert told("sanction", [service], domain="files.example.jp") == "unlisted"
    assert told("sanction", [service], party="P-002", **asked) is None


def test_inquiries_tie_look_ups_to_customers():
    inquiries = [
        Inquiry("Q-1", "K-1", date(2026, 5, 1), date(2026, 5, 2), "P-001"),
        Inquiry("Q-2", "K-2", *[date(2026, 5, 9)] * 2),
    ]
    lists = Lists.of(BASE, inquiries=inquiries)

    def customer(number, when="2026-05-01 12:00", **more):
        return told("inquiry_customer", (), when, lists=lists, inquiry=number, **more)

    assert customer("Q-1") == "K-1"
    assert customer("Q-7") == ""  # the list is kept and has no such inquiry
    assert customer("Q-7", "2026-05-10 12:00") is None
    assert customer("Q-1", party="P-002") == ""
    days = ("2026-04-30", "2026-05-01", "2026-05-02", "2026-05-03")
    assert [told("inquiry", (), f"{day} 12:00", lists=lists, customer="K-1") for day in days] == [None, "Q-1", "Q-1", None]
    assert told("inquiry_customer", (), inquiry="Q-1") is None


def test_what_the_log_carries_stands_and_blanks_are_filled():
    kept = Lists.of([*BASE, roster("M-1")])
    event = Event(
        EventRef("a", 1), at("2026-05-01 12:00"), {"party": "P-001", "user": "M-7", "roster": "listed", "employment": " "}
    )
    assert "roster" not in kept.beside(event)
    event = Event(event.ref, event.time, {**event.fields, "user": "M-1", "roster": ["", "unlisted"]})
    assert kept.filled(event).fields == {**event.fields, "employment": "active"}


def test_lists_go_to_other_processes_and_moments_beyond_all_calendars_are_none():
    kept = pickle.loads(pickle.dumps(Lists.of([*BASE, roster("M-1")])))  # noqa: S301  (our own)
    assert told("roster", (), lists=kept, user="M-1") == "listed"
    assert kept.beside(Event(EventRef("a", 1), 10**18, {"party": "P-001", "user": "M-1"})) == {}


def test_lists_fill_columns_that_rules_know():
    assert filled_columns() <= set(columns())
    assert {name for name in filled_columns() if not columns()[name].from_list} == {"inquiry"}
