"""Physical lines of a stream of bytes, many at a time, whatever ends them (LF, CRLF, CR, mixed).

Knows how long a line may be, so that no file can fill the memory. Refuses to know encodings and records.
"""

from collections.abc import Iterator
from typing import Protocol

#: Longer lines are not read; they are told.
LINE_LIMIT = 64 * 2**20
_BLOCK = 2**20


class Stream(Protocol):
    """What can be read block by block."""

    def read(self, size: int = -1, /) -> bytes:
        """At most ``size`` bytes; nothing at the end."""


def batches(stream: Stream, limit: int = LINE_LIMIT) -> Iterator[list[bytes | None]]:
    r"""The lines of a stream in order, without what ends them, in batches of any size. None: a line longer than ``limit``.

    Line numbers count LF, CRLF and lone CR alike; a cell of Japanese text cannot hold either as half of a character
    (CP932, EUC-JP, ISO-2022-JP and UTF-8 keep clear of them), and UTF-16 is turned into UTF-8 before.

    >>> import io
    >>> list(batches(io.BytesIO(b"a\r\nb\rc\n\nd")))
    [[b'a', b'b', b'c', b''], [b'd']]
    """
    pieces: list[bytes] = []
    size = 0
    skipping = False
    while block := stream.read(_BLOCK):
        if b"\n" not in block and b"\r" not in block and not (pieces and pieces[-1].endswith(b"\r")):
            size += len(block)
            skipping = skipping or size > limit
            pieces = [] if skipping else [*pieces, block]
            continue
        data = b"".join((*pieces, block))
        found: list[bytes | None] = [*data.splitlines()]
        if skipping and len(found) == 1 and data.endswith(b"\r"):
            pieces = [b"\r"]  # the line that was thrown away may end with the next block's LF
            continue
        if skipping:
            found[0] = None
            skipping = False
        pieces, size = _carried(data, found)
        yield found
    if skipping:
        yield [None]
    elif pieces:
        yield [*b"".join(pieces).splitlines()]


def _carried(data: bytes, found: list[bytes | None]) -> tuple[list[bytes], int]:
    """Takes the line that is not complete yet away from ``found``; a CR at the end may be half of a CRLF."""
    if data.endswith(b"\n"):
        return [], 0
    last = found.pop() or b""
    if data.endswith(b"\r"):
        last += b"\r"
    return ([last], len(last)) if last else ([], 0)
