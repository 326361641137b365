"""Writes small Windows event logs, record by record, so that their reader can be tested without anybody's real log.

Follows the public description of the format: a file header, chunks of 64 KiB, records of binary XML without templates.
"""

import struct
import zlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

#: An element: its name, its attributes, and its text or elements.
Element = tuple[str, dict[str, str], "str | list[Element]"]

_CHUNK = 65_536
_FIRST_RECORD = 512


def windows_event(system: dict[str, str], data: Sequence[tuple[str | None, str]], time: str) -> Element:
    """An event as Windows writes it; data without a name is the unnamed ``Data``."""
    parts: list[Element] = [
        ("Provider", {"Name": system["Provider"]}, ""),
        ("EventID", {}, system["EventID"]),
        ("TimeCreated", {"SystemTime": time}, ""),
        ("Channel", {}, system["Channel"]),
        ("Computer", {}, system["Computer"]),
    ]
    values: list[Element] = [("Data", {"Name": name} if name else {}, value) for name, value in data]
    return ("Event", {}, [("System", {}, parts), ("EventData", {}, values)])


def evtx_file(events: Sequence[Element], first_id: int = 1) -> bytes:
    """A file of one chunk."""
    records = b""
    for number, event in enumerate(events, first_id):
        start = _FIRST_RECORD + len(records)
        records += _record(event, number, start)
    last = first_id + len(events) - 1
    chunk = bytearray(_CHUNK)
    chunk[:8] = b"ElfChnk\x00"
    struct.pack_into("<QQQQ", chunk, 8, first_id, last, first_id, last)
    struct.pack_into("<IIII", chunk, 40, 128, _FIRST_RECORD, _FIRST_RECORD + len(records), zlib.crc32(records))
    chunk[_FIRST_RECORD : _FIRST_RECORD + len(records)] = records
    struct.pack_into("<I", chunk, 124, zlib.crc32(chunk[:120] + chunk[128:512]))
    header = bytearray(4096)
    header[:8] = b"ElfFile\x00"
    struct.pack_into("<QQQIHHHH", header, 8, 0, 0, last + 1, 128, 1, 3, 4096, 1)
    struct.pack_into("<I", header, 124, zlib.crc32(header[:120]))
    return bytes(header + chunk)


def _record(event: Element, number: int, start: int) -> bytes:
    passed = datetime(2026, 4, 1, tzinfo=UTC) - datetime(1601, 1, 1, tzinfo=UTC)
    filetime = passed // timedelta(microseconds=1) * 10
    body = b"\x0f\x01\x01\x00" + _element(event, start + 24 + 4) + b"\x00"
    size = 24 + len(body) + 4
    return struct.pack("<4sIQQ", b"**\x00\x00", size, number, filetime) + body + struct.pack("<I", size)


def _element(element: Element, place: int) -> bytes:
    """Binary XML of an element that begins at ``place`` in its chunk."""
    name, attributes, content = element
    out = bytes([0x41 if attributes else 0x01]) + b"\x00\x00\x00\x00"
    out += _name(name, place + len(out))
    if attributes:
        listed = b""
        begin = place + len(out) + 4
        for position, (key, value) in enumerate(attributes.items(), 1):
            token = 0x06 if position == len(attributes) else 0x46
            listed += bytes([token])
            listed += _name(key, begin + len(listed)) + _text(value)
        out += struct.pack("<I", len(listed)) + listed
    if not content:
        return out + b"\x03"
    out += b"\x02"
    if isinstance(content, str):
        out += _text(content)
    else:
        for inner in content:
            out += _element(inner, place + len(out))
    return out + b"\x04"


def _name(name: str, place: int) -> bytes:
    """A name that stands where it is referred to."""
    coded = name.encode("utf-16-le")
    return struct.pack("<IIHH", place + 4, 0, 0, len(name)) + coded + b"\x00\x00"


def _text(value: str) -> bytes:
    return b"\x05\x01" + struct.pack("<H", len(value)) + value.encode("utf-16-le")
