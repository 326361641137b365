"""The tables held to the evidence log: every version of every record, received files, runs, findings and alerts.

What is not as the leaves tell was changed past Sekisho. Old versions count as much as current ones, because looks back at a
past day are made from them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, islice
from typing import Any

from django.db import DatabaseError, connection, transaction

from sekisho.declared import Entrustment
from sekisho.evidence import BundleFault
from sekisho.planes import KINDS
from sekisho.record import Record
from sekisho.terms import Outcome
from sekisho_site.records.chain import scopes
from sekisho_site.records.models import MODELS, EntrustmentUpper, ReachedEntrustment, ReceivedFile, ReconcileRun
from sekisho_site.records.queries.detection_faults import detection_faults
from sekisho_site.records.queries.finding_faults import finding_faults
from sekisho_site.records.queries.told import Told, ToldVersion, moment_of
from sekisho_site.records.rows import RowReader, record_hash, selected

_PAST = "この道具の外から書き換えられています。"
_GONE = "証跡では続いている記録が、台帳にありません。"
_ROWS_AT_ONCE = 5_000
_UNREADABLE = (KeyError, ValueError, TypeError, AttributeError)


@dataclass(frozen=True, slots=True)
class _Version:
    """One stored version; ``record`` is None when the row cannot be read."""

    pk: int
    key: str
    known_from: datetime
    known_until: datetime | None
    origin: tuple[str, str | None, str]
    record: Record | None


def row_faults(told: Told) -> Iterator[BundleFault]:
    """Everything in the tables that is not as the leaves tell, one fault a record, file, run, finding or alert."""
    for kind in KINDS:
        try:
            with transaction.atomic():  # a refused read must not spoil the reads after it
                yield from list(_kind_faults(kind, told))
        except DatabaseError as error:
            yield BundleFault(kind.schema.sheet, f"表を読めません（{str(error).splitlines()[0]}）。{_PAST}")
    yield from _file_row_faults(told)
    yield from _run_faults(told)
    yield from finding_faults(told)
    yield from detection_faults(told)


def _kind_faults(kind: type[Record], told: Told) -> Iterator[BundleFault]:
    source, sheet = kind.schema.source, kind.schema.sheet
    left = {key for of, key in told.versions if of == source}
    uppers: set[tuple[int, str]] = set()
    untouched = True
    for key, stored in groupby(_versions(kind), key=lambda version: version.key):
        versions = list(stored)
        left.discard(key)
        if why := _history_fault(versions, told.versions.get((source, key), [])):
            untouched = False
            yield BundleFault(f"{sheet} {key}", why)
        for version in versions:
            if version.record is not None:
                uppers.update((version.pk, upper) for upper in getattr(version.record, "upper", ()))
    for key in sorted(left):
        yield BundleFault(f"{sheet} {key}", _history_fault([], told.versions[source, key]) or _GONE)
    if not untouched or left:
        return  # the index below follows the records
    if kind is Entrustment and uppers != set(EntrustmentUpper.objects.values_list("version_id", "upper_id")):
        yield BundleFault(sheet, f"上位の委託の索引が記録と合いません。{_PAST}")
    elif kind is Entrustment and not _reach_follows_the_chain():
        yield BundleFault(sheet, f"だれがどの委託に届くかの索引が、連鎖と合いません。{_PAST}")


def _reach_follows_the_chain() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(scopes())
        return set(cursor.fetchall()) == set(ReachedEntrustment.objects.values_list("scope", "entrustment_id"))


def _versions(kind: type[Record]) -> Iterator[_Version]:
    columns = ("pk", "key", "known_from", "known_until", "recorded_by", "source_id", "place")
    rows = MODELS[kind].objects.order_by("key", "known_from", "pk").values_list(*columns, *selected(kind))
    reader = RowReader()
    stream = rows.iterator(chunk_size=_ROWS_AT_ONCE)
    while batch := list(islice(stream, _ROWS_AT_ONCE)):
        records = _read(reader, kind, [row[len(columns) :] for row in batch])
        for row, record in zip(batch, records, strict=True):
            yield _Version(row[0], row[1], row[2], row[3], (row[4], row[5], row[6]), record)


def _read(reader: RowReader, kind: type[Record], rows: list[tuple[Any, ...]]) -> list[Record | None]:
    """The records of the rows; where one of them cannot be read, row by row with None in its place."""
    try:
        return list(reader.read(kind, rows))
    except _UNREADABLE:
        return [None] if len(rows) == 1 else [_read(reader, kind, [row])[0] for row in rows]


def _history_fault(stored: Sequence[_Version], told: Sequence[ToldVersion]) -> str | None:
    """Why the stored versions of one record are not those of its leaves; None when they are."""
    opened = [version for version in told if version.after is not None]
    current = stored[-1] if stored and stored[-1].known_until is None else None
    last = told[-1].after if told else None
    if last is not None and current is None:
        return _GONE
    if current is not None and (last is None or _hash(current) != last):
        return f"証跡に残る最後の内容と違います。{_PAST}"
    if len(stored) != len(opened) or any(_hash(row) != leaf.after for row, leaf in zip(stored, opened, strict=True)):
        return f"前の版が、証跡に残る内容と違います。{_PAST}"
    ends = [after.at for after in told[1:]]
    times = [
        (moment_of(leaf.at), moment_of(end) if end else None)
        for leaf, end in zip(told, (*ends, None), strict=True)
        if leaf.after is not None
    ]
    origins = [(leaf.by, leaf.file, leaf.place) for leaf in opened]
    if [(row.known_from, row.known_until) for row in stored] != times or [row.origin for row in stored] != origins:
        return f"記録した時、記録した人、出どころのどれかが証跡と違います。{_PAST}"
    return None


def _hash(version: _Version) -> str | None:
    try:
        return record_hash(version.record) if version.record is not None else None
    except _UNREADABLE:
        return None


def _file_row_faults(told: Told) -> Iterator[BundleFault]:
    left = dict(told.received)
    for file in ReceivedFile.objects.order_by("sha256"):
        leaf = left.pop(file.sha256, None)
        sealed = {"name": file.name, "sha256": file.sha256, "size": file.size}
        if leaf is None or (leaf["files"], leaf["by"], moment_of(leaf["at"])) != ([sealed], file.received_by, file.received_at):
            yield BundleFault(f"受け取ったファイル {file.name}", f"名前、大きさ、受けた時か人が証跡と違います。{_PAST}")
    for leaf in left.values():
        yield BundleFault(f"受け取ったファイル {leaf['files'][0]['name']}", "証跡にあるファイルが、一覧にありません。")


def _run_faults(told: Told) -> Iterator[BundleFault]:
    left = dict(told.runs)
    for run in ReconcileRun.objects.order_by("pk"):
        leaf = left.pop(str(run.pk), {})
        counts = {Outcome.AGREES: run.agreed, Outcome.CONFLICTS: run.conflicts, Outcome.CANNOT_TELL: run.cannot_tell}
        stored = {
            "as_of": run.as_of.isoformat(),
            "known_at": run.known_at,
            "party": run.party,
            "merged": run.merged,
            "counts": {outcome.value: count for outcome, count in counts.items()},
            "at": run.started_at,
            "by": run.run_by,
        }
        said = {name: leaf.get(name) for name in stored}
        if stored != {**said, "known_at": moment_of(str(said["known_at"])), "at": moment_of(str(said["at"]))}:
            yield BundleFault(f"照合 {run.pk}", f"結果の数、基準日、人のどれかが証跡と違います。{_PAST}")
    for number in left:
        yield BundleFault(f"照合 {number}", "証跡にある照合が、一覧にありません。")
