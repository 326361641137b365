"""What an investigation after a complaint lacks.

Knows who is concerned by a complaint and what an investigation must cover. Refuses to know what the records of the matter say.
"""

from datetime import date, timedelta
from enum import Enum, auto

from sekisho.declared import Entrustment, Investigation
from sekisho.observed import Complaint
from sekisho.reconcile.snapshot import Snapshot
from sekisho.terms import InvestigationConclusion, Ternary


class Fault(Enum):
    """What is missing."""

    NONE_BEGUN = auto()
    NOT_DUE = auto()  # nothing has begun, and the days allowed are not over
    INSIDERS = auto()
    NARROW = auto()
    NO_ORIGINALS = auto()
    VAGUE = auto()  # the complaint names neither company nor system
    OPEN = auto()  # no conclusion yet, or not known whether the original logs were looked at


def late_after(complaint: Complaint, days: int) -> date:
    """The last day on which an independent investigation may still begin."""
    return complaint.received_on + timedelta(days=days)


def concerned(complaint: Complaint, investigation: Investigation, snapshot: Snapshot) -> frozenset[str]:
    """The companies the matter is about: those named, those looked into, and whoever stands below them in the chain."""
    named = {*complaint.parties, *investigation.parties}
    below = {
        lower.entrustee
        for party in named
        for edge in snapshot.by(Entrustment, "entrustee")[party]
        if edge.key in snapshot.chain.edges
        for lower in snapshot.chain.subtree(edge.key)
    }
    return frozenset(named | below)


def faults(complaint: Complaint, made: Investigation, insiders: frozenset[str], as_of: date) -> set[Fault]:
    """Everything that one investigation lacks; a conclusion of a later day is not yet known."""
    found: set[Fault] = set()
    if set(made.investigators) <= insiders:
        found.add(Fault.INSIDERS)
    concluded = made.concluded_on is None or made.concluded_on <= as_of
    conclusion = made.conclusion if concluded else InvestigationConclusion.ONGOING
    if not (complaint.parties or complaint.systems):
        found.add(Fault.VAGUE)
    elif not _covers(complaint, made):
        found.add(Fault.NARROW if conclusion is InvestigationConclusion.NO_LEAK else Fault.OPEN)
    if made.original_logs is Ternary.NO and conclusion is InvestigationConclusion.NO_LEAK:
        found.add(Fault.NO_ORIGINALS)
    elif made.original_logs is not Ternary.YES or conclusion is InvestigationConclusion.ONGOING:
        found.add(Fault.OPEN)
    return found


def _covers(complaint: Complaint, made: Investigation) -> bool:
    """Whether companies, systems and period of the complaint were looked into. A scope that is not stated covers nothing."""
    companies = set(complaint.parties) <= set(made.parties)
    systems = set(complaint.systems) <= set(made.systems)
    begins = complaint.period_from is None or (made.period_from is not None and made.period_from <= complaint.period_from)
    ends = complaint.period_to is None or (made.period_to is not None and complaint.period_to <= made.period_to)
    return companies and systems and begins and ends
