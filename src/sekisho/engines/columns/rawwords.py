"""In which lines of JSON a keyword may stand, seen before anything is taken apart.

Knows how texts are escaped in JSON, so that no line is lost: a line with an escape of a letter counts as one that may. Refuses
to know which rules ask. It is a first look only; whoever asks looks again at the values.
"""

import re
from collections.abc import Iterable, Sequence

import numpy as np
import pyarrow as pa
from ahocorasick_rs import MATCHKIND_LEFTMOST_FIRST, BytesAhoCorasick, Implementation

from sekisho.detection.plan import Matcher, Text
from sekisho.engines.columns.column import Mask
from sekisho.engines.reference.values import fold

#: What stands in JSON as it is: no quote, no backslash, no slash, nothing that writers like to escape.
_AS_IT_IS = re.compile(r"[ !#-%(-.0-;=?-\[\]-~]+")
#: A run that no number could be written as.
_WORD = re.compile(r"[^0-9.+\-e]")
#: Escapes of the same characters, and of the Kelvin sign, whose lower case is a k.
_ESCAPED = re.compile(rb"\\u(?:00(?:2[013-58-9a-e]|3[0-9abdf]|[46][0-9a-f]|5[0-9abd-f]|7[0-9a-e])|212a)")
_KELVIN = "\N{KELVIN SIGN}".encode()


class RawWords:
    """A first look for all keywords at once."""

    def __init__(self, keywords: Iterable[Matcher]) -> None:
        needles = {_needle(matcher) for matcher in keywords}
        self._anywhere = None in needles
        found = sorted(needle.encode() for needle in needles if needle is not None)
        self._automaton = (
            BytesAhoCorasick(found, matchkind=MATCHKIND_LEFTMOST_FIRST, implementation=Implementation.DFA) if found else None
        )

    def lines(self, lines: Sequence[bytes]) -> Mask | None:
        """Which of the lines may hold a keyword. None: any of them."""
        if self._anywhere:
            return None
        mask = np.zeros(len(lines), bool)
        if self._automaton is None:
            return mask
        hay = b"\n".join(lines).lower()
        if _KELVIN in hay:
            return None
        starts = [start for _, start, _ in self._automaton.find_matches_as_indexes(hay)]
        if b"\\u" in hay:
            starts.extend(match.start() for match in _ESCAPED.finditer(hay))
        if starts:
            ends = np.cumsum(np.fromiter(map(len, lines), np.int64, len(lines)) + 1)
            mask[np.searchsorted(ends, np.array(starts), side="right")] = True
        return mask

    def texts(self, texts: pa.StringArray) -> Mask | None:
        """Which of the texts, none of them null, may hold a keyword. None: any of them."""
        if self._anywhere or not len(texts):
            return None if len(texts) else np.zeros(0, bool)
        mask = np.zeros(len(texts), bool)
        if self._automaton is None:
            return mask
        whole = texts.cast(pa.large_string())
        ends = np.frombuffer(whole.buffers()[1], np.int64)[whole.offset + 1 : whole.offset + 1 + len(whole)]
        hay = (whole.buffers()[2] or pa.py_buffer(b"")).to_pybytes().lower()
        if _KELVIN in hay:
            return None
        for _, start, end in self._automaton.find_matches_as_indexes(hay):
            # what reaches into the next text is no match, but may hide one that begins there
            mask[np.searchsorted(ends, start, side="right") : np.searchsorted(ends, end - 1, side="right") + 1] = True
        return mask


def _needle(matcher: Matcher) -> str | None:
    """The longest piece of a keyword that stands in a line as it is; None when there is none."""
    if not isinstance(matcher, Text):
        return None
    pieces = [run for part in matcher.parts if isinstance(part, str) for run in _AS_IT_IS.findall(fold(part))]
    return max((piece for piece in pieces if _WORD.search(piece)), key=len, default=None)
