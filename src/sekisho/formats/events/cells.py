"""Rows of a table in text: cells between delimiters, quoted ones over several lines.

Knows on which physical line each row begins, and goes on behind a row that cannot be read. Refuses to know headings.
"""

import csv
from collections import deque
from collections.abc import Iterator

from sekisho.formats.events.encodings import Codec
from sekisho.formats.events.unread import Unread

#: A quoted cell may span this many lines; beyond it the quote was a stray one.
ROW_LINES = 1_000
#: A cell may hold this many characters.
CELL_LIMIT = 1_000_000
_UNCLOSED = '引用符（"）の対応が取れません。この行の引用符を直すか、書き出し直してください。'

Batch = list[bytes | None]
Row = tuple[int, list[str] | Unread]


class Lines:
    """The physical lines as text, numbered; what was taken for one row can be put back but for its first line."""

    def __init__(self, batches: Iterator[Batch], codec: Codec) -> None:
        self._raw = (line for batch in batches for line in batch)
        self._codec = codec
        self._back: deque[str | Unread] = deque()
        self.number = 0
        self.taken: list[str | Unread] = []
        self.ended = False

    def begin(self) -> None:
        """A new row begins with the next line."""
        self.taken = []

    def put_back(self) -> None:
        """Lines after the row's first one are read again, as rows of their own."""
        rest = self.taken[1:]
        self._back.extendleft(reversed(rest))
        self.number -= len(rest)
        self.ended = False

    def __iter__(self) -> "Lines":
        return self

    def __next__(self) -> str:
        """The next line with its end, for the reader of rows. Raises Unread for a line that is no text."""
        if len(self.taken) >= ROW_LINES:
            raise StopIteration
        line = self._next()
        self.taken.append(line)
        if isinstance(line, Unread):
            raise line
        return line

    def _next(self) -> str | Unread:
        if self._back:
            self.number += 1
            return self._back.popleft()
        raw = next(self._raw, b"\x00end")
        if raw == b"\x00end":
            self.ended = True
            raise StopIteration
        self.number += 1
        if raw is None or len(raw) > 4 * CELL_LIMIT:
            return Unread("1行が長すぎます。書き出しの設定を確かめてください。")
        try:
            return self._codec.text(raw) + "\n"
        except Unread as unread:
            return unread


def rows(lines: Lines, delimiter: str) -> Iterator[Row]:
    """Every row with the line on which it begins; rows that hold nothing are passed over.

    A row whose quotes do not fit is told by its first line, and reading goes on with the line after it.
    """
    csv.field_size_limit(CELL_LIMIT)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        lines.begin()
        start = lines.number + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except (csv.Error, Unread) as error:
            yield start, _why(lines, error)
            lines.put_back()
            reader = csv.reader(lines, delimiter=delimiter, strict=True)
            continue
        if any(row):
            yield start, row


def _why(lines: Lines, error: Exception) -> Unread:
    """A line that is no text says so itself, where it is the row's first; inside a row it makes the quote before it stray."""
    if isinstance(error, Unread) and len(lines.taken) == 1:
        return error
    if "field larger" in str(error):
        return Unread('セルが長すぎるか、引用符（"）が閉じていません。この行を直すか、書き出し直してください。')
    return Unread(_UNCLOSED)
