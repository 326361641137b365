"""What is new in one file, as events with their places, and how far the file is read once they are kept.

Knows pieces, last lines without an end, headings of tables, and files that are read whole. Refuses to judge and to keep.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

from sekisho.detection.event import Event, EventRef, Unreadable
from sekisho.formats.events import read_file
from sekisho.formats.events.mapping import Mapping
from sekisho.formats.events.pieces import Manner, last_cut, manner_of, read_piece
from sekisho_site.watching.following import Source, moved_on, read_on

Made = Event | Unreadable

#: So many bytes of one file are one piece; so many events of a file that is read whole are one batch.
PIECE = 2 * 2**20
_LONGEST_PIECE = 128 * 2**20
_EVENTS = 10_000
#: A last line without an end counts when nothing came for so long (seconds): a JSON object is whole when it can be read, any
#: other line may be half of what a program has not yet handed over.
QUIET_JSON, QUIET_LINE, QUIET_WHOLE = 2.0, 60.0, 2.0
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Taken:
    """What one batch takes of a file: items in order, the layout's name, and the source as it stands when they are kept.

    ``passing`` says of the unreadable lines that they may become readable when the file goes on: they are told as long
    as nothing else is. ``digests``: of a file that is read whole, by which each item is known when it is read again.
    """

    source: Source
    layout: str
    items: Sequence[Made]
    passing: Sequence[Unreadable] = ()
    digests: Sequence[bytes] = ()
    first: bool = True


class Reading:
    """Files in one layout (or each in its own: ``auto``), read on from where they were left."""

    def __init__(self, layout: str, mapping: Mapping | None) -> None:
        self._layout, self._mapping = layout, mapping
        self._manners: dict[int, tuple[str, Manner]] = {}
        self._passing: dict[int, tuple[int, int]] = {}

    def take(self, source: Source, quiet: float) -> Iterator[Taken]:
        """What is new, in batches. ``quiet`` is for how many seconds nothing came (``inf``: the file is as it stands)."""
        if source.copy:
            yield Taken(source, "", ())
            return
        manner = self._manner(source)
        if manner is None:
            if quiet >= QUIET_WHOLE:
                yield from self._whole(source)
            return
        while (taken := self._piece(source, manner, quiet)) and not self._was_told(taken):
            source = taken.source
            yield taken
            if not taken.items or source.offset >= source.size:
                return

    def _was_told(self, taken: Taken) -> bool:
        """Whether nothing came since a last line without an end was told."""
        stands = (taken.source.size, taken.source.changed)
        if taken.items or not taken.passing:
            return False
        if self._passing.get(taken.source.id) == stands:
            return True
        self._passing[taken.source.id] = stands
        return False

    def _manner(self, source: Source) -> Manner | None:
        if source.whole:
            return None
        known = self._manners.get(source.id)
        if known and known[0] == source.head:
            return known[1]
        try:
            manner = manner_of(Path(source.path), self._layout, self._mapping)
        except FileNotFoundError:
            raise
        except OSError:
            return None  # read whole, its reader tells why it cannot be read
        if manner and source.head:
            self._manners[source.id] = (source.head, manner)
        return manner

    def _piece(self, source: Source, manner: Manner, quiet: float) -> Taken | None:
        most = PIECE
        while True:
            content, before = read_on(source, most)
            ended = len(content) < most
            skip, told = _left_inside(source, manner, content)
            body = content[skip:]
            cut = last_cut(manner, body)
            if cut or ended or most >= _LONGEST_PIECE:
                break
            most *= 8
        first_line = source.line + 1 - (1 if source.inside and manner.is_json and not skip else 0)
        items: list[Made] = [*told, *self._read(source, manner, body[:cut], before, first_line)]
        lines = len(body[:cut].splitlines())
        line, offset, inside = first_line - 1 + lines, source.offset + skip + cut, source.inside and not (skip or cut)
        passing: list[Unreadable] = []
        rest = body[cut:]
        if rest.strip() and ended and quiet >= (QUIET_JSON if manner.is_json else QUIET_LINE):
            heading = before or (body[:cut] if not source.offset else b"")
            last = self._read(source, manner, rest, heading if manner.has_heading else b"", line + 1)
            faults = [each for each in last if isinstance(each, Unreadable)]
            if manner.is_json and faults:
                passing = faults
            else:
                items += last
                line, offset, inside = line + len(rest.splitlines()), offset + len(rest), True
        if offset == source.offset and not passing:
            return None
        if manner.has_heading and not source.offset:
            event = next((each for each in items if isinstance(each, Event)), None)
            if event is None:
                return self._without_rows(source, items, quiet)
            source = replace(source, before=sum(map(len, content.splitlines(keepends=True)[: event.ref.line - 1])))
        return Taken(moved_on(source, offset, line=line, inside=inside), manner.layout.name, items, passing)

    def _without_rows(self, source: Source, items: Sequence[Made], quiet: float) -> Taken | None:
        """A table in which no row stands yet: it is read again when more comes."""
        faults = [each for each in items if isinstance(each, Unreadable)]
        return Taken(source, "", (), faults) if faults and quiet >= QUIET_LINE else None

    def _read(self, source: Source, manner: Manner, content: bytes, before: bytes, first_line: int) -> list[Made]:
        if not content:
            return []
        written = (_EPOCH + timedelta(microseconds=source.changed // 1000, days=1)).date()  # the day in any zone
        day = (self._mapping.latest if self._mapping else None) or written
        above = before if source.offset or first_line > 1 else b""
        return list(read_piece(manner, content, file=source.path, first_line=first_line, written_on=day, before=above))

    def _whole(self, source: Source) -> Iterator[Taken]:
        """Every event of the file, told again whenever it changes; who keeps them knows those that were there."""
        manner = self._mapping.base if self._mapping and self._mapping.base else self._layout
        walk = read_file(Path(source.path), self._layout, self._mapping, name=source.path)
        begun = replace(source, whole=True, size=-1)
        first = True
        while batch := list(islice(walk, _EVENTS)):
            yield Taken(begun, manner, batch, digests=_digests(batch), first=first)
            first = False
        yield Taken(replace(source, whole=True, offset=source.size), manner, (), first=first)


def _left_inside(source: Source, manner: Manner, content: bytes) -> tuple[int, list[Unreadable]]:
    """How many bytes belong to a last line that was taken without its end: only that end, or words that came too late."""
    if not source.inside or not content:
        return 0, []
    end = 2 if content.startswith(b"\r\n") else 1 if content.startswith(b"\n") else 0
    if end or manner.is_json:
        return end, []
    skip = content.find(b"\n") + 1
    why = "書きかけのまま読み終えた行に、あとから続きが書かれました。ファイルでこの行を確かめてください。"
    return (skip, [Unreadable(EventRef(source.path, source.line), why)]) if skip else (len(content), [])


def _digests(items: Sequence[Made]) -> list[bytes]:
    """By which the items of a file are known when it is read again: all that they say, and where."""
    told = []
    for item in items:
        said = [item.ref.line, item.why] if isinstance(item, Unreadable) else [item.ref.line, item.time, item.id, item.fields]
        text = json.dumps(said, ensure_ascii=False, default=dict)
        told.append(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest())
    return told
