"""The work in the background brings alerts of all three kinds to the queue, and the same again when it is done again."""

import hashlib
from datetime import UTC, date, datetime, timedelta

import pytest
from django.conf import settings

from sekisho.declared import ExternalService
from sekisho.detection.event import Event, EventRef
from sekisho.detection.told import AlertKind
from sekisho.formats.eventstore import Received, StoreWriter
from sekisho.observed import Departure
from sekisho_site.records.models import AlertStep, StoredAlert
from sekisho_site.records.operations.ledger import open_ledger
from sekisho_site.records.operations.versions import Change, record_changes
from sekisho_site.usecases import detect_stored, import_workbook
from tests.factories.registry import RECORDS, workbook

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]

AT = datetime(2026, 5, 5, 9, tzinfo=UTC)
LAST = date(2026, 5, 4)
LEFT = Departure(key="LV-1", person="M-1105", party="P-001", left_on=date(2026, 4, 20))
DECLARED = [
    ExternalService(key="SV-1", party="P-001", service="箱", domain="box.example.com"),
    ExternalService(key="SV-2", party="P-001", service="古い箱", domain="old.example.com", ended_on=date(2026, 4, 30)),
]


def fields_of(day):
    """What ten people of one company did on a day; on the last one of them did a lot more."""
    for number in range(10):
        user = {"party": "P-001", "user": f"M-110{number}", "device": f"PC-{number}", "role": "窓口"}
        much = day == LAST and number == 3
        yield {**user, "category": "authentication", "action": "login", "outcome": "success"}
        for customer in range(120 if much else 5):
            yield {
                **user,
                "category": "datastore",
                "action": "lookup",
                "customer": f"K-{day}-{number}-{customer}",
                "inquiry": "Q-1",
            }
    sent = {"party": "P-001", "user": "M-1101", "category": "http", "action": "upload", "bytes_out": 100}
    yield {**sent, "url": "https://box.example.com/a"}
    yield {**sent, "party": "P-002", "user": "M-2001", "url": "https://files.example.net/"}  # declares nothing at all
    if day == LAST:
        yield {**sent, "url": "https://up.example.net/a"}
    if day == date(2026, 4, 28):
        yield {**sent, "url": "https://old.example.com/a"}


def ingest(first, last):
    events = []
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        at = int(datetime(day.year, day.month, day.day, 3, tzinfo=UTC).timestamp()) * 1_000_000
        events += [Event(EventRef("log.jsonl", len(events) + line), at, told) for line, told in enumerate(fields_of(day), 1)]
    with StoreWriter(settings.SEKISHO_HOME / "events") as writer:
        writer.take_in(Received(hashlib.sha256(f"{first}".encode()).hexdigest(), f"{first}.jsonl", 1, "jsonl"), events)


@pytest.fixture
def logs(home):
    import_workbook(workbook(*RECORDS), "台帳.xlsx", workbook="registry", by="M-77", at=AT)
    with open_ledger(by="M-77", at=AT) as ledger:
        record_changes(ledger, [Change(None, record) for record in (LEFT, *DECLARED)])
    ingest(date(2026, 4, 10), LAST)


def told(kind):
    return list(StoredAlert.objects.filter(kind=kind.value).order_by("identity"))


def test_rules_with_lists_unusual_days_and_undeclared_services_reach_the_queue(logs):
    detect_stored(by="M-77", at=AT)
    left = StoredAlert.objects.filter(person="M-1105", title="離任した人のアカウントの使用")
    assert sorted({row.first_at.date() for row in left})[0] == date(2026, 4, 21)
    unusual = told(AlertKind.BASELINE)
    assert {(row.detail["day"], row.party) for row in unusual} == {("2026-05-04", "P-001")}
    assert min(unusual, key=lambda row: row.detail["rank"]).person == "M-1103"
    assert [(row.party, row.detail["domain"]) for row in told(AlertKind.UNDECLARED_SERVICE)] == [("P-001", "example.net")]


def test_done_again_nothing_moves_and_a_new_day_adds_its_own(logs):
    first = detect_stored(by="M-77", at=AT)
    before = list(StoredAlert.objects.order_by("pk").values())
    again = detect_stored(by="M-77", at=AT + timedelta(hours=1))
    assert (again.alerts.new, again.alerts.revised, again.alerts.unchanged) == (0, 0, first.alerts.new)
    assert list(StoredAlert.objects.order_by("pk").values()) == before
    ingest(date(2026, 5, 5), date(2026, 5, 5))
    detect_stored(by="M-77", at=AT + timedelta(hours=2))  # the new day is not over yet
    assert {row.detail["day"] for row in told(AlertKind.BASELINE)} == {"2026-05-04"}
    detect_stored(by="M-77", at=AT + timedelta(days=3))
    assert {row.detail["day"] for row in told(AlertKind.BASELINE)} <= {"2026-05-04", "2026-05-05"}
    assert not AlertStep.objects.exists()
