"""A part of a store or Parquet file as a batch: only the columns that rules could still ask of the kinds that stand in it.

Knows how keywords are looked for among the distinct texts of all columns. Refuses to know Parquet.
"""

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from sekisho.engines.columns.column import Batch, Codes, Column, Mask, Numbering, Rows, Words
from sekisho.engines.columns.gathering import by_kind
from sekisho.engines.columns.rawwords import RawWords
from sekisho.engines.columns.routes import Routes
from sekisho.engines.duckdb.parquet import PartRows


def batch_of(part: PartRows, routes: Routes, rare: RawWords) -> Batch:
    """The rows of a part, ready to be judged."""
    kinds = part.columns(routes.fields)
    missing = Column(np.full(part.size, -1, np.int32), ())
    told = [kinds.get(name, missing) for name in routes.fields]
    fields: set[str] = set()
    worded, rarely = np.zeros(part.size, bool), np.zeros(part.size, bool)
    for group in by_kind([column.codes for column in told], part.size):
        codes = [int(column.codes[group[0]]) for column in told]
        kind = [None if code < 0 else column.values[code] for code, column in zip(codes, told, strict=True)]
        wanted = routes.wanted(kind)
        fields.update(wanted.fields)
        worded[group] |= wanted.words
        rarely[group] |= wanted.rare_words
    columns = kinds | part.columns(sorted(fields - kinds.keys()))
    words = _words(part, worded, rarely, rare) if worded.any() or rarely.any() else None
    return Batch(part.size, columns, words)


def _words(part: PartRows, worded: Mask, rarely: Mask, rare: RawWords) -> Words:
    """All values of the ``worded`` rows, and of the ``rarely`` worded ones those that hold a rare word."""
    numbering = Numbering()
    rows_found: list[Rows] = []
    codes_found = []
    for field, texts in part.texts():
        for column, rows in _worded(part, field, texts, worded, rarely, rare):
            codes = column.codes[rows]
            used, places = np.unique(codes, return_inverse=True)
            numbers = numbering.codes([column.values[code] for code in used.tolist()])
            rows_found.append(rows)
            codes_found.append(numbers[places])
    none = np.empty(0, np.int64)
    return Words(np.concatenate([none, *rows_found]), np.concatenate([none, *codes_found]).astype(np.int32), numbering.values())


def _worded(  # noqa: PLR0913, PLR0917 - the two kinds of rows, and where to look
    part: PartRows, field: str, texts: tuple[pa.Array, Codes] | None, worded: Mask, rarely: Mask, rare: RawWords
) -> Iterator[tuple[Column, Rows]]:
    if texts is None:  # lists are few: all of them are looked at
        column = part.columns([field])[field]
        yield column, np.flatnonzero((column.codes >= 0) & (worded | rarely))
        return
    held, codes = texts
    some = rare.texts(held) if rarely.any() else np.zeros(len(held), bool)
    which = np.ones(len(held), bool) if some is None else some
    rows = np.flatnonzero((codes >= 0) & (worded | (rarely & np.append(which, False)[codes])))
    if len(rows):
        yield part.columns([field])[field], rows
