"""One task judged from bytes to hits, in whatever process.

Knows batches of bounded size. Refuses to know processes, and what correlations make of hits.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from sekisho.detection.event import Event, Unreadable
from sekisho.detection.plan import RuleBook, needed_fields
from sekisho.engines.columns.column import Mask
from sekisho.engines.columns.gathering import Gathering
from sekisho.engines.columns.hits import Hits, hits_of, joined
from sekisho.engines.columns.judging import Judge
from sekisho.engines.columns.rawwords import RawWords
from sekisho.engines.columns.routes import Routes
from sekisho.engines.duckdb.chunk import Chunk
from sekisho.engines.duckdb.columnar import batch_of
from sekisho.engines.duckdb.garbage import no_collection
from sekisho.engines.duckdb.ids import Named
from sekisho.engines.duckdb.parquet import Part, PartRows
from sekisho.engines.duckdb.pieces import Piece, Task
from sekisho.engines.duckdb.reading import How, Reading

#: A batch is judged when it has so many rows, or lines of so many bytes are held.
_ROWS, _BYTES = 200_000, 64 * 2**20


@dataclass(slots=True)
class Outcome:
    """What a task found. ``lines`` are the physical lines of its ranges by the file's name."""

    hits: dict[str, Hits] = field(default_factory=dict)
    unreadable: list[Unreadable] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)
    named: list[Named] = field(default_factory=list)


class Runner:
    """A book ready to be held to tasks."""

    def __init__(self, book: RuleBook, how: How) -> None:
        self.made_of = (book, how)
        with no_collection():
            self._judge = Judge(book.rules)
            self._routes = Routes(self._judge)
        self._words = RawWords(self._routes.rare_words)
        self._needed = needed_fields(book)
        self._how = replace(how, named=self._judge.named())

    def run(self, task: Task) -> Outcome:
        """Every hit of every rule in a task."""
        outcome = Outcome()
        found: defaultdict[str, list[Hits]] = defaultdict(list)
        for part in task:
            if isinstance(part, Part):
                for rule, hits in self._judged(part, outcome):
                    found[rule].append(hits)
        for batch in self._batches([piece for piece in task if isinstance(piece, Piece)], outcome):
            for rule, hits in batch.hits():
                found[rule].append(hits)
        outcome.hits = {rule: joined(hits) for rule, hits in found.items()}
        return outcome

    def _judged(self, part: Part, outcome: Outcome) -> Iterator[tuple[str, Hits]]:
        rows = PartRows(part, self._how.lists)
        outcome.named.extend(rows.named())
        for place, found in self._judge.rows(batch_of(rows, self._routes, self._words)):
            rule = self._judge.ready[place].rule.id
            yield rule, rows.hits(found, self._needed[rule])

    def _batches(self, task: Sequence[Piece], outcome: Outcome) -> Iterator["_Batch"]:
        batch = self._empty()
        for piece in task:
            reading = Reading(piece, self._how)
            for chunk in reading.chunks():
                outcome.unreadable.extend(chunk.unreadable)
                outcome.named.extend(chunk.named())
                batch.add(chunk)
                if batch.is_full:
                    yield batch
                    batch = self._empty()
            if piece.end is not None or piece.start:
                outcome.lines[piece.name] = reading.lines
        yield batch

    def _empty(self) -> "_Batch":
        return _Batch(self._judge, Gathering(self._routes), self._words, self._needed)


class _Batch:
    """Rows on their way to be judged."""

    def __init__(self, judge: Judge, gathering: Gathering, words: RawWords, needed: Mapping[str, tuple[str, ...]]) -> None:
        self._judge = judge
        self._gathering = gathering
        self._words = words
        self._needed = needed
        self._chunks: list[Chunk] = []
        self._starts: list[int] = []
        self._size = 0
        self._bytes = 0

    @property
    def is_full(self) -> bool:
        """Whether it is time to judge."""
        return self._size >= _ROWS or self._bytes >= _BYTES

    def add(self, chunk: Chunk) -> None:
        """Takes the fields of a chunk that rules could ask for; of the rest only the lines are kept."""
        worded: Mask | None = None if chunk.raw is None else self._words.lines(chunk.raw)
        self._gathering.add(chunk.rows, worded, chunk.whole)
        self._chunks.append(chunk)
        self._starts.append(self._size)
        self._size += len(chunk.rows)
        self._bytes += sum(map(len, chunk.raw or ()))
        chunk.rows, chunk.named = [], list  # what is wanted of them is taken

    def hits(self) -> Iterator[tuple[str, Hits]]:
        """The rules that are true of any row, with where."""
        found = list(self._judge.rows(self._gathering.batch()))
        if not found:
            return
        places = np.unique(np.concatenate([rows for _, rows in found]))
        events = [self._event(place) for place in places.tolist()]
        for place, rows in found:
            rule = self._judge.ready[place].rule.id
            yield rule, hits_of([events[at] for at in np.searchsorted(places, rows).tolist()], self._needed[rule])

    def _event(self, place: int) -> Event:
        chunk = bisect_right(self._starts, place) - 1  # of empty chunks before it, none starts later
        return self._chunks[chunk].event(place - self._starts[chunk])
