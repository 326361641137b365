"""How the values of records are said on a page: codes by their words, days with their weekday, keys as links with names.

Names of companies are looked up for a whole page at once. What is out of reach is not linked.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sekisho.catalog import load_catalog
from sekisho.declared import Party
from sekisho.formats.cells import shown
from sekisho.planes import REFERENCES
from sekisho.record import Column, Record
from sekisho.terms import Vocabulary
from sekisho_site.records.queries.kinds import names_of_parties, reached_parties
from sekisho_site.records.queries.reach import Reach
from sekisho_site.web.entries.kinds import may_see, page_of
from sekisho_site.web.frame.templatetags.words import day, number
from sekisho_site.web.permissions import SignedInRequest


@dataclass(frozen=True, slots=True)
class Part:
    """One value of a column: its words, what explains them, and where they lead."""

    text: str
    note: str = ""
    href: str = ""


class Words:
    """The words of one page. Give it every record of the page first, then ask for its values."""

    def __init__(self, request: SignedInRequest) -> None:
        self._request = request
        self._reach: Reach = request.reach
        self._names: dict[str, str] = {}
        self._reached: set[str] = set()

    def learn(self, records: Iterable[Record]) -> None:
        """Look up what the records name."""
        keys = {key for record in records for key in _parties(record)}
        self._reached = reached_parties(self._reach, keys)
        self._names = names_of_parties(keys)

    def parts(self, column: Column, value: Any) -> Sequence[Part]:
        """Every value of a column; none for an empty one."""
        every = value if column.many else () if value is None else (value,)
        return [self._part(column, each) for each in every]

    def text(self, column: Column, value: Any) -> str:
        """A value in one line, without links."""
        return "、".join(f"{part.text} {part.note}".strip() for part in self.parts(column, value))

    def _part(self, column: Column, value: Any) -> Part:
        if isinstance(value, Vocabulary):
            return Part(value.label)
        if isinstance(value, date):
            return Part(day(value))
        if isinstance(value, int):
            return Part(number(value))
        target = REFERENCES.get(column.refers_to or "")
        if target is not None:
            return self._reference(target, value)
        if column.refers_to in ("check_item", "clause", "annual_item"):
            return Part(value, load_catalog().name_of(column.refers_to, value))
        single = shown(column, (value,) if column.many else value)
        return Part(str(value if column.refers_to is None else single))

    def _reference(self, target: type[Record], key: str) -> Part:
        if target is not Party:
            return Part(key, "", page_of(target, key) if may_see(self._request, target) else "")
        href = page_of(Party, key) if key in self._reached else ""
        return Part(key, self._names.get(key, ""), href)


def _parties(record: Record) -> Iterable[str]:
    for column in record.schema.columns:
        if column.refers_to == "party":
            value = getattr(record, column.name)
            yield from value if column.many else (value,) if value else ()
