"""A column that lists fill: each distinct thing that the list asks is asked once, however many rows ask it.

Knows combinations of distinct values. Refuses to know what a list says (``detection.lists``).
"""

from collections.abc import Sequence

import numpy as np

from sekisho.detection.lists.column import AHEAD, ListColumn, text_of
from sekisho.engines.columns.column import MISSING, Codes, Column, Rows
from sekisho.engines.columns.hits import NO_TIME


def filled(column: ListColumn, own: Column | None, asked: Sequence[Column | None], times: Rows) -> Column:
    """The column with the answers of its list in the rows where the log carries nothing (``own``; None: in no row).

    ``asked`` are the columns of ``column.fields``, ``times`` µs since 1970 in UTC or ``NO_TIME``.
    """
    before = own or Column(np.full(len(times), MISSING, np.int32), ())
    carried = np.array([bool(text_of(value)) for value in before.values] + [False])[before.codes]
    rows = np.flatnonzero(~carried)
    if not len(rows):
        return before
    kinds = [_slots(column, times[rows]), *(_texts(each, rows) for each in asked)]
    which = _combined([codes for _, codes in kinds])
    _, first, places = np.unique(which, return_index=True, return_inverse=True)
    slots, *fields = ([values[code] for code in codes[first].tolist()] for values, codes in kinds)
    answers = [column.told(tuple(texts), slot) for slot, *texts in zip(slots, *fields, strict=True)]
    return _answered(before, rows, answers, places)


def _slots(column: ListColumn, times: Rows) -> tuple[list[object], Codes]:
    """The hours or days that the list tells apart; None: no time."""
    slots, places = np.unique((times + AHEAD) // column.grain, return_inverse=True)
    nowhere = column.slot(NO_TIME)
    return [None if slot == nowhere else slot for slot in slots.tolist()], places.astype(np.int32)


def _texts(column: Column | None, rows: Rows) -> tuple[list[object], Codes]:
    """What stands in the rows as a list is asked for it."""
    if column is None:
        return [""], np.zeros(len(rows), np.int32)
    codes, places = np.unique(column.codes[rows], return_inverse=True)
    return _numbered(["" if code == MISSING else text_of(column.values[code]) for code in codes.tolist()], places)


def _numbered(values: Sequence[object], places: Rows) -> tuple[list[object], Codes]:
    """Values that may be the same, each once, and which one each row holds."""
    numbers = {value: number for number, value in enumerate(dict.fromkeys(values))}
    return list(numbers), np.array([numbers[value] for value in values], np.int32)[places]


def _combined(kinds: Sequence[Codes]) -> Rows:
    """A number for each row, the same where rows agree in every kind."""
    which = np.zeros(len(kinds[0]), np.int64)
    for codes in kinds:
        _, dense = np.unique(which, return_inverse=True)
        which = dense * (int(codes.max()) + 1) + codes
    return which


def _answered(before: Column, rows: Rows, answers: Sequence[str | None], places: Rows) -> Column:
    values = list(before.values)
    numbers = {value: number for number, value in enumerate(values) if isinstance(value, str)}
    told = []
    for answer in answers:
        if answer is not None and answer not in numbers:
            numbers[answer] = len(values)
            values.append(answer)
        told.append(MISSING if answer is None else numbers[answer])
    found = np.array(told, np.int32)[places]
    codes = before.codes.copy()
    codes[rows] = np.where(found == MISSING, codes[rows], found)
    return Column(codes, values)
