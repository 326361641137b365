"""What is due, when, and because of which record: the calendar of duties (S-59).

Knows which day follows from a record: the last day of an exception, the yearly look at a sub-entrustee, the proof of erasure
after an end. Refuses to know who is asked and what day it is today; whether a day that has passed is a mismatch is the
reconciliation's to say. A day is the last one on which the thing is still in time.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import singledispatch

from sekisho.declared import Consent, Entrustment, ExceptionWaiver, ForeignTransfer, ServiceAssessment, SubSupervision
from sekisho.declared.entrustment_test import review_date
from sekisho.period import Period, months_after
from sekisho.promised import AnnualReportItem, Commitment
from sekisho.record import Record
from sekisho.terms import ConsentDecision, Ternary, TransferBasis, Vocabulary

#: Own policy: the proof of erasure is due this many days after the last day of an entrustment (R-09).
ERASURE_DAYS = 30
#: What comes back every year: the report (S-50), the look at sub-entrustees (S-54), measures abroad (L-XBR-5).
YEARLY_MONTHS = 12


class DutyKind(Vocabulary):
    """What is due; in the order in which duties of one day are told."""

    CORRECTION = "correction", "是正の期限"
    ACCEPTANCE = "acceptance", "受容の終わり"
    ERASURE = "erasure", "消去証明の受取り"
    MEASURES_ABROAD = "measures_abroad", "相当措置の年次確認"
    COMMITMENT = "commitment", "約束した改善"
    CONSENT_ASKED = "consent_asked", "再委託の承諾の判断"
    CONSENT_END = "consent_end", "承諾の期限"
    EXCEPTION_END = "exception_end", "例外の期限"
    ASSESSMENT_REVIEW = "assessment_review", "外部サービスの見直し"
    ANNUAL_REPORT = "annual_report", "年次報告の受取り"
    SUB_SUPERVISION = "sub_supervision", "再委託先の年次確認"
    ENTRUSTMENT_END = "entrustment_end", "委託の終わり"


#: Each new record of these takes the place of the one before it.
YEARLY = frozenset({DutyKind.MEASURES_ABROAD, DutyKind.ASSESSMENT_REVIEW, DutyKind.ANNUAL_REPORT, DutyKind.SUB_SUPERVISION})


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing that is due. ``day`` None: it waits for somebody, and no day is set.

    ``about`` is the key of the record it follows from, or the number of a finding. ``party`` or ``entrustment`` say whom it
    concerns; ``person`` is the person who looks after it, where one is named.
    """

    kind: DutyKind
    day: date | None
    about: str
    party: str | None = None
    entrustment: str | None = None
    person: str | None = None
    note: str = ""


@singledispatch
def duties_of(record: Record) -> Iterator[Duty]:  # noqa: ARG001  (of most records nothing follows)
    """What is due because of a record; of what comes back every year only the newest counts (:func:`newest`)."""
    yield from ()


@duties_of.register
def _(record: ExceptionWaiver) -> Iterator[Duty]:
    """R-08: an exception ends, or is approved anew, by its last day."""
    until = max(record.expires_on, record.extended_to or record.expires_on)
    yield Duty(DutyKind.EXCEPTION_END, until, record.key, record.party, record.entrustment, note=record.check_item)


@duties_of.register
def _(record: Consent) -> Iterator[Duty]:
    """S-56: a request waits for its decision; a consent for a time ends."""
    if record.decision is ConsentDecision.PENDING:
        yield Duty(DutyKind.CONSENT_ASKED, None, record.key, None, record.upper, note=record.sub_entrustee)
    elif record.decision is ConsentDecision.GRANTED and record.expires_on:
        yield Duty(DutyKind.CONSENT_END, record.expires_on, record.key, None, record.upper, note=record.sub_entrustee)


@duties_of.register
def _(record: ServiceAssessment) -> Iterator[Duty]:
    """S-15: the decision on an external service is looked at again."""
    yield Duty(DutyKind.ASSESSMENT_REVIEW, review_date(record), record.key, None, record.entrustment, note=record.terms_name)


@duties_of.register
def _(record: ForeignTransfer) -> Iterator[Duty]:
    """L-XBR-5: equivalent action abroad is confirmed every year. One that was never confirmed waits."""
    if record.basis is TransferBasis.EQUIVALENT_ACTION:
        last = max((day for day in (record.confirmed_on, record.assessed_on) if day), default=None)
        due = months_after(last, YEARLY_MONTHS) if last else None
        yield Duty(DutyKind.MEASURES_ABROAD, due, record.key, None, record.entrustment, note=record.country)


@duties_of.register
def _(record: SubSupervision) -> Iterator[Duty]:
    """S-54: a sub-entrustee is examined every year."""
    if record.examined_on:
        due = months_after(record.examined_on, YEARLY_MONTHS)
        yield Duty(DutyKind.SUB_SUPERVISION, due, record.key, None, record.entrustment)


@duties_of.register
def _(record: AnnualReportItem) -> Iterator[Duty]:
    """S-50: the next yearly report, a year after the last one came."""
    due = months_after(record.submitted_on, YEARLY_MONTHS)
    yield Duty(DutyKind.ANNUAL_REPORT, due, record.entrustment, None, record.entrustment)


@duties_of.register
def _(record: Commitment) -> Iterator[Duty]:
    """R-10: what was promised after an incident or an instruction."""
    if record.completed_on is None:
        yield Duty(DutyKind.COMMITMENT, record.due_on, record.key, record.party, note=record.subject)


@duties_of.register
def _(record: Entrustment) -> Iterator[Duty]:
    """R-09: an entrustment ends, and what was handed over must be proved erased. Whether that came is not known here."""
    if record.ends_on is None:
        return
    yield Duty(DutyKind.ENTRUSTMENT_END, record.ends_on, record.key, record.entrustee, record.key)
    if record.handles_personal_data is not Ternary.NO:
        due = record.ends_on + timedelta(days=ERASURE_DAYS)
        yield Duty(DutyKind.ERASURE, due, record.key, record.entrustee, record.key)


def newest(duties: Iterable[Duty]) -> Iterator[Duty]:
    """Of yearly duties about one entrustment (and country, or terms) only that which follows from the newest record."""
    last: dict[tuple[DutyKind, str | None, str], Duty] = {}
    for duty in duties:
        if duty.kind not in YEARLY:
            yield duty
            continue
        known = last.setdefault((duty.kind, duty.entrustment, duty.note), duty)
        if (known.day or date.min) < (duty.day or date.min):
            last[duty.kind, duty.entrustment, duty.note] = duty
    yield from last.values()


def due_in(duties: Iterable[Duty], period: Period) -> list[Duty]:
    """The duties of a period, earliest first; those without a day come before all others.

    >>> early, late = (Duty(DutyKind.COMMITMENT, date(2026, 5, day), "C") for day in (1, 31))
    >>> due_in([late, early], Period(date(2026, 5, 2), date(2026, 6, 1))) == [late]
    True
    """
    kinds = list(DutyKind)
    chosen = [duty for duty in duties if duty.day is None or period.holds(duty.day)]
    return sorted(chosen, key=lambda duty: (duty.day or date.min, kinds.index(duty.kind), duty.about))
