"""What is due in a month within a reach, and whose it is."""

from dataclasses import replace
from datetime import date

import pytest

from sekisho.declared import Consent, ExceptionWaiver, ForeignTransfer, SubSupervision
from sekisho.formats.template import write_workbook
from sekisho.promised import AnnualReportItem, Commitment, DeletionCertificate
from sekisho.response.duties import DutyKind
from sekisho.response.life import Stage
from sekisho.terms import CommitmentSource, ConsentDecision, Ternary, TransferBasis
from sekisho_site.records.models import StoredFinding
from sekisho_site.records.queries import Reach
from sekisho_site.records.queries.duties import duties_within
from sekisho_site.usecases import import_workbook
from tests.factories.office import AT, DAY, NEIGHBOUR_EDGE, RECORDS, small_registry, user

pytestmark = pytest.mark.django_db
EVERYTHING, DEPARTMENT = Reach(), Reach(department="D-01")
JUNE = date(2026, 6, 1), date(2026, 6, 30)

WAIVER = ExceptionWaiver(
    key="W/1", party="P-001", check_item="INS-01", granted_on=date(2026, 1, 1), expires_on=date(2026, 6, 30), requester="M-1"
)
ASKED = Consent(key="CN-1", upper="E-0001", sub_entrustee="かなた台", giver="P-000", decision=ConsentDecision.PENDING)
ABROAD = ForeignTransfer(
    key="X-1", entrustment="E-0003", country="SG", basis=TransferBasis.EQUIVALENT_ACTION, confirmed_on=date(2025, 6, 15)
)
EXAMINED = SubSupervision(key="SS-1", entrustment="E-0002", examined_on=date(2025, 6, 10))
REPORTS = tuple(
    AnnualReportItem(
        key=f"AR-1/{item}", entrustment="E-0001", item=item, period_from=date(2024, 4, 1), period_to=date(2025, 3, 31),
        submitted_on=date(2025, 6, 20),
    )
    for item in ("A-1", "A-3")
)  # fmt: skip
PROMISE = Commitment(
    key="CM-1", party="P-003", origin=CommitmentSource.INSTRUCTION, subject="二重化", made_on=date(2025, 10, 1),
    due_on=date(2026, 6, 5),
)  # fmt: skip
ENDED = replace(NEIGHBOUR_EDGE, ends_on=date(2026, 5, 10))
CERTIFIED = DeletionCertificate(key="DC-1", entrustment="E-0003", issued_on=date(2026, 5, 20), covers_main=Ternary.YES)


def registry(*records):
    """The small registry with these records besides or instead."""
    whole = {(type(record), record.key): record for record in (*RECORDS, *records)}
    content = write_workbook("registry", tuple(whole.values()), as_of=DAY, whole=True)
    plan = import_workbook(content, "台帳.xlsx", workbook="registry", by="M-77", at=AT)
    assert not plan.faults


def told(reach=EVERYTHING, span=JUNE):
    return [(each.duty.kind, each.duty.day, each.duty.about, each.owner) for each in duties_within(reach, *span)]


ALL = [
    (DutyKind.CONSENT_ASKED, None, "CN-1", "お客様サービス部"),
    (DutyKind.COMMITMENT, date(2026, 6, 5), "CM-1", "法人営業部"),
    (DutyKind.SUB_SUPERVISION, date(2026, 6, 10), "SS-1", "お客様サービス部"),
    (DutyKind.MEASURES_ABROAD, date(2026, 6, 15), "X-1", "法人営業部"),
    (DutyKind.ANNUAL_REPORT, date(2026, 6, 20), "E-0001", "お客様サービス部"),
    (DutyKind.EXCEPTION_END, date(2026, 6, 30), "W/1", "お客様サービス部"),
]


def test_what_is_due_in_a_month_and_whose_it_is(home):
    registry(WAIVER, ASKED, ABROAD, EXAMINED, *REPORTS, PROMISE)
    assert told() == ALL
    assert told(span=(date(2026, 7, 1), date(2026, 7, 31))) == ALL[:1]


def test_a_department_sees_its_own(home):
    registry(WAIVER, ASKED, ABROAD, EXAMINED, *REPORTS, PROMISE)
    assert told(DEPARTMENT) == [duty for duty in ALL if duty[3] == "お客様サービス部"]


def test_the_newest_of_a_yearly_series_counts(home):
    later = replace(EXAMINED, key="SS-2", examined_on=date(2025, 12, 1))
    registry(EXAMINED, later)
    assert told() == []
    assert told(span=(date(2026, 12, 1), date(2026, 12, 31)))[0][2] == "SS-2"


def test_erasure_is_due_until_it_is_certified(home):
    registry(ENDED)
    assert told() == [(DutyKind.ERASURE, date(2026, 6, 9), "E-0003", "法人営業部")]
    registry(ENDED, CERTIFIED)
    assert told() == []


def test_a_certificate_of_long_before_the_end_does_not_count(home):
    registry(ENDED, replace(CERTIFIED, issued_on=date(2026, 3, 1)))
    assert [kind for kind, *_ in told()] == [DutyKind.ERASURE]


def test_findings_have_days_too(home):
    small_registry()
    late, held, closed = StoredFinding.objects.filter(entrustment="E-0001")[:3]
    someone = user()
    StoredFinding.objects.filter(pk=late.pk).update(stage=Stage.INSTRUCTED, due_date=date(2026, 6, 3), owner=someone)
    StoredFinding.objects.filter(pk=held.pk).update(stage=Stage.ACCEPTED, accepted_until=date(2026, 6, 30))
    StoredFinding.objects.filter(pk=closed.pk).update(stage=Stage.CLOSED, due_date=date(2026, 6, 3))
    assert told() == [
        (DutyKind.CORRECTION, date(2026, 6, 3), late.number, someone.name),
        (DutyKind.ACCEPTANCE, date(2026, 6, 30), held.number, "お客様サービス部"),
    ]


def test_a_company_that_works_for_two_departments_has_no_owner(home):
    two = replace(NEIGHBOUR_EDGE, key="E-0005", department="D-01")
    registry(PROMISE, two)
    assert told()[0][3] == ""


def test_the_number_of_queries_does_not_grow(home, django_assert_max_num_queries):
    registry(*(replace(WAIVER, key=f"W-{n}") for n in range(40)), *(replace(EXAMINED, key=f"S-{n}") for n in range(5)))
    with django_assert_max_num_queries(22):
        assert len(duties_within(EVERYTHING, *JUNE)) == 41
