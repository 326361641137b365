"""``detect`` on a cluster: the same tasks, the same judge, the same order of what is told.

Knows which part of the work goes where. Tasks are judged by executors and what they find stays there; only how many lines each
range has, and the ids that stand twice, are gathered. Correlations are judged by family and group (``families``).
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sekisho.detection.alert import RuleAlert
from sekisho.detection.event import Unreadable
from sekisho.detection.plan import RuleBook
from sekisho.engines.columns.alerting import alerts
from sekisho.engines.columns.hits import Hits, joined
from sekisho.engines.duckdb.detecting import counted_on
from sekisho.engines.duckdb.ids import only_standing
from sekisho.engines.duckdb.pieces import TASK, Task, tasks
from sekisho.engines.duckdb.reading import How
from sekisho.engines.duckdb.running import Outcome, Runner
from sekisho.engines.spark.families import Family, families, sharded
from sekisho.engines.spark.session import session
from sekisho.formats.events.mapping import Mapping as ColumnMapping
from sekisho.formats.events.paths import PathKind, found_files
from sekisho.formats.eventstore import open_store

if TYPE_CHECKING:
    from pyspark import RDD, Broadcast, SparkContext


def detect(
    book: RuleBook,
    paths: Sequence[str | Path],
    layout: str = "auto",
    mapping: ColumnMapping | None = None,
    *,
    master: str | None = None,
) -> Iterator[RuleAlert | Unreadable]:
    """What the rules find, as ``engines.duckdb.detect`` tells it: first what is unreadable, then the alerts in order.

    Raises SparkError when Spark cannot be used, Faults for paths where nothing can be read.
    """
    found = found_files(paths)
    work = tasks(found, TASK)
    for item in found:
        if item.kind is PathKind.STORE:
            yield from open_store(item.path).unreadable()
    if work:
        with session(master) as spark:
            yield from _Run(spark.sparkContext, book, How(layout, mapping)).told(work)


class _Run:
    """One run on a cluster."""

    def __init__(self, cluster: "SparkContext", book: RuleBook, how: How) -> None:
        self._cluster, self._book, self._how = cluster, book, how

    def told(self, work: Sequence[Task]) -> Iterator[RuleAlert | Unreadable]:
        """What is unreadable in the order of tasks, then the alerts in the order of the reference."""
        from pyspark import StorageLevel  # noqa: PLC0415 - an extra, and dear to import

        given = self._cluster.broadcast((self._book, self._how))
        judged = self._cluster.parallelize(list(enumerate(work)), len(work)).map(_judging(given))
        judged = judged.persist(StorageLevel.MEMORY_AND_DISK)
        before = self._cluster.broadcast(_before(judged.mapValues(lambda outcome: outcome.lines).collect()))
        placed = judged.map(lambda found: (found[0], counted_on(found[1], defaultdict(int, before.value[found[0]]))))
        yield from placed.values().flatMap(lambda outcome: outcome.unreadable).toLocalIterator()
        once = placed.map(_only_first(self._cluster.broadcast(_standing_twice(placed))))
        found = once.flatMap(_single(given))
        for family in families(self._book):
            found = found.union(_correlated(once, family))
        yield from found.sortBy(lambda alert: alert.order, numPartitions=1).toLocalIterator()


_RUNNERS: dict[int, Runner] = {}
#: No event stands here.
_ELSEWHERE = ("", 0)


def _judging(given: "Broadcast[tuple[RuleBook, How]]") -> Any:
    def judge(numbered: tuple[int, Task]) -> tuple[int, Outcome]:
        # each process of a worker makes the judge once
        if id(given.value) not in _RUNNERS:
            _RUNNERS.clear()
            _RUNNERS[id(given.value)] = Runner(*given.value)
        return numbered[0], _RUNNERS[id(given.value)].run(numbered[1])

    return judge


def _before(lines: Sequence[tuple[int, Mapping[str, int]]]) -> dict[int, Mapping[str, int]]:
    """By task, how many lines of each file stand in the ranges before it."""
    seen: dict[str, int] = {}
    before: dict[int, Mapping[str, int]] = {}
    for task, counted in sorted(lines, key=lambda each: each[0]):
        before[task] = {file: seen.get(file, 0) for file in counted}
        for file, count in counted.items():
            seen[file] = seen.get(file, 0) + count
    return before


#: Where an event stands: file, line, and the task that read it (a store and a file may both hold it).
Place = tuple[str, int, int]


def _standing_twice(placed: "RDD[tuple[int, Outcome]]") -> dict[str, Place]:
    """The ids that stand more than once, each with where it stands first."""
    standing = placed.flatMap(_standing).reduceByKey(lambda one, other: (min(one[0], other[0]), one[1] + other[1]))
    return dict(standing.filter(lambda each: each[1][1] > 1).mapValues(lambda each: each[0]).collect())


def _standing(numbered: tuple[int, Outcome]) -> Iterator[tuple[str, tuple[Place, int]]]:
    task, outcome = numbered
    for named in outcome.named:
        columns = (named[name].to_pylist() for name in ("id", "file", "line"))
        for id, file, line in zip(*columns, strict=True):
            yield id, ((file, line, task), 1)


def _only_first(first: "Broadcast[dict[str, Place]]") -> Any:
    def keep(numbered: tuple[int, Outcome]) -> dict[str, Hits]:
        task, outcome = numbered
        here = {id: (file, line) if owner == task else _ELSEWHERE for id, (file, line, owner) in first.value.items()}
        return {rule: only_standing(hits, here) for rule, hits in outcome.hits.items()}

    return keep


def _single(given: "Broadcast[tuple[RuleBook, How]]") -> Any:
    def tell(hits: Mapping[str, Hits]) -> Iterator[RuleAlert]:
        return alerts(replace(given.value[0], correlations=()), hits)

    return tell


def _correlated(once: "RDD[dict[str, Hits]]", family: Family) -> "RDD[RuleAlert]":
    shards = once.flatMap(lambda hits: sharded(family, hits)).groupByKey()
    return shards.values().flatMap(lambda some: _of_shard(family, list(some)))


def _of_shard(family: Family, some: Sequence[tuple[str, Hits]]) -> Iterator[RuleAlert]:
    by_rule: dict[str, list[Hits]] = {}
    for rule, hits in some:
        by_rule.setdefault(rule, []).append(hits)
    return alerts(family.book, {rule: joined(hits) for rule, hits in by_rule.items()})
