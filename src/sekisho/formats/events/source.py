"""One file opened: unpacked if it is packed, its head looked at, its encoding found.

Knows gzip, and what other kinds of file look like. Refuses to know records.
"""

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from sekisho.formats.events.encodings import Codec, Narrowed, opened
from sekisho.formats.events.lines import Stream, batches
from sekisho.formats.events.unread import Unread

HEAD = 64 * 1024
#: A packed file may hold this many times its size once it has given this much, and this much at most.
RATIO_LIMIT = 300
UNPACKED_FREE = 64 * 2**20
UNPACKED_LIMIT = 64 * 2**30
_MAGIC = (
    (b"PK\x03\x04", "ZIPかOfficeのファイルです。展開してログのファイルを渡してください。"),
    (b"%PDF", "PDFです。ログをCSVなどの文字で書き出して渡してください。"),
    (b"\xd0\xcf\x11\xe0", "古いOfficeのファイルです。CSVで書き出して渡してください。"),
    (b"\xfd7zXZ\x00", "xzで圧縮されています。展開して渡してください（gzipはそのまま読めます）。"),
    (b"BZh", "bzip2で圧縮されています。展開して渡してください（gzipはそのまま読めます）。"),
    (b"\x28\xb5\x2f\xfd", "zstdで圧縮されています。展開して渡してください（gzipはそのまま読めます）。"),
    (b"7z\xbc\xaf\x27\x1c", "7zで圧縮されています。展開して渡してください（gzipはそのまま読めます）。"),
    (b"\x89PNG", "画像です。ログではありません。"),
    (b"\xff\xd8\xff", "画像です。ログではありません。"),
    (b"SQLite format 3\x00", "SQLiteのデータベースです。表をCSVで書き出して渡してください。"),
    (b"\x00\x05\x16\x07", "macOSが付けた付属ファイル（AppleDouble）です。ログではありません。取り除いてかまいません。"),
)
#: Bytes that text does not hold, but for tabs, ends of lines and pages, and the escapes of ISO-2022-JP.
_CONTROL = bytes(code for code in range(32) if code not in b"\t\n\v\f\r\x1b")


@dataclass(slots=True)
class Source:
    """An open file. ``head`` is its beginning, unpacked, byte order mark included; the stream stands at the file's start.

    ``written_on`` is the last day on which something in it can have happened, by the date of the file.
    """

    path: Path
    stream: Stream
    head: bytes
    packed: bool
    written_on: date

    def lines(self, encoding: str | None = None) -> tuple[Iterator[list[bytes | None]], Codec]:
        """The physical lines in batches and the encoding they are in; UTF-16 comes as UTF-8. Raises Unread for other files."""
        refuse_other_files(self.head)
        mark, found = opened(self.head, encoding)
        self.stream.read(mark)
        if found and found.startswith("utf-16"):
            return batches(Narrowed(self.stream, found)), Codec("utf-8")
        return batches(self.stream), Codec(found)

    def sample(self, encoding: str | None = None) -> str:
        """The head as text, what cannot be read replaced."""
        mark, found = opened(self.head, encoding)
        return self.head[mark:].decode(found or "utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")


def refuse_other_files(head: bytes) -> None:
    """Raises Unread when the head is that of a file which is no log."""
    for magic, why in _MAGIC:
        if head.startswith(magic):
            raise Unread(why)
    if len(head.translate(None, _CONTROL)) < 0.9 * len(head) and opened(head)[1] not in ("utf-16-le", "utf-16-be"):
        raise Unread("文字のファイルではありません。ログをCSVなどの文字で書き出して渡してください。")


@contextmanager
def open_source(path: Path) -> Iterator[Source]:
    """Opens a file for reading. Raises OSError, and Unread when it is packed and damaged."""
    with path.open("rb") as plain:
        written = date(1970, 1, 2) + timedelta(seconds=path.stat().st_mtime)  # a day more: it is the day in any zone
        magic = plain.read(2)
        plain.seek(0)
        if magic == b"\x1f\x8b":
            with gzip.GzipFile(fileobj=plain, mode="rb") as unpacked:
                stream = _Unpacked(unpacked, path.stat().st_size)
                head = stream.peek()
                yield Source(path, stream, head, True, written)
        else:
            head = plain.read(HEAD)
            plain.seek(0)
            yield Source(path, plain, head, False, written)


class _Unpacked:
    """What a gzip file holds. Raises Unread when it is damaged, or grows beyond what a log does."""

    def __init__(self, stream: gzip.GzipFile, packed_size: int) -> None:
        self._stream = stream
        self._limit = min(max(UNPACKED_FREE, RATIO_LIMIT * packed_size), UNPACKED_LIMIT)
        self._size = 0
        self._ahead = b""

    def peek(self) -> bytes:
        self._ahead = self.read(HEAD)
        return self._ahead

    def read(self, size: int = -1, /) -> bytes:
        if self._ahead:
            found = self._ahead if size < 0 else self._ahead[:size]
            self._ahead = self._ahead[len(found) :]
            return found
        try:
            found = self._stream.read(size)
        except (EOFError, zlib.error, gzip.BadGzipFile):
            raise Unread("gzipが途中で切れているか、壊れています。ここまでは読みました。送り直してもらってください。") from None
        self._size += len(found)
        if self._size > self._limit:
            raise Unread("gzipを展開すると異常に大きくなるため、ここで読むのを止めました。展開して中身を確かめてください。")
        return found
