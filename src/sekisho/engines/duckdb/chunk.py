"""Some rows of one file on their way: fields now, whole events only of the rows that a rule is true of.

Knows nothing of formats. Refuses to judge.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from sekisho.detection.event import Event, Unreadable
from sekisho.engines.columns.gathering import Fields
from sekisho.engines.duckdb.ids import Named, named


@dataclass(slots=True)
class Chunk:
    """``raw`` are the lines of JSON that the rows are, if each is one; ``event`` makes the event of a row by its place.

    ``named`` tells the ids of the rows. Rows hold every field that rules name, an array or object of JSON perhaps as it
    stands; ``whole`` gives all that the event of a row holds, flat, for keywords.
    """

    rows: list[Fields]
    raw: Sequence[bytes] | None
    unreadable: Sequence[Unreadable]
    event: Callable[[int], Event]
    named: Callable[[], list[Named]] = list
    whole: Callable[[Fields], Fields] = dict


def of_events(made: Iterable[Event | Unreadable]) -> Chunk:
    """Events that are whole already."""
    events: list[Event] = []
    unreadable: list[Unreadable] = []
    for each in made:
        (unreadable if isinstance(each, Unreadable) else events).append(each)  # type: ignore[arg-type]

    def ids() -> list[Named]:
        return named([each.id for each in events], [each.ref.file for each in events], [each.ref.line for each in events])

    return Chunk([dict(event.fields) for event in events], None, unreadable, events.__getitem__, ids)
