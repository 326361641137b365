"""What detection saw enters the observed record: added, changed where it grew, ended where nothing supports it any more.

Knows records by their key, and which alerts support which. Refuses to judge: which alerts are observations is told by
``sekisho.response.triage``, and what they become by ``sekisho.detection.observations``.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from sekisho.catalog import load_catalog
from sekisho.detection.event import EventRef
from sekisho.detection.observations import signs, traffic
from sekisho.detection.told import AlertKind, AlertLevel, ToldAlert
from sekisho.observed import LogCoverage, Sign, Traffic
from sekisho.record import Record
from sekisho.response.triage import AlertState, is_observed
from sekisho.terms import Plane
from sekisho_site.config.refusal import RefusedError
from sekisho_site.records.models import MODELS, PartyIdentity, StoredAlert, SystemIdentity
from sekisho_site.records.models.base import CURRENT
from sekisho_site.records.operations.ledger import Ledger
from sekisho_site.records.operations.versions import Change, record_changes
from sekisho_site.records.queries.versions import records_of

_AT_ONCE = 500
_SERVICE = AlertKind.UNDECLARED_SERVICE.value


def observe(ledger: Ledger, records: Iterable[Record]) -> int:
    """Store observations; how many were added or changed. Those that stand as they are leave nothing."""
    by_kind: dict[type[Record], dict[str, Record]] = defaultdict(dict)
    for record in records:
        if record.schema.plane is not Plane.OBSERVED:
            raise RefusedError(f"{record.schema.sheet}は実態の記録ではありません。検知からは実態の記録だけを書けます。")
        by_kind[type(record)][record.key] = record
    changes: list[Change] = []
    for kind, told in by_kind.items():
        standing = _standing(kind, list(told))
        changes += [Change(standing.get(key), record) for key, record in told.items() if _differs(standing.get(key), record)]
    if changes:
        record_changes(ledger, changes)
    return len(changes)


def observe_coverage(ledger: Ledger, records: Iterable[LogCoverage]) -> int:
    """Store what logs cover, of companies and systems that stand in the registry; how many were added or changed."""
    told = list(records)
    parties = _known(PartyIdentity, {record.party for record in told})
    systems = _known(SystemIdentity, {record.system for record in told if record.system})
    known = (record for record in told if record.party in parties)
    return observe(ledger, (record if record.system in systems else replace(record, system=None) for record in known))


def renew_observations(ledger: Ledger, touched: Iterable[StoredAlert]) -> None:
    """Bring the observed record to what the alerts about the same things as these support now."""
    about = {(alert.party, _about(alert)) for alert in touched if alert.party and _about(alert)}
    known = _known(PartyIdentity, {party for party, _ in about})
    for party, what in sorted(about):
        if party in known:
            _renew(ledger, party, what)


def _about(alert: StoredAlert) -> str:
    """A sign, or the kind of alerts that become traffic."""
    return _SERVICE if alert.kind == _SERVICE else alert.sign


def _renew(ledger: Ledger, party: str, what: str) -> None:
    alike = StoredAlert.objects.filter(party=party)
    alike = alike.filter(kind=_SERVICE) if what == _SERVICE else alike.filter(sign=what).exclude(kind=_SERVICE)
    rows = list(alike.order_by("pk"))
    supporting = [row for row in rows if _supports(row)]
    formerly = {row.observed.partition("/")[2] for row in rows if row.observed}
    kind: type[Record] = Traffic if what == _SERVICE else Sign
    told = {record.key: record for record in _records(supporting, what)}
    observe(ledger, told.values())
    gone = _standing(kind, sorted(formerly - told.keys()))
    if gone:
        record_changes(ledger, [Change(record, None) for record in gone.values()])
    for row in rows:
        _link(row, kind, what)


def _supports(row: StoredAlert) -> bool:
    state = AlertState(row.state)
    return is_observed(state, row.sign) or (row.kind == _SERVICE and state.is_open)


def _records(rows: Collection[StoredAlert], what: str) -> Iterator[Record]:
    told = [_told(row) for row in rows]
    yield from traffic(told) if what == _SERVICE else signs(told, load_catalog().signs)


def _link(row: StoredAlert, kind: type[Record], what: str) -> None:
    """Let the alert name the record that it supports."""
    own = next(_records([row], what), None) if _supports(row) else None
    observed = f"{kind.schema.source}/{own.key}" if own is not None else ""
    if row.observed != observed:
        row.observed = observed
        row.save(update_fields=["observed"])


def _told(row: StoredAlert) -> ToldAlert:
    """The alert as detection knows alerts, as far as observations need it."""
    return ToldAlert(
        kind=AlertKind(row.kind), title="", level=AlertLevel.MEDIUM, party=row.party, person=row.person, device=row.device,
        system=row.system, sign=row.sign, first=row.first_at or row.sort_at, last=row.last_at or row.sort_at, detail=row.detail,
        events=tuple(EventRef(file, line) for file, line in row.events),
    )  # fmt: skip


def _differs(standing: Record | None, record: Record) -> bool:
    if isinstance(standing, LogCoverage) and isinstance(record, LogCoverage):
        return replace(standing, found_on=record.found_on) != record  # found again says nothing new
    return standing != record


def _known(identity: type[PartyIdentity] | type[SystemIdentity], keys: set[str]) -> set[str]:
    return set(identity.objects.filter(key__in=keys).values_list("key", flat=True))


def _standing(kind: type[Record], keys: list[str]) -> dict[str, Record]:
    found: dict[str, Record] = {}
    for start in range(0, len(keys), _AT_ONCE):
        rows = MODELS[kind].objects.filter(CURRENT, key__in=keys[start : start + _AT_ONCE])
        found |= {record.key: record for record in records_of(kind, rows)}
    return found
