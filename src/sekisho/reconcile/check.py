"""The form of a check: what it is called, what it rests on, and what it says about each comparison.

Judging and wording are separate: ``check`` yields verdicts with facts, ``explain`` puts a verdict into words.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType, ModuleType
from typing import Any, NamedTuple

from sekisho.declared import Entrustment
from sekisho.reconcile.snapshot import Snapshot
from sekisho.record import Record
from sekisho.terms import Outcome, Severity, Strength


@dataclass(frozen=True, slots=True)
class Ground:
    """What a check rests on; each check module holds one as ``GROUND``.

    ``rule`` is a stable id (R-07, FAC-03, L-XBR-5, S-19), ``compares`` the record sources that are held against each
    other, ``severity`` the grade before flags of the data raise it, ``anchors`` the statute, guideline or seed places.
    """

    rule: str
    title: str
    severity: Severity
    strength: Strength
    anchors: tuple[str, ...]
    compares: tuple[str, ...]
    remedy: str


class Verdict(NamedTuple):
    """The outcome of one comparison.

    ``about`` is the entrustment (None when it concerns the party as a whole), ``cites`` the records held against each
    other, ``facts`` what ``explain`` words, ``distinct`` what tells two findings of one check about one party and
    entrustment apart (never a date), ``severity`` and ``strength`` override the ground's (a check whose ground is a duty may
    also tell what only a contract asks for: the weaker strength is then said).
    """

    outcome: Outcome
    party: str
    about: Entrustment | None = None
    cites: tuple[Record, ...] = ()
    facts: Mapping[str, Any] = MappingProxyType({})
    distinct: tuple[str, ...] = ()
    severity: Severity | None = None
    strength: Strength | None = None


def agrees(party: str, about: Entrustment | None = None, *cites: Record) -> Verdict:
    """Two independent records fit."""
    return Verdict(Outcome.AGREES, party, about, cites)


def conflicts(
    party: str,
    about: Entrustment | None = None,
    *cites: Record,
    distinct: tuple[str, ...] = (),
    severity: Severity | None = None,
    strength: Strength | None = None,
    **facts: Any,
) -> Verdict:
    """Two records do not fit."""
    return Verdict(Outcome.CONFLICTS, party, about, cites, facts, distinct, severity, strength)


def cannot_tell(
    party: str,
    about: Entrustment | None = None,
    *cites: Record,
    distinct: tuple[str, ...] = (),
    severity: Severity | None = None,
    strength: Strength | None = None,
    **facts: Any,
) -> Verdict:
    """One record is missing, unread or cannot be tied; ``facts`` must let ``explain`` say what is missing."""
    return Verdict(Outcome.CANNOT_TELL, party, about, cites, facts, distinct, severity, strength)


@dataclass(frozen=True, slots=True)
class Check:
    """A check as the runner sees it: one module of ``sekisho.reconcile.checks``."""

    id: str
    pair: str
    ground: Ground
    doc: str
    check: Callable[[Snapshot], Iterator[Verdict]]
    explain: Callable[[Verdict, Snapshot], str]

    @classmethod
    def of(cls, module: ModuleType) -> "Check":
        """Read a check module: ``GROUND``, ``check`` and ``explain``."""
        *_, pair, name = module.__name__.split(".")
        return cls(name, pair, module.GROUND, module.__doc__ or "", module.check, module.explain)
