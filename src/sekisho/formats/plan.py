"""What an import would change, before anything is changed: added, changed, ended, unchanged, or every fault.

Pure: compares what a workbook says with the current records. Refuses to apply anything.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any, NamedTuple

from sekisho.detection.observation_key import is_observation_key
from sekisho.formats.books import TITLES
from sekisho.formats.cells import shown
from sekisho.formats.fault import Fault
from sekisho.formats.references import resolved
from sekisho.formats.validation import Outlook, validate
from sekisho.formats.workbook import Submitted
from sekisho.planes import KINDS
from sekisho.record import Record
from sekisho.terms import Plane

_LISTED = 5


class Change(NamedTuple):
    """A record that the workbook alters; ``columns`` are the names of the fields that differ, in sheet order."""

    before: Record
    after: Record
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would do. With ``faults`` nothing may be applied, and the other fields are empty.

    ``as_of`` is the day the workbook names, ``ended`` holds the current records that a whole workbook no longer has.
    """

    workbook: str
    name: str
    as_of: date | None
    added: tuple[Record, ...] = ()
    changed: tuple[Change, ...] = ()
    ended: tuple[Record, ...] = ()
    unchanged: int = 0
    faults: tuple[Fault, ...] = ()

    @property
    def changes_nothing(self) -> bool:
        """Whether the workbook says exactly what is already registered."""
        return not (self.added or self.changed or self.ended or self.faults)

    def summary(self) -> list[str]:
        """Japanese lines for people: the faults, or per sheet how many rows of each sort and the first of them."""
        if self.faults:
            return [f"{self.name}: 直す所が {len(self.faults):,} 件あります。何も取り込んでいません。", *map(str, self.faults)]
        total = f"追加 {len(self.added):,}、変更 {len(self.changed):,}、終了 {len(self.ended):,}、変わらず {self.unchanged:,}"
        lines = [f"{TITLES[self.workbook]}（{self.name}）: {total}"]
        for kind in KINDS:
            lines.extend(self._summary_of(kind))
        return lines

    def _summary_of(self, kind: type[Record]) -> Iterator[str]:
        added = [item.key for item in self.added if isinstance(item, kind)]
        changed = [change for change in self.changed if isinstance(change.after, kind)]
        ended = [item.key for item in self.ended if isinstance(item, kind)]
        if not (added or changed or ended):
            return
        yield f"{kind.schema.sheet}: 追加 {len(added):,}、変更 {len(changed):,}、終了 {len(ended):,}"
        yield from _listed("追加", added)
        for change in islice(changed, _LISTED):
            yield f"  変更 {change.after.key} {'、'.join(_differences(change))}"
        if len(changed) > _LISTED:
            yield f"  変更 ほか {len(changed) - _LISTED:,} 行"
        yield from _listed("終了", ended)

    def as_json(self) -> dict[str, Any]:
        """The JSON form of the command-line contract."""
        return {
            "workbook": self.workbook,
            "file": self.name,
            "as_of": self.as_of.isoformat() if self.as_of else None,
            "added": [_named(item) for item in self.added],
            "changed": [_named(change.after) | {"columns": list(change.columns)} for change in self.changed],
            "ended": [_named(item) for item in self.ended],
            "unchanged": self.unchanged,
            "faults": [fault.as_json() for fault in self.faults],
        }


def plan_import(submitted: Submitted, current: Iterable[Record], waiting: Collection[Record] = ()) -> Plan:
    """Compare a workbook with ``current``: every record in force, of all kinds (references may point anywhere).

    A whole workbook ends what it no longer has, but never what logs showed, and never what is ``waiting``: what others asked
    for since the workbook was written, and nobody has decided. References by name or corporate number become keys here. The
    faults of the reading and of the records as they would stand after the import come together.
    """
    registered: dict[type[Record], dict[str, Record]] = {kind: {} for kind in KINDS}
    for item in current:
        registered[type(item)][item.key] = item
    submitted = resolved(submitted, registered)
    ended = tuple(item for item in _ended(submitted, registered) if item not in waiting)
    outlook = Outlook.after(submitted, registered, ended)
    faults = tuple(sorted((*submitted.faults, *validate(outlook)), key=_as_it_stands))
    if faults:
        return Plan(submitted.workbook, submitted.name, submitted.as_of, faults=faults)
    added = tuple(item for item, _ in submitted.rows if item.key not in registered[type(item)])
    known = [(registered[type(item)][item.key], item) for item, _ in submitted.rows if item.key in registered[type(item)]]
    changed = tuple(_change(before, after) for before, after in known if before != after)
    return Plan(
        workbook=submitted.workbook,
        name=submitted.name,
        as_of=submitted.as_of,
        added=added,
        changed=changed,
        ended=ended,
        unchanged=len(known) - len(changed),
    )


_SHEET_ORDER = {kind.schema.sheet: number for number, kind in enumerate(KINDS)}


def _as_it_stands(fault: Fault) -> tuple[int, int]:
    """Faults of the file come first, then those of each sheet in the order of rows."""
    return _SHEET_ORDER.get(fault.sheet or "", -1), fault.row or 0


def _ended(submitted: Submitted, registered: Mapping[type[Record], Mapping[str, Record]]) -> Iterator[Record]:
    if not submitted.whole:
        return
    said = {(type(item), item.key) for item, _ in submitted.rows} | {(row.kind, row.key) for row in submitted.unread}
    for kind in KINDS:
        if kind in submitted.kinds:
            yield from (
                item for key, item in registered[kind].items() if (kind, key) not in said and not _seen_by_detection(item)
            )


def _seen_by_detection(item: Record) -> bool:
    """What logs showed is no row that somebody could have taken away."""
    return item.schema.plane is Plane.OBSERVED and is_observation_key(item.key)


def _change(before: Record, after: Record) -> Change:
    names = (column.name for column in after.schema.columns)
    return Change(before, after, tuple(name for name in names if getattr(before, name) != getattr(after, name)))


def _differences(change: Change) -> Iterator[str]:
    for column in change.after.schema.columns:
        if column.name in change.columns:
            before, after = (shown(column, getattr(item, column.name)) for item in (change.before, change.after))
            yield f"『{column.heading}』{'空欄' if before is None else before} → {'空欄' if after is None else after}"


def _listed(word: str, keys: list[str]) -> Iterator[str]:
    if keys:
        more = f" ほか {len(keys) - _LISTED:,} 行" if len(keys) > _LISTED else ""
        yield f"  {word} {'、'.join(keys[:_LISTED])}{more}"


def _named(item: Record) -> dict[str, Any]:
    return {"record": item.schema.source, "sheet": item.schema.sheet, "key": item.key}
