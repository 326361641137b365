"""What an import would change, laid down for people to look at, and one hash by which they agree to exactly that.

Knows pairs of a record before and after, whatever kind of file they come from. Refuses to apply anything.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from sekisho.evidence import canonical
from sekisho.formats.cells import shown
from sekisho.formats.fault import Fault
from sekisho.planes import KINDS
from sekisho.record import Record
from sekisho.terms import Plane
from sekisho_site.records.rows import record_hash
from sekisho_site.records.workbench import Row, lay_rows

#: A record before and after; None before: it is new, None after: it ends.
Pair = tuple[Record | None, Record | None]
_COLUMNS_SHOWN = 7


def told(pair: Pair) -> Record:
    """The record as it would stand, or as it last stood."""
    before, after = pair
    record = after if after is not None else before
    if record is None:
        raise ValueError("a change has a record before or after it")
    return record


def plan_hash(pairs: Iterable[Pair]) -> str:
    """One hash over everything that would change; another registry or another file gives another one."""
    lines = sorted(
        [told(pair).schema.source, told(pair).key, *(record_hash(side) if side is not None else "" for side in pair)]
        for pair in pairs
    )
    return hashlib.sha256(canonical(lines)).hexdigest()


def planes_of(pairs: Iterable[Pair]) -> set[Plane]:
    """Which of the three records would change."""
    return {told(pair).schema.plane for pair in pairs}


def lay_plan(
    number: UUID, pairs: Sequence[Pair], faults: Iterable[Fault] = (), notices: Iterable[Fault] = (), lines: Iterable[str] = ()
) -> Mapping[str, Any]:
    """Lay down every change, fault, notice and line page by page; how many of each, per kind in sheet order."""
    by_sort: dict[tuple[type[Record], str], list[Pair]] = defaultdict(list)
    for pair in pairs:
        by_sort[type(told(pair)), _sort(pair)].append(pair)
    named: list[tuple[str, Iterable[Row]]] = [
        ("faults", (fault.as_json() for fault in faults)),
        ("notices", (notice.as_json() for notice in notices)),
        ("lines", ({"line": line} for line in lines)),
    ]
    for kind in KINDS:
        for sort in ("added", "changed", "ended"):
            found = by_sort.get((kind, sort), ())
            named += [(f"{kind.schema.source}.{sort}", map(_row, found))]
    counts = lay_rows(number, named)
    sheets = [
        {"source": kind.schema.source, "sheet": kind.schema.sheet, **_counts(counts, kind.schema.source)}
        for kind in KINDS
        if any(name.startswith(f"{kind.schema.source}.") for name in counts)
    ]
    sums = {sort: sum(sheet[sort] for sheet in sheets) for sort in ("added", "changed", "ended")}
    return {**{name: counts.get(name, 0) for name in ("faults", "notices", "lines")}, **sums, "sheets": sheets}


def _counts(counts: Mapping[str, int], source: str) -> dict[str, int]:
    return {sort: counts.get(f"{source}.{sort}", 0) for sort in ("added", "changed", "ended")}


def _sort(pair: Pair) -> str:
    before, after = pair
    return "added" if before is None else "ended" if after is None else "changed"


def _row(pair: Pair) -> dict[str, Any]:
    before, after = pair
    record = told(pair)
    if before is not None and after is not None:
        return {"key": record.key, "changes": list(_differences(before, after))}
    columns = [column for column in record.schema.columns if column.name != "key"][:_COLUMNS_SHOWN]
    return {"key": record.key, "cells": [shown(column, getattr(record, column.name)) for column in columns]}


def _differences(before: Record, after: Record) -> Iterator[list[Any]]:
    for column in after.schema.columns:
        was, now = (getattr(side, column.name) for side in (before, after))
        if was != now:
            yield [column.heading, shown(column, was), shown(column, now)]
