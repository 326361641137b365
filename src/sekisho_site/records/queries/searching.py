"""One box over everything within reach: companies, entrustments, keys, findings, people on rosters, files.

Bounded and by indexes: a name or key is looked for from its beginning, a company's name also in its middle. What is out of
reach is not found, not even as a count. Knows no page; each hit says which record it is.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any, cast

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from sekisho.declared import Entrustment, Party, RosterEntry
from sekisho.party import normalised_name
from sekisho.planes import BY_SOURCE
from sekisho.record import Record
from sekisho_site.records.models import CompanyMention, ReceivedFile, StoredFinding
from sekisho_site.records.models.base import CURRENT
from sekisho_site.records.queries.handling import numbered
from sekisho_site.records.queries.keys import begins, key_column, keys_beginning
from sekisho_site.records.queries.kinds import names_of_parties
from sekisho_site.records.queries.reach import Reach, findings_within, records_within
from sekisho_site.records.queries.union import together

AT_MOST = 10
_LOOKED_AT = 200
_CANDIDATES = 30
_HEX = re.compile(r"[0-9a-f]{8,64}")
_FINDING = re.compile(r"\d{4}-\d{4,9}")
_SHORTEST_IN_THE_MIDDLE = 2
_KANA = range(0x3041, 0x3097)
_TO_KATAKANA = {code: code + 0x60 for code in _KANA}
_TO_HIRAGANA = {code + 0x60: code for code in _KANA}


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that was found: its kind and key, and what it is called."""

    kind: type[Record]
    key: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """Everything that was found, by sort; of each at most ``AT_MOST`` and one more, which says that there are more."""

    findings: Sequence[StoredFinding] = ()
    parties: Sequence[Hit] = ()
    mentions: Sequence[Hit] = ()
    entrustments: Sequence[Hit] = ()
    people: Sequence[Hit] = ()
    records: Sequence[Hit] = ()
    files: Sequence[ReceivedFile] = field(default_factory=tuple)


def search(reach: Reach, text: str, kinds: Collection[type[Record]], *, findings: bool) -> Found:
    """What ``text`` finds among the ``kinds`` that somebody may see (and findings, if they may see those)."""
    text = _folded(text)
    if not text:
        return Found()
    keys = _by_key(reach, text, kinds)
    edges = [hit for hit in keys if hit.kind is Entrustment]
    names = _names_of_edges(reach, edges)
    parties = _parties(reach, text) if Party in kinds else []
    return Found(
        findings=_findings(reach, text) if findings else (),
        parties=parties,
        mentions=_mentions(reach, text, [kind for kind in kinds if kind is not Party]),
        entrustments=[Hit(hit.kind, hit.key, names.get(hit.key, "")) for hit in edges],
        people=_people(reach, text) if RosterEntry in kinds else [],
        records=[hit for hit in keys if hit.kind not in (Entrustment, Party)],
        files=_files(reach, text),
    )


def _folded(text: str) -> str:
    return text.replace("\x00", "").strip()[:200]


def _findings(reach: Reach, text: str) -> list[StoredFinding]:
    narrow = text.translate(str.maketrans("０１２３４５６７８９－ー‐", "0123456789---"))
    return list(findings_within(reach).filter(numbered(narrow))[:1]) if _FINDING.fullmatch(narrow) else []


def _parties(reach: Reach, text: str) -> list[Hit]:
    """Companies by key, by the beginning of a name, an alias or the corporate number, then by the middle of one."""
    mentions = CompanyMention.objects.filter(source=Party.schema.source)
    rows = cast("QuerySet[Any]", records_within(reach, Party).filter(CURRENT))
    spelled = _spellings(text)
    inner = [name for name in spelled if len(name) >= _SHORTEST_IN_THE_MIDDLE]
    sides = [mentions.filter(reduce(or_, (begins("name", name) for name in spelled)))] if spelled else []
    sides += [mentions.filter(reduce(or_, (Q(name__contains=name) for name in inner)))] if inner else []
    found: list[str] = []
    for called in (keys_beginning(rows, Party, text), *(rows.filter(key__in=side.values("key")) for side in sides)):
        if len(found) <= AT_MOST:
            found.extend(called.order_by("key_id").values_list("key_id", flat=True)[: AT_MOST + 1])
    keys = list(dict.fromkeys(found))[: AT_MOST + 1]
    names = names_of_parties(keys)
    return [Hit(Party, key, names.get(key, "")) for key in keys]


def _spellings(text: str) -> list[str]:
    """A name as compared, as it was typed and in each kana: which of them the records write is not known."""
    name = normalised_name(text)
    return [each for each in dict.fromkeys((name, name.translate(_TO_HIRAGANA), name.translate(_TO_KATAKANA))) if each]


def _mentions(reach: Reach, text: str, kinds: Collection[type[Record]]) -> list[Hit]:
    """Records of others that write the name of a company: declarations, invoices, published lists."""
    name = normalised_name(text)
    sources = sorted({kind.schema.source for kind in kinds})
    if len(name) < _SHORTEST_IN_THE_MIDDLE:
        return []
    rows = CompanyMention.objects.filter(begins("name", name), source__in=sources).order_by("source", "key", "name")
    told = [Hit(BY_SOURCE[source], key) for source, key in rows.values_list("source", "key")[:_LOOKED_AT]]
    return _reached(reach, list(dict.fromkeys(told)))[: AT_MOST + 1]


def _by_key(reach: Reach, text: str, kinds: Collection[type[Record]]) -> list[Hit]:
    """Records of every kind by key or its beginning; of the kinds that have hits at all, those within reach."""
    every = list(kinds)
    first = together(_keys(Reach(), kind, text, _CANDIDATES) for kind in every)
    hits: dict[int, list[str]] = {}
    for number, key in first:
        hits.setdefault(number, []).append(str(key))
    if reach.whole:
        return [Hit(every[number], key) for number, keys in hits.items() for key in sorted(keys)[: AT_MOST + 1]]
    kept = sorted(hits)
    second = together(_keys(reach, every[number], text, AT_MOST + 1) for number in kept)
    return [Hit(every[kept[number]], str(key)) for number, key in second]


def _keys(reach: Reach, kind: type[Record], text: str, limit: int) -> QuerySet[Any]:
    column = key_column(kind)
    rows = keys_beginning(cast("QuerySet[Any]", records_within(reach, kind).filter(CURRENT)), kind, text)
    return rows.order_by(column).values_list(Cast(column, TextField()))[:limit]


def _people(reach: Reach, text: str) -> list[Hit]:
    """Entries of rosters by the staff number or its beginning."""
    rows = cast("QuerySet[Any]", records_within(reach, RosterEntry).filter(CURRENT).filter(begins("person", text)))
    return [
        Hit(RosterEntry, key, person)
        for key, person in rows.order_by("person", "key").values_list("key", "person")[: AT_MOST + 1]
    ]


def _reached(reach: Reach, hits: Sequence[Hit]) -> list[Hit]:
    """Those of the hits that stand within reach, in their order."""
    kinds = list(dict.fromkeys(hit.kind for hit in hits))
    parts = []
    for kind in kinds:
        rows = cast(
            "QuerySet[Any]", records_within(reach, kind).filter(CURRENT, key__in=[h.key for h in hits if h.kind is kind])
        )
        parts.append(rows.values_list(Cast(key_column(kind), TextField())))
    standing = {(kinds[number], str(key)) for number, key in together(parts)}
    return [hit for hit in hits if (hit.kind, hit.key) in standing]


def _names_of_edges(reach: Reach, edges: Iterable[Hit]) -> dict[str, str]:
    keys = [hit.key for hit in edges]
    if not keys:
        return {}
    rows = cast("QuerySet[Any]", records_within(reach, Entrustment).filter(CURRENT, key__in=keys))
    entrustees = dict(rows.values_list("key", "entrustee"))
    names = names_of_parties(entrustees.values())
    return {key: names.get(entrustee, entrustee) for key, entrustee in entrustees.items()}


def _files(reach: Reach, text: str) -> list[ReceivedFile]:
    """Received files by hash or name. A file tells of everybody whom it names, so only whole reach finds files."""
    if not reach.whole:
        return []
    named = Q(name__icontains=text)
    hashed = Q(sha256__startswith=text.lower()) if _HEX.fullmatch(text.lower()) else Q(pk__in=())
    return list(ReceivedFile.objects.filter(named | hashed).order_by("-received_at")[: AT_MOST + 1])
