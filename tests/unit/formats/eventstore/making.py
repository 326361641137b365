"""Small stores for tests: events of a line each, taken in as files of any name."""

from hashlib import sha256

from sekisho.detection.event import Event, EventRef
from sekisho.formats.eventstore import Received, StoreWriter

NOON = 1_775_044_800_000_000  # 2026-04-01T12:00Z
HOUR = 3_600_000_000
DAY = 24 * HOUR


def event(line=1, time=NOON, *, file="a.jsonl", number=None, **fields):
    """One event; its fields are the words given."""
    return Event(EventRef(file, line), time, fields, number)


def received(content, name="a.jsonl", layout="jsonl"):
    """What stands for a file whose content is ``content``."""
    return Received(sha256(content.encode()).hexdigest(), name, len(content), layout)


def take_in(root, content, items, **options):
    """Take in one file in a turn of its own; its manifest."""
    with StoreWriter(root) as writer:
        return writer.take_in(received(content, **options), items)
