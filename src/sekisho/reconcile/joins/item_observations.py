"""What was independently observed for each check item of a party: signs that speak against it, and what inspectors saw.

Knows which sign contradicts which item (``signs.yaml``). Refuses to know what the party answered or promised.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from sekisho.observed import Inspection, InspectionItem, Sign
from sekisho.reconcile.joins import once_per_snapshot
from sekisho.reconcile.snapshot import Snapshot
from sekisho.record import Record
from sekisho.terms import InspectionMethod, ItemResult


class Observation(NamedTuple):
    """One thing that was seen for a check item. ``fits`` tells whether it fits the item; a sign never does.

    Only what is ``independent`` bears the item out: the party's own word, or its papers, may speak against it but never for it.
    """

    party: str
    item: str
    entrustment: str | None
    first_on: date
    last_on: date
    records: tuple[Record, ...]
    fits: bool
    independent: bool = True

    @property
    def bears_out(self) -> bool:
        """Whether somebody else saw on the spot that the item is met."""
        return self.fits and self.independent

    def concerns(self, entrustment: str | None) -> bool:
        """Whether it can be about an entrustment: the same one, or one side names none."""
        return None in (entrustment, self.entrustment) or entrustment == self.entrustment


@once_per_snapshot
def observations(snapshot: Snapshot) -> Mapping[tuple[str, str], Sequence[Observation]]:
    """Everything observed, by party and check item."""
    found: dict[tuple[str, str], list[Observation]] = defaultdict(list)
    for seen in (*_signs(snapshot), *_inspected(snapshot)):
        found[seen.party, seen.item].append(seen)
    return dict(found)


def _signs(snapshot: Snapshot) -> Iterator[Observation]:
    for sign in snapshot.all(Sign):
        for item in snapshot.catalog.signs.get(sign.sign, {}).get("contradicts", ()):
            yield Observation(sign.party, item, sign.entrustment, sign.first_on, sign.last_on, (sign,), fits=False)


def _inspected(snapshot: Snapshot) -> Iterator[Observation]:
    inspections = {inspection.key: inspection for inspection in snapshot.all(Inspection)}
    for found in snapshot.all(InspectionItem):
        at = inspections.get(found.inspection)
        if at and at.completed_on and found.result is not ItemResult.NOT_SEEN:
            day, fits = at.completed_on, found.result is ItemResult.CONFORMS
            yield Observation(at.party, found.check_item, at.entrustment, day, day, (found, at), fits, is_independent(at))


def is_independent(inspection: Inspection) -> bool:
    """Whether somebody else than the party looked on the spot: only that can bear out what the party says."""
    return inspection.method is InspectionMethod.ONSITE and inspection.examiner != inspection.party


def told(seen: Sequence[Observation], snapshot: Snapshot) -> list[str]:
    """What was seen against an item, as words: the names of the signs, or that an inspection found a deviation."""
    words = [
        f"「{snapshot.catalog.name_of('sign', record.sign)}」" if isinstance(record, Sign) else "点検での不適合"
        for one in seen
        if not one.fits
        for record in one.records[:1]
    ]
    return list(dict.fromkeys(words))
