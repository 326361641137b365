"""Batches of events judged by a Structured Streaming query: laid down as files, matched by Spark's tasks, answered.

Knows the folder between whoever judges and the cluster. Refuses to know where events come from, what is remembered of them,
and what was judged by a process that is no more: nobody waits for its answers, who has no answer asks again.
"""

import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from math import ceil
from pathlib import Path
from queue import Empty, Queue
from typing import TYPE_CHECKING

from sekisho.detection.alert import Match
from sekisho.detection.event import Event, EventRef
from sekisho.detection.plan import RuleBook
from sekisho.engines.columns.matching import Matched, Matches, Matching
from sekisho.engines.spark.session import SparkError, session
from sekisho.formats.fault import reason_of

if TYPE_CHECKING:
    from pyspark import Broadcast
    from pyspark.sql import DataFrame, SparkSession

#: A task is worth its way to a worker from so many events on.
_TASK = 500
#: So often the query looks for new files, and whoever waits for answers looks whether it still runs.
_LOOK = "100 milliseconds"
_LOOK_AFTER = 1.0

#: What a task found in a portion, by the places of event and rule.
_Places = list[tuple[int, int]]


@contextmanager
def streaming(book: RuleBook, folder: Path, *, master: str | None = None) -> Iterator[Matches]:
    """What the rules find in events, asked of a cluster until the block ends.

    ``folder`` is on a file system that all machines of the cluster share, and belongs to this block alone: whatever stands in
    it goes. Raises SparkError, also out of the block, when Spark cannot be used or stops.
    """
    shutil.rmtree(folder, ignore_errors=True)
    with session(master) as spark:
        query = _Query(spark, book, folder)
        try:
            yield query.matches
        finally:
            query.end()
            shutil.rmtree(folder, ignore_errors=True)


class _Query:
    """A query under way. Events go down as files with a number, their answers come by this number, at least once."""

    def __init__(self, spark: "SparkSession", book: RuleBook, folder: Path) -> None:
        # an extra, and dear to import
        from pyspark.sql.functions import udf  # noqa: PLC0415

        from sekisho.engines.spark.source import Batches  # noqa: PLC0415

        self._matched, self._folder, self._last = Matched(book), folder, 0
        self._answers: Queue[tuple[int, _Places] | Exception] = Queue()
        self._at_once = max(1, spark.sparkContext.defaultParallelism)
        folder.mkdir(mode=0o700)
        spark.dataSource.register(Batches)
        judge = udf(_judging(spark.sparkContext.broadcast(book)), "string")
        told = spark.readStream.format(Batches.name()).option("folder", str(folder.absolute())).load()
        writer = told.select(judge("told")).writeStream.foreachBatch(self._hand_over)
        self._query = writer.trigger(processingTime=_LOOK).start()

    def matches(self, events: Sequence[Event]) -> Iterator[Match]:
        """What holds, as ``Matches``, once all portions are answered."""
        size = max(_TASK, ceil(len(events) / self._at_once))
        begins = dict(enumerate(range(0, len(events), size), self._last + 1))
        self._last += len(begins)
        files = [self._lay_down(number, events[begin : begin + size]) for number, begin in begins.items()]
        found: dict[int, _Places] = {}
        while len(found) < len(begins):
            try:
                number, places = self._answer()
            except OSError as error:  # for whoever reads logs an OSError is a file that went away
                raise SparkError("Spark とのつながりが切れました。もう一度動かせば、続きから始まります。") from error
            if number in begins:
                found[number] = places
        for file in files:
            file.unlink(missing_ok=True)
        return self._matched.of(events, [(begins[each] + row, place) for each in begins for row, place in found[each]])

    def _lay_down(self, number: int, events: Sequence[Event]) -> Path:
        """A file appears whole under its name."""
        from sekisho.engines.spark.source import laid_down  # noqa: PLC0415

        path = laid_down(self._folder, number)
        partial = path.with_suffix(".partial")
        try:
            partial.write_text(json.dumps([number, [[event.time, dict(event.fields)] for event in events]]), "ascii")
            return partial.replace(path)
        except OSError as error:
            raise SparkError(
                f"{path}: Spark に渡す記録を書けません（{reason_of(error)}）。空きと権限を確かめてください。"
            ) from error

    def _hand_over(self, judged: "DataFrame", _batch: int) -> None:
        try:
            for (answer,) in judged.collect():
                number, places = json.loads(answer)
                self._answers.put((number, places))
        except Exception as error:
            self._answers.put(error)

    def _answer(self) -> tuple[int, _Places]:
        while True:
            try:
                got = self._answers.get(timeout=_LOOK_AFTER)
            except Empty:
                if not self._query.isActive:
                    raise self._query.exception() or SparkError("Spark での判定が途中で終わりました。") from None
                continue
            if isinstance(got, Exception):
                raise got
            return got

    def end(self) -> None:
        """Stop asking, if Java is still there."""
        from py4j.protocol import Py4JError  # noqa: PLC0415

        with suppress(Py4JError, OSError):
            self._query.stop()


_JUDGES: dict[int, Matching] = {}


def _judging(given: "Broadcast[RuleBook]") -> Callable[[str], str]:
    def judge(told: str) -> str:
        # each process of a worker makes the judge once
        if id(given.value) not in _JUDGES:
            _JUDGES.clear()
            _JUDGES[id(given.value)] = Matching(given.value)
        number, events = json.loads(told)
        made = [Event(EventRef("", row), time, fields) for row, (time, fields) in enumerate(events)]
        return json.dumps([number, _JUDGES[id(given.value)].places(made)])

    return judge
