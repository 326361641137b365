"""Windows event logs as they lie on disk.

Knows the library that reads them, and that it may fail on one record and go on. Refuses to know what the fields mean.
"""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import orjson
from evtx import PyEvtxParser

from sekisho.formats.events.layout import Layout
from sekisho.formats.events.making import Made, Maker
from sekisho.formats.events.source import Source
from sekisho.formats.events.unread import Unread, shown
from sekisho.formats.events.windows import windows_fields

#: A packed file is unpacked in memory up to this size.
_PACKED_LIMIT = 512 * 2**20
#: Where the header states the major version, which has been 3 ever since.
_VERSION = slice(38, 40)
MAGIC = b"ElfFile\x00"
_REMEDY = "書き出し直すか、EVTXを直してから渡してください。"


def read_evtx(source: Source, _layout: Layout, maker: Maker) -> Iterator[Made]:
    """Every record as an event; its line is the record id. Raises Unread when the file is no EVTX."""
    if not source.head.startswith(MAGIC) or source.head[_VERSION] != b"\x03\x00":
        raise Unread(f"EVTXのファイルではないか、頭が壊れています。{_REMEDY}")
    records = _opened(source)
    last = 0
    while True:
        try:
            record = next(records)
        except StopIteration:
            return
        except RuntimeError as error:
            last += 1
            yield maker.unreadable(last, Unread(f"EVTXの記録が壊れています（{shown(str(error))}）。{_REMEDY}"))
            continue
        last = int(record["event_record_id"])
        try:
            fields = windows_fields(orjson.loads(record["data"]))
            fields.setdefault("SystemTime", record["timestamp"].removesuffix(" UTC"))
            yield maker.event(last, fields)
        except (Unread, orjson.JSONDecodeError) as error:
            yield maker.unreadable(last, error if isinstance(error, Unread) else Unread(f"EVTXの記録が読めません。{_REMEDY}"))


def _opened(source: Source) -> Iterator[dict[str, str]]:
    if source.packed:
        content = source.stream.read(_PACKED_LIMIT + 1)
        while len(content) <= _PACKED_LIMIT and (more := source.stream.read(_PACKED_LIMIT)):
            content += more
        if len(content) > _PACKED_LIMIT:
            raise Unread("圧縮されたEVTXが大きすぎます。展開して渡してください。")
        stream: object = BytesIO(content)
    else:
        stream = str(source.path)
    try:
        parser: Any = PyEvtxParser(stream, number_of_threads=1)
        found: Iterator[dict[str, str]] = iter(parser.records_json())
    except (RuntimeError, ValueError, OSError) as error:
        raise Unread(f"EVTXが壊れています（{shown(str(error))}）。{_REMEDY}") from None
    return found
