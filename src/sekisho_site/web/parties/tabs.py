"""The tabs of a company's page: which records stand on which, each table bounded, with the way to all of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from sekisho import declared, observed, promised
from sekisho.record import Column, Record, Schema
from sekisho_site.records.queries.party_page import newest_records
from sekisho_site.web.entries.values import Part, Words
from sekisho_site.web.permissions import SignedInRequest

MOST = 50
_MOST_COLUMNS = 7

#: Each tab: its name in the address, its label.
TABS: Mapping[str, str] = {
    "overview": "概要",
    "chain": "連鎖",
    "contracts": "契約・覚書",
    "inspections": "点検",
    "logs": "ログ",
    "findings": "指摘",
    "incidents": "事故",
    "history": "変更の記録",
}
_KINDS: Mapping[str, Sequence[type[Record]]] = {
    "contracts": (promised.Contract, promised.VendorTerms, promised.DeletionCertificate),
    "inspections": (observed.Inspection, observed.InspectionItem, promised.Answer, promised.Commitment),
    "logs": (observed.LogCoverage, observed.Sign, observed.Login, observed.DoorEntry, observed.Account, observed.Traffic),
    "incidents": (declared.Incident, observed.AuthorityNotice, declared.ExceptionWaiver),
}


@dataclass(frozen=True)
class Table:
    """The newest records of one kind, and the way to all."""

    schema: Schema
    columns: Sequence[Column]
    rows: Sequence[tuple[str, str, Sequence[Sequence[Part]]]]
    total: int
    every: str

    @property
    def more(self) -> bool:
        """Whether there are more than are shown."""
        return self.total > len(self.rows)


def tables(request: SignedInRequest, tab: str, party: str) -> list[Table]:
    """The tables of a tab, those with nothing left out."""
    found = newest_records(request.reach, _KINDS[tab], party, MOST)
    words = Words(request)
    words.learn(record for _, records, _ in found for record in records)
    return [_table(kind, records, total, party, words) for kind, records, total in found if total]


def _table(kind: type[Record], records: Sequence[Any], total: int, party: str, words: Words) -> Table:
    schema = kind.schema
    columns = [column for column in schema.columns if column.name not in ("key", "party")][:_MOST_COLUMNS]
    rows = [
        (
            record.key,
            reverse("record", args=[schema.plane.value, schema.source, record.key]),
            [words.parts(column, getattr(record, column.name)) for column in columns],
        )
        for record in records
    ]
    every = f"{reverse('records', args=[schema.plane.value, schema.source])}?{urlencode({'company': party})}"
    return Table(schema, columns, rows, total, every)


def tab_links(key: str, here: str, counts: Mapping[str, int]) -> list[dict[str, Any]]:
    """The tabs as links that change the address."""
    page = reverse("party", args=[key])
    return [
        {
            "href": page if tab == "overview" else f"{page}?tab={tab}",
            "label": label,
            "here": tab == here,
            "count": counts.get(tab),
        }
        for tab, label in TABS.items()
    ]
