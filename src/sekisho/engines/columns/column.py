"""A field of many events as a column: its distinct values once, and a number for every row.

Knows that logs repeat themselves. Refuses to know what a value means. A list of values (Windows' ``Data``) is one value here.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count

import numpy as np
import numpy.typing as npt

from sekisho.detection.event import Scalar, Value

Codes = npt.NDArray[np.int32]
Rows = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

#: What a row without the field has for a number.
MISSING = -1
#: Types whose equality is that of their text: they may be keys as they stand. ``1``, ``1.0`` and ``True`` are equal to Python.
_PLAIN = frozenset({str, int, type(None)})


@dataclass(frozen=True, slots=True)
class Column:
    """``codes`` has a number per row, ``MISSING`` or a place in ``values``; every value stands there once."""

    codes: Codes
    values: Sequence[Value]


@dataclass(frozen=True, slots=True)
class Words:
    """Every value of some rows, for keywords: row ``rows[i]`` holds ``values[codes[i]]``."""

    rows: Rows
    codes: Codes
    values: Sequence[Value]


@dataclass(frozen=True, slots=True)
class Batch:
    """Some rows as columns. A field without a column is missing in every row; ``words`` is there when keywords are asked."""

    size: int
    columns: Mapping[str, Column]
    words: Words | None = None


@dataclass(frozen=True, slots=True)
class _Kept:
    """A key for a value whose Python equality is too wide (``1 == True``) or that cannot be a key at all (a list)."""

    kind: type
    key: object
    value: Value = field(compare=False)


class Numbering:
    """Gives every distinct value a number, in the order in which they come. None has ``MISSING``."""

    def __init__(self) -> None:
        numbers = count()
        self._numbers: defaultdict[object, int] = defaultdict(numbers.__next__)
        self._numbers[None] = MISSING

    def codes(self, values: Sequence[Value]) -> Codes:
        """The numbers of values, new ones made for those that were not there yet."""
        kinds = set(map(type, values))
        keys: Iterable[object] = values if kinds <= _PLAIN else map(_key, values)
        return np.fromiter(map(self._numbers.__getitem__, keys), np.int32, len(values))

    def values(self) -> list[Value]:
        """The distinct values at their numbers."""
        keys = iter(self._numbers)
        next(keys)
        return [key.value if isinstance(key, _Kept) else key for key in keys]  # type: ignore[misc]


def _key(value: object) -> object:
    """Values that rules take for the same have one key. What is nested below (an object of JSON) is no value of its field."""
    if type(value) in _PLAIN:
        return value
    if isinstance(value, list):
        there: list[Scalar] = list(_scalars(value))
        return _Kept(list, tuple(map(_key, there)), there) if there else None
    return None if isinstance(value, dict) else _Kept(type(value), value, value)  # type: ignore[arg-type]


def _scalars(values: list[object]) -> Iterator[Scalar]:
    for value in values:
        if isinstance(value, list):
            yield from _scalars(value)
        elif value is not None and not isinstance(value, dict):
            yield value  # type: ignore[misc]
