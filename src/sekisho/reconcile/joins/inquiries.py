"""When a party was last asked, or told by itself, who stands below an entrustment.

Knows every record that counts as such: declarations, published lists, yearly reports and answers on sub-entrustment.
Refuses to judge whether what was told is true.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from sekisho.catalog import Catalog
from sekisho.declared import ChainDeclaration, Entrustment, PublishedSubProcessor
from sekisho.promised import AnnualReportItem
from sekisho.reconcile.joins.answers import newest_answers
from sekisho.reconcile.snapshot import Snapshot


class Inquiries:
    """The newest day on which each entrustment's chain was told."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._declarations: Mapping[str, Sequence[ChainDeclaration]] = snapshot.by(ChainDeclaration, "entrustment")
        items, reported = _on_sub_entrustment(snapshot.catalog)
        self._answers: dict[tuple[str, str | None], date] = {}
        for (party, entrustment, item), answer in newest_answers(snapshot).items():
            if item in items:
                place = (party, entrustment)
                self._answers[place] = max(answer.answered_on, self._answers.get(place, answer.answered_on))
        self._lists: dict[str, date] = {}
        for listed in snapshot.all(PublishedSubProcessor):
            self._lists[listed.party] = max(listed.listed_on, self._lists.get(listed.party, listed.listed_on))
        self._reports: dict[str, date] = {}
        for report in snapshot.all(AnnualReportItem):
            if report.item in reported:
                newest = max(report.submitted_on, self._reports.get(report.entrustment, report.submitted_on))
                self._reports[report.entrustment] = newest

    def last(self, edge: Entrustment) -> date | None:
        """The newest day of any of them, or None."""
        days = [declaration.declared_on for declaration in self._declarations[edge.key]]
        days += [self._lists.get(edge.entrustee), self._reports.get(edge.key)]
        days += [self._answers.get((edge.entrustee, key)) for key in (edge.key, None)]
        return max((day for day in days if day), default=None)

    def undated(self, edge: Entrustment) -> list[ChainDeclaration]:
        """Declarations without a day."""
        return [declaration for declaration in self._declarations[edge.key] if declaration.declared_on is None]


def _on_sub_entrustment(catalog: Catalog) -> tuple[frozenset[str], frozenset[str]]:
    """The check items on sub-entrustment, and the items of the yearly report that ask the same."""
    items = frozenset(key for key, item in catalog.check_items.items() if item["category"] == "sub_entrustment")
    reported = frozenset(key for key, item in catalog.annual_items.items() if not items.isdisjoint(item["checks"]))
    return items, reported
