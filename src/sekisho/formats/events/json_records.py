"""Records of JSON: one a line, or documents that span lines and follow one another, alone or as elements of an array.

Knows on which physical line each record begins. Refuses to know what the records mean.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import chain

import orjson

from sekisho.formats.events.encodings import Codec
from sekisho.formats.events.lines import LINE_LIMIT
from sekisho.formats.events.unread import Unread, shown

#: A document of several lines is held in memory until it is complete, up to this many bytes.
DOCUMENT_LIMIT = LINE_LIMIT
_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*+"?|[{}\[\]]')
_BETWEEN = re.compile(rb"[\s,\[\]]*")

Record = dict[str, object]
Numbered = tuple[int, Record | Unread]
Batch = list[bytes | None]

_TOO_LONG = Unread("1行が長すぎます（64MBを超えます）。書き出しの設定を確かめ、1件を1行にしてください。")
_NOT_OBJECT = Unread("JSONのオブジェクト（{ で始まり } で終わる1件）ではありません。1件を1つのオブジェクトにしてください。")
_CUT = Unread("JSONが途中で切れています。書き出し直すか、この行を直してください。")
_BIG = Unread("1件のJSONが大きすぎます（64MBを超えます）。1件を1行にして書き出し直してください。")


def records(batches: Iterator[Batch], codec: Codec) -> Iterator[Numbered]:
    """Every record with the line on which it begins; what is no record comes as Unread. Blank lines are passed over."""
    first = next(batches, [])
    rest = chain([first], batches)
    return by_line(rest, codec) if is_by_line(first) else _documents(rest, codec)


def is_by_line(batch: Batch) -> bool:
    """Are these lines one record each? Some of those that hold anything must be an object by themselves, from the margin on.

    Lines of a document that spans several begin with a space, or hold a bracket only; an array begins with its own bracket.
    """
    filled = [line for line in batch[:50] if line and not line.isspace()]
    whole = sum(1 for line in filled if line[:1] == b"{" and line.rstrip()[-1:] == b"}")
    return whole > 0 and whole * 4 >= len(filled) and not filled[0].lstrip().startswith(b"[")


def by_line(batches: Iterable[Batch], codec: Codec) -> Iterator[Numbered]:
    """Records that stand one a line, as :func:`records`."""
    number = 0
    loads = orjson.loads
    for batch in batches:
        for line in batch:
            number += 1
            try:
                record = loads(line)  # type: ignore[arg-type]
            except ValueError:  # None as well: a line that is too long
                yield from _hard_line(number, line, codec)
                continue
            if type(record) is dict:
                yield number, record
            else:
                yield from _elements(number, record)


def _hard_line(number: int, line: bytes | None, codec: Codec) -> Iterator[Numbered]:
    """A line that is no JSON in UTF-8: blank, in another encoding, several objects, or broken."""
    if line is None:
        yield number, _TOO_LONG
    elif line.strip():
        try:
            text = codec.as_utf8(line)
            yield from ((number, record) for record in _together(text))
        except Unread as unread:
            yield number, unread


def _together(line: bytes) -> list[Record]:
    """The objects that stand on one line one after another. Raises Unread when anything else stands there."""
    try:
        return [_object(orjson.loads(line))]
    except ValueError as error:
        if isinstance(error, Unread):
            raise
        parts = _cut_objects(line)
        if not parts:
            raise _broken(line, error) from None
        try:
            return [_object(orjson.loads(part)) for part in parts]
        except orjson.JSONDecodeError as inner:
            raise _broken(line, inner) from None


def _cut_objects(line: bytes) -> list[bytes]:
    """``{…}{…}`` cut into its objects, nothing when anything else stands between them."""
    parts, depth, start, end = [], 0, 0, 0
    for token in _TOKEN.finditer(line):
        mark = token.group()
        if mark == b"{" or (mark == b"[" and depth):
            if not depth:
                start = token.start()
                if not _BETWEEN.fullmatch(line, end, start):
                    return []
            depth += 1
        elif mark in (b"}", b"]") and depth:
            depth -= 1
            if not depth:
                end = token.end()
                parts.append(line[start:end])
    return parts if not depth and _BETWEEN.fullmatch(line, end) else []


def _object(value: object) -> Record:
    if isinstance(value, dict):
        return value
    raise _NOT_OBJECT


def _broken(line: bytes, error: ValueError) -> Unread:
    text = line.decode("utf-8", "replace")
    for word in ("NaN", "Infinity"):
        if re.search(rf"[:\[,]\s*-?{word}\b", text):
            return Unread(f"JSONにない値（{word}）があります。数か null に直してください。")
    place = getattr(error, "pos", 0)
    if place >= len(text.rstrip()):
        return _CUT
    near = shown(text[place : place + 20])
    return Unread(f"JSONとして読めません（{place + 1}文字目、「{near}」の辺り）。書き出し直すか、この行を直してください。")


def _elements(number: int, value: object) -> Iterator[Numbered]:
    """An array that stands on one line holds records; any other value is none."""
    if isinstance(value, list):
        for element in value:
            yield number, element if isinstance(element, dict) else _NOT_OBJECT
    else:
        yield number, _NOT_OBJECT


class _Document:
    """The document that is being read: where it began, its lines so far, how deep we are inside it."""

    def __init__(self) -> None:
        self.start = 0
        self.pieces: list[bytes] = []
        self.size = 0
        self.depth = 0
        self.margin = False
        self.last = b""


def _documents(batches: Iterable[Batch], codec: Codec) -> Iterator[Numbered]:
    """Documents that span lines, one after another or as elements of one array around all of them."""
    reading = _Document()
    number = 0
    for batch in batches:
        for line in batch:
            number += 1
            if line is None:
                yield number, _TOO_LONG
            elif line.strip():
                try:
                    text = line if line.isascii() else codec.as_utf8(line)
                except Unread as unread:
                    yield number, unread
                    continue
                yield from _step(reading, number, text)
    if reading.depth:
        yield reading.start, _CUT


def _step(reading: _Document, number: int, line: bytes) -> Iterator[Numbered]:
    """One more line: yields the documents that end on it, and what stands between documents and does not belong there."""
    if reading.depth and reading.margin and line[:1] == b"{" and reading.last not in b",[:":
        yield reading.start, _CUT  # a new document begins at the margin: the one before was never closed
        reading.depth = 0
    begin = 0  # where, on this line, the document or the gap between documents begins
    for token in _TOKEN.finditer(line):
        mark = token.group()
        if mark == b"{" or (mark == b"[" and reading.depth):
            if not reading.depth:
                yield from _gap(number, line[begin : token.start()])
                begin = token.start()
                reading.start, reading.pieces, reading.size, reading.margin = number, [], 0, begin == 0
            reading.depth += 1
        elif mark in (b"}", b"]") and reading.depth:
            reading.depth -= 1
            if not reading.depth:
                yield reading.start, _read(reading, line[begin : token.end()])
                begin = token.end()
    if not reading.depth:
        yield from _gap(number, line[begin:])
    elif reading.size <= DOCUMENT_LIMIT:
        reading.pieces.append(line[begin:])
        reading.size += len(line)
    reading.last = line.rstrip()[-1:]


def _gap(number: int, between: bytes) -> Iterator[Numbered]:
    if not _BETWEEN.fullmatch(between):
        yield number, _NOT_OBJECT


def _read(reading: _Document, last: bytes) -> Record | Unread:
    if reading.size > DOCUMENT_LIMIT:
        return _BIG
    text = b"\n".join((*reading.pieces, last))
    try:
        return _object(orjson.loads(text))
    except orjson.JSONDecodeError as error:
        return _broken(text, error)
