"""Rows of fields become a batch: of every row only what rules could still ask of an event of its kind.

Knows how dictionaries of fields are turned into columns fast. Refuses to know files.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from itertools import chain

import numpy as np

from sekisho.detection.event import Value
from sekisho.engines.columns.column import Batch, Codes, Column, Mask, Numbering, Rows, Words
from sekisho.engines.columns.routes import Routes

#: An event's fields as its reader gives them.
Fields = dict[str, Value]


class Gathering:
    """A batch that grows."""

    def __init__(self, routes: Routes) -> None:
        self._routes = routes
        self._size = 0
        self._numberings: defaultdict[str, Numbering] = defaultdict(Numbering)
        self._pieces: defaultdict[str, list[tuple[Rows, Codes]]] = defaultdict(list)
        self._words = Numbering()
        self._word_pieces: list[tuple[Rows, Codes]] = []

    def add(self, rows: Sequence[Fields], worded: Mask | None = None, whole: Callable[[Fields], Fields] = dict) -> None:
        """Takes more rows. ``worded`` marks those in which one of the rare words may stand; None: in any of them.

        ``whole`` gives all values of a row, where a row may be short of what no rule names.
        """
        kinds = {name: self._codes(name, rows) for name in self._routes.fields}
        first, places = self._size, np.arange(len(rows))
        self._size += len(rows)
        for name, codes in kinds.items():
            self._pieces[name].append((places + first, codes))
        for group in by_kind(list(kinds.values()), len(rows)):
            row = rows[group[0]]
            wanted = self._routes.wanted([row.get(name) for name in self._routes.fields])
            alike = [rows[place] for place in group.tolist()] if len(group) < len(rows) else rows
            for name in wanted.fields:
                if name not in kinds:
                    self._pieces[name].append((group + first, self._codes(name, alike)))
            if wanted.words or wanted.rare_words:
                some = group if wanted.words or worded is None else group[worded[group]]
                self._add_words([whole(rows[place]) for place in some.tolist()], some + first)

    def _codes(self, name: str, rows: Sequence[Fields]) -> Codes:
        return self._numberings[name].codes([row.get(name) for row in rows])

    def _add_words(self, some: Sequence[Fields], group: Rows) -> None:
        codes = self._words.codes(list(chain.from_iterable(row.values() for row in some)))
        owners = np.repeat(group, np.fromiter(map(len, some), np.int64, len(some)))
        self._word_pieces.append((owners[codes >= 0], codes[codes >= 0]))

    def batch(self) -> Batch:
        """All rows so far."""
        columns = {name: self._column(name, pieces) for name, pieces in self._pieces.items()}
        words = None
        if self._word_pieces:
            owners, codes = (np.concatenate(each) for each in zip(*self._word_pieces, strict=True))
            words = Words(owners, codes, self._words.values())
        return Batch(self._size, columns, words)

    def _column(self, name: str, pieces: Sequence[tuple[Rows, Codes]]) -> Column:
        codes = np.full(self._size, -1, np.int32)
        rows, found = (np.concatenate(each) for each in zip(*pieces, strict=True))
        codes[rows] = found
        return Column(codes, self._numberings[name].values())


def by_kind(kinds: Sequence[Codes], size: int) -> list[Rows]:
    """The places of rows, rows of one kind together."""
    if not size:
        return []
    kind = np.zeros(size, np.int64)
    for codes in kinds:
        _, places = np.unique(codes, return_inverse=True)
        kind = kind * (int(places.max()) + 1) + places
    order = np.argsort(kind, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(kind[order])) + 1)
