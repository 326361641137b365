"""Judging the workspace's store of events, and what that says entering the records.

Coverage first; then the own rules with the lists of the records beside, unusual days, and services that nobody declared.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils.timezone import localdate

from sekisho.detection.coverage import Coverage, as_records
from sekisho.detection.told import ToldAlert
from sekisho.formats.fault import Faults
from sekisho_site.config.refusal import RefusedError
from sekisho_site.records.behaving import days_to_judge, declared_services, last_whole_day, undeclared_services, unusual_days
from sekisho_site.records.detecting import lists_beside, own_rules, told_by
from sekisho_site.records.event_store import coverages, store_place, workspace_store
from sekisho_site.records.operations.alerting import TakenIn, take_in
from sekisho_site.records.operations.ledger import open_ledger
from sekisho_site.records.operations.observing import observe_coverage
from sekisho_site.records.operations.volumes import store_coverage
from sekisho_site.records.workbench import Progress


@dataclass(frozen=True, slots=True)
class Detected:
    """What came of it: how many events there are, how many days of logs changed, and what became of the alerts."""

    events: int
    days: int
    alerts: TakenIn


def detect_stored(*, by: str, at: datetime, progress: Callable[[Progress], None] = lambda _: None) -> Detected:
    """Judge everything that was ingested; what came of it. Done a second time over the same logs it changes nothing."""
    try:
        store = workspace_store()
        if store is None:
            raise RefusedError(
                f"ログがまだ取り込まれていません。sekisho ingest ログの場所 --store {store_place()} で取り込んでください。"
            )
        progress(Progress("届いた量を数えています"))
        covered = coverages(store, localdate(at))
        alerts = list(_told(store, covered, localdate(at), progress))
    except Faults as faults:
        raise RefusedError(str(faults)) from faults
    progress(Progress("警告を書いています", 0, len(alerts)))
    with open_ledger(by=by, at=at) as ledger:
        days = store_coverage(covered)
        observe_coverage(ledger, as_records(covered, found_on=localdate(at)))
        counted = take_in(ledger, alerts, localdate(at))
        ledger.note("detected", "detections", "all", events=store.rows, days=days, alerts=len(alerts))
    return Detected(store.rows, days, counted)


def _told(store: Any, covered: Sequence[Coverage], today: date, progress: Callable[[Progress], None]) -> Iterator[ToldAlert]:
    progress(Progress("名簿などの記録と突き合わせ、規則で調べています"))
    yield from told_by(own_rules(settings.SEKISHO_HOME / "rules"), store, lists_beside(store))
    last = last_whole_day(covered, today)
    if last is not None:
        progress(Progress("いつもとの違いを調べています"))
        yield from unusual_days(store.root, days_to_judge(last))
    progress(Progress("申告のない通信先を調べています"))
    yield from undeclared_services(store.root, declared_services())
