"""Yearly reports that say 'no change'. Knows the newest claim per entrustment and item; refuses to judge it (S-52)."""

from collections.abc import Iterator

from sekisho.declared import Entrustment
from sekisho.promised import AnnualReportItem
from sekisho.reconcile.snapshot import Snapshot
from sekisho.terms import Ternary


def claims_of_no_change(snapshot: Snapshot, *items: str) -> Iterator[tuple[Entrustment, AnnualReportItem]]:
    """The newest report of each entrustment on each of the items, where it says that nothing changed."""
    for item in items:
        newest: dict[str, AnnualReportItem] = {}
        for report in snapshot.by(AnnualReportItem, "item")[item]:
            known = newest.get(report.entrustment)
            if known is None or (known.period_to, known.submitted_on) <= (report.period_to, report.submitted_on):
                newest[report.entrustment] = report
        for key in sorted(newest):
            edge = snapshot.edge(key)
            if edge and newest[key].changed is Ternary.NO:
                yield edge, newest[key]
