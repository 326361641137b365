"""Events for Timesketch: JSON lines with ``message``, ``datetime`` and ``timestamp_desc``, and the event's fields beside them.

Knows that format only (timesketch.org, "Import event data": the three are required). Events without a time cannot stand on a
timeline; who writes the lines says how many were left out.
"""

from sekisho.detection.alert import iso
from sekisho.detection.inquiry.answer import Seen

#: Names that Timesketch gives a meaning of its own.
_TAKEN = frozenset({"message", "datetime", "timestamp", "timestamp_desc", "tag", "id", "_id", "_index", "_type", "label"})


def timesketch_line(seen: Seen) -> dict[str, object] | None:
    """One event as Timesketch takes it, None when it states no time."""
    if seen.time is None:
        return None
    told = seen.fields
    words = [told.get(name) for name in ("user", "action", "object", "customer")]
    beside = {(f"log_{name}" if name in _TAKEN else name): value for name, value in told.items()}
    return {
        "message": " ".join(word for word in words if word) or f"{seen.ref.file}:{seen.ref.line}",
        "datetime": iso(seen.time),
        "timestamp": seen.time,
        "timestamp_desc": "Log entry",
        "source_file": seen.ref.file,
        "source_line": seen.ref.line,
        **beside,
    }
