"""Alerts, the steps with them, exclusions and reviews of logs, held to the evidence log.

What is not as the leaves tell was changed past Sekisho. Refuses to know the store of events: its files have manifests.
"""

from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Any

from django.db import DatabaseError, transaction

from sekisho.evidence import BundleFault
from sekisho_site.records.alert_hashes import alert_hash, alert_step_hash, exclusion_hash, review_hash
from sekisho_site.records.models import AlertExclusion, AlertStep, LogReview, StoredAlert
from sekisho_site.records.queries.told import Told, moment_of
from sekisho_site.records.queries.told_detection import ToldAlertLife, ToldTwice

_PAST = "この道具の外から書き換えられています。"
_ROWS_AT_ONCE = 2_000
_UNREADABLE = (KeyError, ValueError, TypeError, AttributeError)


def detection_faults(told: Told) -> Iterator[BundleFault]:
    """Everything of detection that is not as the leaves tell, one fault an alert, exclusion or review."""
    for sheet, faults in (
        ("警告", _alert_faults),
        ("警告", _step_faults),
        ("警告の除外", _exclusion_faults),
        ("ログの点検", _review_faults),
    ):
        try:
            with transaction.atomic():  # a refused read must not spoil the reads after it
                yield from list(faults(told))
        except (DatabaseError, *_UNREADABLE) as error:
            yield BundleFault(sheet, f"表を読めません（{(str(error).splitlines() or ['?'])[0]}）。{_PAST}")


def _alert_faults(told: Told) -> Iterator[BundleFault]:
    left = set(told.detection.alerts)
    for row in StoredAlert.objects.order_by("pk").iterator(chunk_size=_ROWS_AT_ONCE):
        left.discard(row.number)
        if why := _alert_fault(row, told.detection.alerts.get(row.number, ToldAlertLife()), told):
            yield BundleFault(f"警告 {row.number}", f"{why}{_PAST}")
    for number in sorted(left, key=_in_order):
        yield BundleFault(f"警告 {number}", "証跡にある警告が、一覧にありません。")


def _alert_fault(row: StoredAlert, said: ToldAlertLife, told: Told) -> str | None:
    """What of one alert is not as its leaves tell; None when all is."""
    if row.state != said.state or row.exclusion_id != said.exclusion:
        return "状態か除外が証跡と違います。"
    if _hash(alert_hash, row) != said.content:
        return "書かれていることが、証跡と違います。"
    times = (said.told_at, said.revised_at, said.sorted_at)
    told_at, revised_at, sorted_at = (moment_of(at) if at else None for at in times)
    if (row.revision, row.told_at, row.revised_at, row.sort_at) != (
        said.revision,
        told_at,
        revised_at,
        row.last_at or sorted_at,
    ):
        return "版か時刻が証跡と違います。"
    source, _, key = row.observed.partition("/")
    return "証跡にない実態の記録を指しています。" if row.observed and (source, key) not in told.versions else None


def _step_faults(told: Told) -> Iterator[BundleFault]:
    """The steps kept of each alert are those of its leaves, in their order."""
    left = {number for number, steps in told.detection.steps.items() if steps}
    rows = AlertStep.objects.order_by("alert_id", "pk").iterator(chunk_size=_ROWS_AT_ONCE)
    for alert, kept in groupby(rows, key=lambda step: step.alert_id):
        number = StoredAlert(pk=alert).number
        left.discard(number)
        said = [(moment_of(step.at), step.by, step.content) for step in told.detection.steps.get(number, ())]
        if [(step.taken_at, step.taken_by, _hash(alert_step_hash, step)) for step in kept] != said:
            yield BundleFault(f"警告 {number}", f"経過（だれが、いつ、何を判断したか）が証跡と違います。{_PAST}")
    for number in sorted(left, key=_in_order):
        yield BundleFault(f"警告 {number}", "証跡にある経過が、一覧にありません。")


def _exclusion_faults(told: Told) -> Iterator[BundleFault]:
    left = dict(told.detection.exclusions)
    for row in AlertExclusion.objects.order_by("pk"):
        said = left.pop(str(row.pk), ToldTwice())
        stored = (row.approved_by, row.approved_at, _hash(exclusion_hash, row))
        if stored != _made(said.first) or row.ended_at != _at(said.last):
            yield BundleFault(f"警告の除外 {row.pk}", f"対象、理由、期限、決めた人、終わりのどれかが証跡と違います。{_PAST}")
    for number in sorted(left):
        yield BundleFault(f"警告の除外 {number}", "証跡にある除外が、一覧にありません。")


def _review_faults(told: Told) -> Iterator[BundleFault]:
    left = dict(told.detection.reviews)
    for row in LogReview.objects.order_by("pk").iterator(chunk_size=_ROWS_AT_ONCE):
        said = left.pop(str(row.pk), ToldTwice())
        content = (said.last or said.first or {}).get("content")
        if (_hash(review_hash, row), row.planned_at, row.signed_at) != (content, _at(said.first), _at(said.last)):
            yield BundleFault(f"ログの点検 {row.pk}（{row.party}）", f"並べた行か署名が証跡と違います。{_PAST}")
    for number in sorted(left):
        yield BundleFault(f"ログの点検 {number}", "証跡にある点検が、一覧にありません。")


def _made(leaf: dict[str, Any] | None) -> tuple[Any, ...]:
    return (leaf["by"], _at(leaf), leaf["content"]) if leaf else ()


def _at(leaf: dict[str, Any] | None) -> Any:
    return moment_of(leaf["at"]) if leaf else None


def _in_order(number: str) -> tuple[int, str]:
    return len(number), number


def _hash(of: Callable[[Any], str], row: Any) -> str | None:
    try:
        return of(row)
    except _UNREADABLE:
        return None
