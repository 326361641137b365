"""Which of very many texts hold which of very many literals: one pass of one automaton over all of them.

Knows where in a text a literal stands. Refuses to know rules. Literals and texts are folded by whoever gives them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntFlag
from itertools import chain

import numpy as np
import numpy.typing as npt
from ahocorasick_rs import BytesAhoCorasick

#: Stands between texts; no byte of UTF-8, so that no literal reaches over it.
_BETWEEN = b"\xff"
#: Bytes that are searched at once; the positions found in them are held in memory.
_PIECE = 8 * 2**20

Places = npt.NDArray[np.int64]


class Where(IntFlag):
    """Where in the text the literal has to stand."""

    ANYWHERE = 0
    START = 1
    END = 2


@dataclass(frozen=True, slots=True)
class Found:
    """A literal (its number) in a text (its number), with what is known of where; a pair may stand several times."""

    literals: Places
    texts: Places
    where: Places


class Needles:
    """An automaton over distinct literals, none of them empty."""

    def __init__(self, literals: Sequence[str]) -> None:
        self._automaton = BytesAhoCorasick([_bytes(literal) for literal in literals])

    def find(self, texts: Sequence[str]) -> Iterator[Found]:
        """Every literal in every text, piece by piece."""
        encoded = [_bytes(text) for text in texts]
        lengths = np.fromiter(map(len, encoded), np.int64, len(encoded)) + len(_BETWEEN)
        ends = np.cumsum(lengths)
        first = 0
        while first < len(encoded):
            before = int(ends[first - 1]) if first else 0
            last = max(first + 1, int(np.searchsorted(ends, before + _PIECE)))
            yield self._find(_BETWEEN.join(encoded[first:last]), ends[first:last] - before, first)
            first = last

    def _find(self, hay: bytes, ends: Places, first: int) -> Found:
        hits = self._automaton.find_matches_as_indexes(hay, overlapping=True)
        flat = np.fromiter(chain.from_iterable(hits), np.int64, 3 * len(hits)).reshape(-1, 3)
        texts = np.searchsorted(ends, flat[:, 1], side="right")
        starts = np.concatenate(([0], ends[:-1]))[texts] if len(ends) else ends
        begins, closes = flat[:, 1] == starts, flat[:, 2] == ends[texts] - len(_BETWEEN)
        where: Places = begins.astype(np.int64) * Where.START + closes.astype(np.int64) * Where.END
        return Found(flat[:, 0], texts + first, where)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
