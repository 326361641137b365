"""Reconciling: load the three records, compare them, and bring the stored findings up to date."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property

from django.utils.timezone import localdate

from sekisho.catalog import load_catalog
from sekisho.reconcile import Reconciliation, Snapshot, reconcile
from sekisho.reconcile.check import Check, Verdict
from sekisho.reconcile.checks import all_checks
from sekisho.reconcile.collector import collector_at_rest
from sekisho_site.records.models import ReconcileRun
from sekisho_site.records.operations.ledger import open_ledger
from sekisho_site.records.operations.merging import content_hashes, merge_findings, record_run
from sekisho_site.records.queries import find_party, newest_merged_day, snapshot_records
from sekisho_site.records.workbench import Progress


@dataclass(frozen=True)
class Reconciled:
    """What a run found and what became of the findings of the run before.

    ``merged`` is False for a look back, which leaves the stored findings alone; the counts are then 0.
    """

    reconciliation: Reconciliation
    run: ReconcileRun
    snapshot: Snapshot

    @property
    def merged(self) -> bool:
        """Whether the stored findings follow this run."""
        return self.run.merged

    @property
    def opened(self) -> int:
        """Findings that the run before did not have."""
        return self.run.opened

    @property
    def standing(self) -> int:
        """Findings that still stand."""
        return self.run.standing

    @property
    def resolved(self) -> int:
        """Findings that this run no longer has."""
        return self.run.resolved

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Names of the parties by key."""
        return {key: party.name for key, party in self.snapshot.parties.items()}


def reconcile_records(  # noqa: PLR0913  (a use case is told everything by keyword)
    *,
    by: str,
    at: datetime,
    as_of: date,
    known_at: datetime | None = None,
    party: str | None = None,
    progress: Callable[[Progress], None] = lambda _: None,
) -> Reconciled:
    """Judge the records as of a day, all of them or those of one party (number, name, alias or corporate number).

    With ``known_at``, or with a day before that of the last run, this is a look back: it is logged and changes no finding.
    Otherwise findings open, stand and are resolved. A run over one party touches the findings of that party only.
    """
    with open_ledger(by=by, at=at) as ledger, collector_at_rest():
        progress(Progress("記録を集めています"))
        key = find_party(party) if party else None
        snapshot = Snapshot(
            snapshot_records(as_of, known_at, key), as_of=as_of, catalog=load_catalog(), known_at=known_at or ledger.at
        )
        checks = [_limited(check, key) for check in all_checks()] if key else list(all_checks())
        result = reconcile(snapshot, [_told(check, n, len(checks), progress) for n, check in enumerate(checks)])
        progress(Progress("指摘を更新しています"))
        hashes = content_hashes(result.findings)
        run = record_run(ledger, result, hashes, party=key, merged=known_at is None and not _is_past(as_of, at, key))
        if run.merged:
            merge_findings(ledger, result, hashes, run)
    return Reconciled(result, run, snapshot)


def _is_past(as_of: date, at: datetime, party: str | None) -> bool:
    """Whether a newer day was already judged; a day still to come, judged by mistake, does not make today past."""
    newest = newest_merged_day(party)
    return newest is not None and as_of < min(newest, localdate(at))


def _limited(check: Check, party: str) -> Check:
    """The check as far as it speaks of one party: of others only a part is loaded, so nothing may be said of them."""

    def limited(snapshot: Snapshot) -> Iterator[Verdict]:
        return (verdict for verdict in check.check(snapshot) if verdict.party == party)

    return replace(check, check=limited)


def _told(check: Check, done: int, total: int, progress: Callable[[Progress], None]) -> Check:
    """The check, which tells that its turn has come."""

    def telling(snapshot: Snapshot) -> Iterator[Verdict]:
        progress(Progress("照合しています", done, total))
        return check.check(snapshot)

    return replace(check, check=telling)
