"""A part of a store or Parquet file as a batch: only the columns that rules could still ask of the kinds that stand in it.

Knows how keywords are looked for among the distinct texts of all columns. Refuses to know Parquet.
"""

from collections.abc import Callable, Sequence

import numpy as np

from sekisho.detection.event import Value
from sekisho.engines.columns.column import Batch, Codes, Column, Mask, Numbering, Rows, Words
from sekisho.engines.columns.gathering import by_kind
from sekisho.engines.columns.rawwords import RawWords
from sekisho.engines.columns.routes import Routes
from sekisho.engines.duckdb.parquet import PartRows, Texts


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
    rows_found = [np.empty(0, np.int64)]
    codes_found = [np.empty(0, np.int32)]
    for field, texts in part.texts():
        rows, codes, values = _listed(part, field, worded | rarely) if texts is None else _worded(texts, worded, rarely, rare)
        used, places = np.unique(codes[rows], return_inverse=True)
        rows_found.append(rows)
        codes_found.append(numbering.codes(values(used))[places])
    return Words(np.concatenate(rows_found), np.concatenate(codes_found), numbering.values())


_Found = tuple[Rows, Codes, Callable[[Codes], Sequence[Value]]]


def _listed(part: PartRows, field: str, asked: Mask) -> _Found:
    """Rows, codes of all rows, and what codes stand for. Lists are few: all of them are looked at."""
    column = part.columns([field])[field]

    def values(used: Codes) -> Sequence[Value]:
        return [column.values[code] for code in used.tolist()]

    return np.flatnonzero((column.codes >= 0) & asked), column.codes, values


def _worded(texts: Texts, worded: Mask, rarely: Mask, rare: RawWords) -> _Found:
    """The same of texts; codes are not even made where no text holds a word and none is asked for whole."""
    some = rare.texts(texts.distinct) if rarely.any() else np.zeros(len(texts.distinct), bool)
    which = np.ones(len(texts.distinct), bool) if some is None else some
    if not (which.any() or worded.any()):
        return np.empty(0, np.int64), np.empty(0, np.int32), texts.values
    codes = texts.codes()
    return np.flatnonzero((codes >= 0) & (worded | (rarely & np.append(which, False)[codes]))), codes, texts.values
