"""When an entrustment was last looked at: written reports, document reviews, visits and interviews that were completed.

Knows the newest completed one per entrustment. Refuses to judge whether that is recent enough. A party's examination of
itself is no oversight; for a sub-entrustee, the carrier's look at what the entruster reported is one (GL3-4-4(3)).
"""

from collections.abc import Mapping
from datetime import date

from sekisho.declared import Entrustment, SubSupervision
from sekisho.observed import Inspection
from sekisho.promised import AnnualReportItem
from sekisho.reconcile.joins import once_per_snapshot
from sekisho.reconcile.snapshot import Snapshot

Look = tuple[date, Inspection | AnnualReportItem | SubSupervision]


class Oversight:
    """The newest look at each entrustment; an inspection that names no entrustment counts for all of the party."""

    def __init__(self, of_edge: Mapping[str, Look], of_party: Mapping[str, Look]) -> None:
        self._of_edge = of_edge
        self._of_party = of_party

    def last(self, edge: Entrustment) -> Look | None:
        """The newest completed look at the entrustment, with its day."""
        own, common = self._of_edge.get(edge.key), self._of_party.get(edge.entrustee)
        return own if common is None or (own is not None and own[0] >= common[0]) else common


@once_per_snapshot
def oversight(snapshot: Snapshot) -> Oversight:
    """Every completed look in a snapshot."""
    of_edge: dict[str, Look] = {}
    of_party: dict[str, Look] = {}
    for item in snapshot.all(AnnualReportItem):
        known = of_edge.get(item.entrustment)
        if known is None or known[0] < item.submitted_on:
            of_edge[item.entrustment] = (item.submitted_on, item)
    for kept in snapshot.all(SubSupervision):
        known = of_edge.get(kept.entrustment)
        if kept.reviewed_on and kept.reviewed_on <= snapshot.as_of and (known is None or known[0] < kept.reviewed_on):
            of_edge[kept.entrustment] = (kept.reviewed_on, kept)
    for look in snapshot.all(Inspection):
        if look.completed_on and look.examiner != look.party:
            newest, place = (of_edge, look.entrustment) if look.entrustment else (of_party, look.party)
            known = newest.get(place)
            if known is None or known[0] < look.completed_on:
                newest[place] = (look.completed_on, look)
    return Oversight(of_edge, of_party)
