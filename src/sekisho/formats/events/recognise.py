"""Which layout a file is in, from what stands at its beginning; its name says nothing.

Knows how each kind of layout shows itself. Refuses to choose where several fit equally well, or none does.
"""

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from sekisho.formats.events.encodings import Codec
from sekisho.formats.events.evtx_records import MAGIC
from sekisho.formats.events.json_records import Record, records
from sekisho.formats.events.layout import Layout, layouts
from sekisho.formats.events.source import Source, refuse_other_files
from sekisho.formats.events.tables import PREAMBLE, delimiter_of, folded
from sekisho.formats.events.unread import Unread

_LINES = 40
_GENERAL = "csv"


def recognised(source: Source, encoding: str | None = None) -> Layout:
    """The layout of a file. Raises Unread when it cannot be told."""
    known = layouts()
    if source.head.startswith(MAGIC):
        return known["evtx"]
    refuse_other_files(source.head)
    sample = source.sample(encoding)
    if not sample.strip():
        return known[_GENERAL] if not source.head.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n") else _none(())
    lines = [line for line in sample.splitlines() if line.strip()][:_LINES]
    begins = sample.lstrip()[:1]
    objects = sum(line.lstrip()[:1] == "{" for line in lines) * 2 >= len(lines)
    if begins == "{" or objects or (begins == "[" and _records(sample)):
        return known[_json_layout(sample)]
    fitting = [layout for layout in known.values() if _fits(layout, sample, lines)]
    if fitting:
        best = min(int(layout.options.get("rank", 50)) for layout in fitting)
        first = [layout for layout in fitting if int(layout.options.get("rank", 50)) == best]
        return first[0] if len(first) == 1 else _none(first)
    if _is_table(lines):
        return known[_GENERAL]
    return _none(())


def _none(several: Sequence[Layout]) -> Layout:
    names = "、".join(layout.name for layout in several or layouts().values())
    why = "どの形式にも読めます" if several else "形式が分かりません"
    raise Unread(f"{why}。--format で次のどれかを指定するか、--mapping で列の読み方を書いてください: {names}。")


def with_id(layout: Layout, source: Source) -> Layout:
    """Windows events whose shipper numbered them beside Windows' own number: ``event_id`` is then the event's id.

    Where there is no ``EventID``, or both are one, ``event_id`` is Windows' number, which many events share.
    """
    if layout.name != "windows-json" or layout.id:
        return layout
    found = _records(source.sample())
    numbered = [record for record in found if "event_id" in record]
    own = all("EventID" in record and str(record["event_id"]) != str(record["EventID"]) for record in numbered)
    return replace(layout, id="event_id") if numbered and own else layout


def _records(sample: str) -> list[Record]:
    """The whole records that stand in the sample, up to as many as are looked at."""
    text: list[bytes | None] = [*sample.encode("utf-8", "replace").splitlines()]
    return [record for _, record in records(iter([text]), Codec("utf-8")) if isinstance(record, dict)][:_LINES]


def _json_layout(sample: str) -> str:
    whole = _records(sample)
    if whole:
        return "windows-json" if any(_is_windows(record) for record in whole) else "jsonl"
    # one document that is longer than what was looked at
    return "windows-json" if '"Event"' in sample and '"System"' in sample else "jsonl"


def _is_windows(record: Record) -> bool:
    event = record.get("Event")
    if isinstance(event, Mapping) and "System" in event:
        return True
    beside = ("Channel", "Provider_Name", "SourceName", "Source", "Computer", "Hostname")
    if "EventID" in record and any(name in record for name in beside):
        return True
    if isinstance(record.get("winlog"), Mapping) or "winlog.event_id" in record:
        return True
    return "event_id" in record and ("log_name" in record or isinstance(record.get("event_data"), Mapping))


def _fits(layout: Layout, sample: str, lines: list[str]) -> bool:
    """Do the first lines look like this layout? Of a table the heading row must be there, of other logs half of the lines."""
    if layout.options.get("must"):
        return _has_header(layout, sample)
    looks = looks_of(layout)
    alike = sum(1 for line in lines if any(look.match(line) for look in looks))
    return bool(looks) and alike * 2 >= len(lines)


def looks_of(layout: Layout) -> list[re.Pattern[str]]:
    """What a line of this layout begins with."""
    forms = layout.options.get("forms", [])
    written = [form["looks"] for form in forms] or layout.options.get("looks") or layout.options.get("patterns", [])
    return [re.compile(str(text), re.VERBOSE) for text in written]


def _has_header(layout: Layout, sample: str) -> bool:
    delimiter = layout.options.get("delimiter") or delimiter_of(sample)
    asked = {folded(str(name)) for name in layout.options["must"]}
    try:
        rows = csv.reader(sample.splitlines()[: PREAMBLE * 2], delimiter=delimiter)
        return any(asked <= {folded(cell.lstrip("\ufeff")) for cell in row} for row in rows)
    except csv.Error:
        return False


def _is_table(lines: list[str]) -> bool:
    """Is every heading a cell of its own, and most lines of about as many cells?"""
    delimiter = delimiter_of("\n".join(lines))
    count = lines[0].count(delimiter)
    if not count:
        return False
    alike = sum(1 for line in lines if line.count(delimiter) >= count or '"' in line)
    return alike * 2 >= len(lines)
