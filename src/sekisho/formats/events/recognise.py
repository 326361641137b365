"""Which layout a file is in, from what stands at its beginning; its name says nothing.

Knows what a layout says about recognising it. Refuses to choose where several fit equally well, or none.
"""

from collections.abc import Mapping

from sekisho.formats.events.encodings import Codec
from sekisho.formats.events.json_records import Record, records
from sekisho.formats.events.source import Source, refuse_other_files
from sekisho.formats.events.unread import Unread


def recognised(source: Source) -> str:
    """The name of the layout of a file. Raises Unread when it cannot be told."""
    refuse_other_files(source.head)
    text = source.sample().lstrip()
    if text[:1] in ("{", "["):
        return _json_layout(text)
    raise Unread("形式が分かりません。")


def _json_layout(text: str) -> str:
    numbered = records(iter([text.encode("utf-8", "replace").splitlines()]), Codec("utf-8"))  # type: ignore[list-item]
    found = [record for _, record in numbered if isinstance(record, dict)][:20]
    return "windows-json" if any(_is_windows(record) for record in found) else "jsonl"


def _is_windows(record: Record) -> bool:
    event = record.get("Event")
    if isinstance(event, Mapping) and "System" in event:
        return True
    if "EventID" in record:
        return any(name in record for name in ("Channel", "Provider_Name", "SourceName", "Computer", "Hostname"))
    winlog = record.get("winlog")
    return isinstance(winlog, Mapping) or ("event_id" in record and "log_name" in record)
