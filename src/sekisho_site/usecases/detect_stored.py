"""Judging the workspace's store of events: coverage first, then the own rules, and what both say enters the records."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.timezone import localdate

from sekisho.detection.coverage import as_records
from sekisho.formats.fault import Faults
from sekisho_site.config.refusal import RefusedError
from sekisho_site.records.detecting import own_rules, told_by
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
        progress(Progress("規則で調べています"))
        alerts = list(told_by(own_rules(settings.SEKISHO_HOME / "rules"), store))
    except Faults as faults:
        raise RefusedError(str(faults)) from faults
    progress(Progress("警告を書いています", 0, len(alerts)))
    with open_ledger(by=by, at=at) as ledger:
        days = store_coverage(covered)
        observe_coverage(ledger, as_records(covered, found_on=localdate(at)))
        counted = take_in(ledger, alerts, localdate(at))
        ledger.note("detected", "detections", "all", events=store.rows, days=days, alerts=len(alerts))
    return Detected(store.rows, days, counted)
