"""The list of the records of one kind, made from the description of the kind: columns, filters, search, days."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from sekisho.formats.cells import shown
from sekisho.formats.dates import read_date
from sekisho.formats.misread import Misread
from sekisho.record import Column as Field
from sekisho.record import Record
from sekisho_site.records.queries.keys import key_column
from sekisho_site.records.queries.kinds import VAST, of_entrustment, of_party, searched
from sekisho_site.records.queries.versions import record_of, versions_then
from sekisho_site.web.entries.kinds import address
from sekisho_site.web.entries.values import Words
from sekisho_site.web.lists.listing import Cell, Column, Filter, Listing
from sekisho_site.web.permissions import SignedInRequest

_SHOWN = 8
_JAPAN = ZoneInfo("Asia/Tokyo")


class Days:
    """The two days of the address: ``as_of``, until when facts count, and ``known_on``, what was known at its end."""

    def __init__(self, request: SignedInRequest) -> None:
        self.faults: list[str] = []
        self.as_of = self._read(request, "as_of", "基準日")
        self.known_on = self._read(request, "known_on", "分かっていた日")

    @property
    def known_at(self) -> datetime | None:
        """The end of the day of which the knowledge is asked for."""
        return datetime.combine(self.known_on, time.max, _JAPAN) if self.known_on else None

    @property
    def asked(self) -> bool:
        """Whether the page looks back at all."""
        return self.as_of is not None or self.known_on is not None

    def _read(self, request: SignedInRequest, name: str, heading: str) -> date | None:
        text = request.GET.get(name, "").strip()[:40]
        if not text:
            return None
        try:
            return read_date(text)
        except Misread as misread:
            self.faults.append(f"{heading}「{text}」は{misread.why}。{misread.remedy}")
            return None


def listing_of(request: SignedInRequest, kind: type[Record], days: Days) -> Listing:
    """The list page of a kind, as somebody asked for it."""
    rows: QuerySet[Any] = versions_then(request.reach, kind, days.as_of, days.known_at)
    words = Words(request)
    known: dict[int, Record] = {}

    def prepare(versions: Sequence[Any]) -> None:
        known.clear()
        known.update((version.pk, record_of(version)) for version in versions)
        words.learn(known.values())

    columns = [_column(kind, field, known, words, place < _SHOWN) for place, field in enumerate(kind.schema.columns)]
    hint = "番号の初めの文字" if kind in VAST else "番号や文で探す"
    return Listing(
        name=kind.schema.source.replace("_", "-"),
        title=kind.schema.sheet,
        columns=columns,
        rows=rows.none() if days.faults else rows,
        order=(key_column(kind),),
        filters=_filters(kind),
        search=lambda rows, text: searched(rows, kind, text),
        search_hint=hint,
        prepare=prepare,
        empty="条件に合う記録はありません。",
        caption=f"{kind.schema.sheet}の記録",
    )


def _column(kind: type[Record], field: Field, known: dict[int, Record], words: Words, shown_first: bool) -> Column:
    def cell(version: Any) -> Cell:
        value = getattr(known[version.pk], field.name)
        if field.name == "key":
            return Cell(text=value, href=address("record", kind, value))
        parts = words.parts(field, value)
        exported = shown(field, value)
        if len(parts) == 1 and not field.many:
            return Cell(text=parts[0].text, note=parts[0].note, href=parts[0].href, value=exported)
        return Cell(text=words.text(field, value), value=exported if exported is not None else "")

    return Column(
        name=field.name,
        heading=field.heading,
        cell=cell,
        order=() if field.many else (key_column(kind) if field.name == "key" else field.name,),
        numeric=field.cell is int,
        shown=shown_first,
    )


def _filters(kind: type[Record]) -> list[Filter]:
    fields = kind.schema.columns
    filters = [
        Filter(field.name, field.heading, _equals(field.name), [(word.value, word.label) for word in field.vocabulary])
        for field in fields
        if field.vocabulary and not field.many
    ]
    if any(field.refers_to == "party" and not field.many for field in fields):
        filters.append(Filter("company", "会社", lambda rows, value: of_party(rows, kind, value)))
    if any(field.refers_to == "entrustment" and not field.many for field in fields):
        filters.append(Filter("under", "委託番号", lambda rows, value: of_entrustment(rows, kind, value)))
    # what the two days do was done to the rows already; here they are fields of the form
    if kind.schema.dated_by:
        filters.append(Filter("as_of", "基準日", _as_they_are))
    filters.append(Filter("known_on", "分かっていた日", _as_they_are))
    return filters


def _equals(name: str) -> Callable[[QuerySet[Any], str], QuerySet[Any]]:
    return lambda rows, value: rows.filter(**{name: value})


def _as_they_are(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    return rows
