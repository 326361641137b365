"""What must hold between the records as they would stand after an import. Pure; every fault names the offending cell.

Knows the submitted rows, what is already registered, and the law of the chain: an edge begins where its upper edge ends.
Refuses to judge whether the registry is true: that is the work of ``reconcile``.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

from rapidfuzz import fuzz, process

from sekisho.declared import Entrustment, Party
from sekisho.declared.chain import cycles
from sekisho.formats.fault import Fault
from sekisho.formats.misread import Misread
from sekisho.formats.place import Place
from sekisho.formats.workbook import Submitted
from sekisho.party import normalised_name
from sekisho.planes import REFERENCES
from sekisho.record import Column, Record
from sekisho.terms import Direction, PartyStanding

#: Pairs of columns in which the second day may not lie before the first.
_SPANS = (
    ("starts_on", "ends_on"),
    ("period_from", "period_to"),
    ("evidence_from", "evidence_to"),
    ("first_on", "last_on"),
    ("granted_on", "expires_on"),
    ("started_on", "concluded_on"),
)


@dataclass(frozen=True)
class Outlook:
    """The registry as it would stand after an import.

    ``records`` are all records by kind and key, without the rows that could not be read; ``unread`` the kind and key of
    those rows; ``ended`` what would be gone.
    """

    submitted: Submitted
    records: Mapping[type[Record], Mapping[str, Record]]
    unread: frozenset[tuple[type[Record], str]]
    ended: Sequence[Record]

    @classmethod
    def after(
        cls,
        submitted: Submitted,
        registered: Mapping[type[Record], Mapping[str, Record]],
        ended: Sequence[Record],
    ) -> "Outlook":
        """The outlook when the submitted rows replace what is registered under their keys and ``ended`` goes."""
        records = {kind: dict(known) for kind, known in registered.items()}
        unread = frozenset((row.kind, row.key) for row in submitted.unread)
        for kind, key in (*((type(item), item.key) for item in ended), *unread):
            records[kind].pop(key, None)
        for item, _ in submitted.rows:
            records[type(item)][item.key] = item
        return cls(submitted, records, unread, ended)

    def of(self, kind: type[Record]) -> Iterator[tuple[Any, Place]]:
        """The submitted rows of a kind."""
        return ((item, place) for item, place in self.submitted.rows if type(item) is kind)

    def cells(self) -> Iterator[tuple[type[Record], Callable[[str], Any], Place]]:
        """Every submitted row as a function from field name to value (None when it could not be read)."""
        for item, place in self.submitted.rows:
            yield type(item), partial(getattr, item), place
        for row in self.submitted.unread:
            yield row.kind, row.values.get, row.place

    def knows(self, kind: type[Record], key: str) -> bool:
        """Whether a record with this key will exist, readable or not; True as well where that cannot be told."""
        if kind in self.submitted.unknown:
            return True
        return key in self.records[kind] or (kind, key) in self.unread

    def near(self, target: type[Record], text: str) -> str | None:
        """What was probably meant by ``text``, as people would read it, or None."""
        same = [] if target is not Party else [label for label, name in self._names if name == normalised_name(text)]
        if same:
            return "」か「".join(same[:3])
        found = process.extractOne(text, self._labels(target), scorer=fuzz.ratio, score_cutoff=75)
        return str(found[2]) if found else None

    def _labels(self, target: type[Record]) -> Mapping[str, str]:
        """Under what a record of a kind may be written, by what is shown for it."""
        if target is Party:
            return self._company_labels
        return {key: key for key in self.records[target]}

    @cached_property
    def _names(self) -> list[tuple[str, str]]:
        companies = [item for item in self.records[Party].values() if isinstance(item, Party)]
        return [(f"{item.key} {name}", normalised_name(name)) for item in companies for name in item.spellings]

    @cached_property
    def _company_labels(self) -> Mapping[str, str]:
        companies = [item for item in self.records[Party].values() if isinstance(item, Party)]
        return {f"{item.key} {name}": name for item in companies for name in item.spellings}

    def name(self, party: str) -> str:
        """The name of a company, or its key."""
        known = self.records[Party].get(party)
        return known.name if isinstance(known, Party) else party


def validate(outlook: Outlook) -> list[Fault]:
    """Every fault between records."""
    places = {(type(item), item.key): place for item, place in outlook.submitted.rows}
    return [
        *_references(outlook),
        *_references_to_ended(outlook),
        *_carrier(outlook),
        *_corporate_numbers(outlook, places),
        *_spans(outlook),
        *_edges(outlook),
        *_cycles(outlook, places),
    ]


def _column(kind: type[Record], name: str) -> Column:
    return next(column for column in kind.schema.columns if column.name == name)


def _references(outlook: Outlook) -> Iterator[Fault]:
    columns = {
        kind: [(column, REFERENCES[column.refers_to]) for column in kind.schema.columns if column.refers_to in REFERENCES]
        for kind in outlook.submitted.kinds
    }
    for kind, value_of, place in outlook.cells():
        for column, target in columns[kind]:
            value = value_of(column.name)
            for key in (value or ()) if column.many else (value,):
                if key is not None and not outlook.knows(target, key):
                    yield place.fault(column, key, _unknown(outlook, target, key))


def _unknown(outlook: Outlook, target: type[Record], key: str) -> Misread:
    sheet = target.schema.sheet
    near = outlook.near(target, key)
    question = f"「{near}」のことですか。" if near else ""
    return Misread(f"「{sheet}」にありません", f"{question}「{sheet}」のシートに加えるか、書き方を直してください。")


def _references_to_ended(outlook: Outlook) -> Iterator[Fault]:
    """Records that stay although what they refer to is gone from a whole workbook that does not hold their own sheet."""
    gone = {(type(item), item.key) for item in outlook.ended}
    if not gone:
        return
    for kind, records in outlook.records.items():
        columns = [(c, REFERENCES[c.refers_to]) for c in kind.schema.columns if c.refers_to in REFERENCES]
        if kind in outlook.submitted.kinds:
            continue
        for item in records.values():
            for column, target in columns:
                value = getattr(item, column.name)
                for key in value if column.many else (value,):
                    if (target, key) in gone:
                        yield Fault(
                            outlook.submitted.name,
                            f"ブックにありませんが、「{kind.schema.sheet}」の {item.key} が『{column.heading}』で指しています",
                            "行を戻すか、先に指している行を終えてください。",
                            sheet=target.schema.sheet,
                            value=key,
                        )


def _carrier(outlook: Outlook) -> Iterator[Fault]:
    """Exactly one company is the carrier that keeps the registry."""
    carriers = [key for key, item in outlook.records[Party].items() if getattr(item, "standing", None) is PartyStanding.CARRIER]
    parties_unread = any(kind is Party for kind, _ in outlook.unread)
    if Party in outlook.submitted.kinds and not carriers and not parties_unread:
        heading = _column(Party, "standing").heading
        yield Fault(
            outlook.submitted.name,
            f"『{heading}』が「{PartyStanding.CARRIER.label}」の会社がありません",
            "台帳を持つ会社を一つ入れてください。",
            sheet=Party.schema.sheet,
        )
    if len(carriers) > 1:
        others = "、".join(carriers)
        for party, place in outlook.of(Party):
            if party.standing is PartyStanding.CARRIER:
                misread = Misread(
                    f"一社だけのはずですが、{len(carriers)}社あります（{others}）", "一社を残して「他社」にしてください。"
                )
                yield place.fault(_column(Party, "standing"), party.standing.label, misread)


def _corporate_numbers(outlook: Outlook, places: Mapping[tuple[type[Record], str], Place]) -> Iterator[Fault]:
    """Two companies never have one corporate number."""
    owners: dict[str, list[str]] = defaultdict(list)
    for key, item in outlook.records[Party].items():
        if isinstance(item, Party) and item.corporate_number:
            owners[item.corporate_number].append(key)
    column = _column(Party, "corporate_number")
    for party, place in outlook.of(Party):
        others = [key for key in owners.get(party.corporate_number or "", ()) if key != party.key]
        if others:
            where = "、".join(
                f"{key}（{places[Party, key].cell(column)}）" if (Party, key) in places else key for key in others
            )
            misread = Misread(f"{where} と同じ番号です", "同じ会社なら一行にまとめ、違う会社なら番号を確かめてください。")
            yield place.fault(column, party.corporate_number, misread)


def _spans(outlook: Outlook) -> Iterator[Fault]:
    """Nothing ends before it begins."""
    pairs = {
        kind: [(_column(kind, first), _column(kind, last)) for first, last in _SPANS if _has(kind, first) and _has(kind, last)]
        for kind in outlook.submitted.kinds
    }
    for kind, value_of, place in outlook.cells():
        for first, last in pairs[kind]:
            begins, ends = value_of(first.name), value_of(last.name)
            if begins and ends and ends < begins:
                misread = Misread(f"『{first.heading}』（{begins.isoformat()}）より前です", "日付を確かめてください。")
                yield place.fault(last, ends.isoformat(), misread)


def _has(kind: type[Record], name: str) -> bool:
    return any(column.name == name for column in kind.schema.columns)


def _edges(outlook: Outlook) -> Iterator[Fault]:
    """An edge joins two companies, begins where its upper edges end, and the first one begins or ends at the carrier."""
    parties = outlook.records[Party].values()
    carriers = {item.key for item in parties if getattr(item, "standing", None) is PartyStanding.CARRIER}
    for edge, place in outlook.of(Entrustment):
        if edge.entruster == edge.entrustee:
            misread = Misread("委託元と同じ会社です", "委託先の会社を確かめてください。")
            yield place.fault(_column(Entrustment, "entrustee"), edge.entrustee, misread)
        if edge.upper:
            yield from _joints(outlook, edge, place)
        elif len(carriers) == 1:
            yield from _first_edge(outlook, edge, place, *carriers)


def _joints(outlook: Outlook, edge: Entrustment, place: Place) -> Iterator[Fault]:
    for key in edge.upper:
        upper = outlook.records[Entrustment].get(key)
        if not isinstance(upper, Entrustment) or not outlook.knows(Party, upper.entrustee):
            continue  # told of by the references
        if upper.entrustee != edge.entruster:
            misread = Misread(
                f"委託先が {upper.entrustee}（{outlook.name(upper.entrustee)}）で、この行の委託元 {edge.entruster}"
                f"（{outlook.name(edge.entruster)}）とつながりません",
                "上位の委託番号か委託元を直してください。",
            )
            yield place.fault(_column(Entrustment, "upper"), key, misread)


def _first_edge(outlook: Outlook, edge: Entrustment, place: Place, carrier: str) -> Iterator[Fault]:
    given = edge.direction is Direction.GIVEN
    end = "entruster" if given else "entrustee"
    if getattr(edge, end) != carrier:
        wanted = _column(Entrustment, "upper").heading
        misread = Misread(
            f"当社（{carrier} {outlook.name(carrier)}）ではありません",
            f"再委託なら『{wanted}』を入れてください。向きが「{edge.direction.label}」の最初の委託なら当社にしてください。",
        )
        yield place.fault(_column(Entrustment, end), getattr(edge, end), misread)


def _cycles(outlook: Outlook, places: Mapping[tuple[type[Record], str], Place]) -> Iterator[Fault]:
    """No edge stands above itself."""
    records = outlook.records[Entrustment]
    edges = {key: item for key, item in records.items() if isinstance(item, Entrustment)}
    column = _column(Entrustment, "upper")
    for path in cycles(edges.values()):
        downward = [edges[key] for key in reversed(path[1:])]
        names = " → ".join(outlook.name(party) for party in _companies_along(downward))
        submitted = [places[Entrustment, edge.key] for edge in downward if (Entrustment, edge.key) in places]
        if not submitted:
            continue
        cells = "、".join(place.cell(column) for place in submitted)
        first = submitted[0]
        key = next(edge.key for edge in downward if places.get((Entrustment, edge.key)) is first)
        misread = Misread(f"委託が一回りしています（{names}、{cells}）", "どれかの上位の委託番号を直してください。")
        yield first.fault(column, "、".join(edges[key].upper), misread)


def _companies_along(edges: Iterable[Entrustment]) -> Iterator[str]:
    for number, edge in enumerate(edges):
        if number == 0:
            yield edge.entruster
        yield edge.entrustee
