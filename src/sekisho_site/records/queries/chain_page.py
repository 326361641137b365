"""What the page of the chain draws: entrustments around some of them at a day, with companies, consents and findings.

Bounded: never more than ``LIMIT`` entrustments, nearest first; whether something was left out is told. Everything comes
through the reach; what stands above a department's own entrustments is not there.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Count, Q

from sekisho.declared import Consent, Entrustment, Party
from sekisho.finding import Finding
from sekisho.party import normalised_name
from sekisho.response.undeclared import SHOWING
from sekisho.terms import Direction, PartyStanding
from sekisho_site.records.models import CompanyMention
from sekisho_site.records.models import Party as PartyModel
from sekisho_site.records.models.base import CURRENT
from sekisho_site.records.queries.figures import entrustments_state
from sekisho_site.records.queries.findings import finding_of
from sekisho_site.records.queries.reach import Reach, entrustments_within, findings_within, parties_within, records_within
from sekisho_site.records.queries.remembering import remembered
from sekisho_site.records.queries.snapshots import known_then
from sekisho_site.records.rows import RowReader, selected

LIMIT = 400
_DEEPEST = 12
_SHOWN_FINDINGS = 200
#: What the carrier itself holds as somebody's entrusted party is another chain (S-75).
_GIVEN = Q(direction=Direction.GIVEN.value)
_JAPAN = ZoneInfo("Asia/Tokyo")

_WALK = """
WITH RECURSIVE walk(key, depth) AS (
    SELECT e.key, 0 FROM records_entrustment e WHERE {known_e} AND e.key IN ({places})
    UNION
    SELECT {found}, walk.depth + 1 FROM walk {joins} WHERE walk.depth < %s
) SELECT key, MIN(depth) FROM walk GROUP BY key ORDER BY MIN(depth), key LIMIT %s
"""
_DOWN = (
    "e.key",
    "JOIN records_entrustmentupper u ON u.upper_id = walk.key JOIN records_entrustment e ON e.id = u.version_id AND {known_e}",
)
_UP = (
    "u.upper_id",
    "JOIN records_entrustment e ON e.key = walk.key AND {known_e} JOIN records_entrustmentupper u ON u.version_id = e.id",
)


@dataclass(frozen=True)
class ChainRows:
    """The part of the chain that is drawn; ``cut`` tells whether more stands in the registry than was read.

    ``showing`` are findings of companies that nobody declared, ``counted`` the open findings by entrustment.
    """

    edges: Mapping[str, Entrustment]
    parties: Mapping[str, Party] = field(default_factory=dict)
    carrier: Party | None = None
    consents: Sequence[Consent] = ()
    showing: Sequence[tuple[str, Finding]] = ()
    counted: Mapping[str, int] = field(default_factory=dict)
    keys_by_name: Mapping[str, str] = field(default_factory=dict)
    cut: bool = False


def end_of(day: date) -> datetime:
    """The last moment of a day in Japan: what was known by then."""
    return datetime.combine(day, time.max, _JAPAN)


def carrier_party() -> Party | None:
    """The company that keeps this registry: everybody inside works for it."""
    found = PartyModel.objects.filter(CURRENT, standing=PartyStanding.CARRIER.value)
    rows = list(found.values_list(*selected(Party))[:1])
    return next(iter(RowReader().read(Party, rows)), None) if rows else None


def chain_around(reach: Reach, seeds: Sequence[str], as_of: date, known_at: datetime | None = None) -> ChainRows:
    """The entrustments above and below ``seeds``, at a day, as known at a moment (None: now)."""
    keys = {key: None for direction in (_UP, _DOWN) for key in _walked(seeds[:LIMIT], direction, known_at)}
    return chain_of(reach, Q(key__in=list(keys)[:LIMIT]), as_of, known_at, cut=len(keys) > LIMIT or len(seeds) > LIMIT)


def whole_chain(reach: Reach, as_of: date, known_at: datetime | None = None) -> ChainRows | None:
    """Everything within reach; None when that is more than can be drawn."""
    keys = list(entrustments_within(reach).filter(_GIVEN).values_list("key", flat=True)[: LIMIT + 1])
    return chain_of(reach, _GIVEN, as_of, known_at) if len(keys) <= LIMIT else None


def chain_of(reach: Reach, condition: Q, as_of: date, known_at: datetime | None = None, *, cut: bool = False) -> ChainRows:
    """The entrustments that fit a condition, at most ``LIMIT`` of them, with what is told about them."""
    begun = Q(starts_on__isnull=True) | Q(starts_on__lte=as_of)
    found = _read(
        Entrustment, records_within(reach, Entrustment).filter(known_then(known_at) & begun & condition).order_by("key")
    )
    edges = {edge.key: edge for edge in found[:LIMIT]}
    carrier = carrier_party()
    told = _Told(reach, as_of, known_at, edges)
    parties = told.parties({party for edge in edges.values() for party in (edge.entruster, edge.entrustee)})
    showing = told.showing()
    return ChainRows(
        edges=edges,
        parties={**({carrier.key: carrier} if carrier else {}), **parties},
        carrier=carrier,
        consents=told.consents(),
        showing=showing,
        counted=told.counted(),
        keys_by_name=told.keys_by_name(showing),
        cut=cut or len(found) > LIMIT,
    )


def _read(kind: type[Any], versions: Any) -> list[Any]:
    # an entrustment names two companies; of entrustments one more than is drawn tells that something was left out
    most = LIMIT + 1 if kind is Entrustment else 2 * LIMIT
    return RowReader().read(kind, list(versions.values_list(*selected(kind))[:most]))


def _walked(seeds: Sequence[str], direction: tuple[str, str], known_at: datetime | None) -> list[str]:
    if not seeds:
        return []
    found, joins = direction
    moment = connection.ops.adapt_datetimefield_value(known_at) if known_at else None
    known = (
        "e.known_until IS NULL" if moment is None else "e.known_from <= %s AND (e.known_until IS NULL OR e.known_until > %s)"
    )
    times = [] if moment is None else [moment, moment]
    # only constants of this module are put together here; keys and moments are parameters
    statement = _WALK.format(
        known_e=known, places=", ".join(["%s"] * len(seeds)), found=found, joins=joins.format(known_e=known)
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*times, *seeds, *times, _DEEPEST, LIMIT + 1])
        return [key for key, _ in cursor.fetchall()]


_TIERS = """
WITH RECURSIVE walk(start, key, depth) AS (
    SELECT e.key, e.key, 1 FROM records_entrustment e WHERE e.known_until IS NULL AND e.key IN ({keys})
    UNION
    SELECT walk.start, u.upper_id, walk.depth + 1 FROM walk
    JOIN records_entrustment e ON e.key = walk.key AND e.known_until IS NULL
    JOIN records_entrustmentupper u ON u.version_id = e.id WHERE walk.depth < %s
) SELECT walk.start AS start, MIN(walk.depth) AS tier FROM walk
JOIN records_entrustment top ON top.key = walk.key AND top.known_until IS NULL
LEFT JOIN records_entrustmentupper above ON above.version_id = top.id
WHERE above.id IS NULL GROUP BY walk.start
"""


_TIERS_OF_PARTIES = """
SELECT DISTINCT edge.entrustee_id, told.tier FROM ({tiers}) told
JOIN records_entrustment edge ON edge.key = told.start AND edge.known_until IS NULL ORDER BY 1, 2
"""


def tiers_of(keys: Sequence[str]) -> dict[str, int]:
    """The tier of each of a page's entrustments: 1 for the carrier's own. One that hangs in a cycle has none."""
    if not keys:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_TIERS.format(keys=", ".join(["%s"] * len(keys))), [*keys, _DEEPEST])
        return dict(cursor.fetchall())


def tiers_of_parties(reach: Reach, parties: Collection[str]) -> Mapping[str, Sequence[int]]:
    """The tiers in which each of a page's companies stands, the carrier's own entrustments first."""
    return remembered(
        f"tiers {' '.join(sorted(parties))}", reach, date.min, entrustments_state(), lambda: _tiers(reach, parties)
    )


def _tiers(reach: Reach, parties: Collection[str]) -> Mapping[str, Sequence[int]]:
    keys, given = entrustments_within(reach).filter(entrustee__in=parties).values("key").query.sql_with_params()
    statement = _TIERS_OF_PARTIES.format(tiers=_TIERS.format(keys=keys))  # the keys are the ORM's query, values parameters
    tiers: dict[str, list[int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(statement, [*given, _DEEPEST])
        for party, tier in cursor.fetchall():
            tiers.setdefault(party, []).append(tier)
    return tiers


class _Told:
    """What is told about some entrustments at a day."""

    def __init__(self, reach: Reach, as_of: date, known_at: datetime | None, edges: Mapping[str, Entrustment]) -> None:
        self.reach, self.as_of, self.known_at = reach, as_of, known_at
        self.keys = list(edges)

    def parties(self, keys: Collection[str]) -> dict[str, Party]:
        """The companies within reach, as they stand now."""
        return {party.key: party for party in _read(Party, parties_within(self.reach).filter(key__in=keys))}

    def consents(self) -> list[Consent]:
        """The decisions and requests under the entrustments."""
        decided = Q(decided_on__isnull=True) | Q(decided_on__lte=self.as_of)
        found = records_within(self.reach, Consent).filter(known_then(self.known_at) & decided, upper__in=self.keys)
        return _read(Consent, found.order_by("-decided_on", "key"))

    def findings(self) -> Any:
        """The findings that stood on the day."""
        stood = Q(opened_on__lte=self.as_of) & (Q(resolved_on__isnull=True) | Q(resolved_on__gt=self.as_of))
        return findings_within(self.reach).filter(stood, entrustment__in=self.keys)

    def showing(self) -> list[tuple[str, Finding]]:
        """The findings that show companies nobody declared, with their numbers."""
        rows = self.findings().filter(check_id__in=SHOWING).order_by("year", "serial")[:_SHOWN_FINDINGS]
        return [(row.number, finding_of(row)) for row in rows]

    def counted(self) -> dict[str, int]:
        """How many findings each entrustment has."""
        return dict(self.findings().values_list("entrustment").annotate(n=Count("pk")).order_by())

    def keys_by_name(self, showing: Sequence[tuple[str, Finding]]) -> dict[str, str]:
        """The keys of the companies within reach that findings name, by normalised name; a name of two is left out."""
        names = {
            normalised_name(value)
            for _, finding in showing
            for evidence in finding.evidence
            for _, value in evidence.told
            if isinstance(value, str)
        }
        within = parties_within(self.reach).values("key")
        pairs = CompanyMention.objects.filter(source=Party.schema.source, name__in=names, key__in=within)
        told: dict[str, set[str]] = {}
        for name, key in pairs.values_list("name", "key") if names else ():
            told.setdefault(name, set()).add(key)
        return {name: next(iter(keys)) for name, keys in told.items() if len(keys) == 1}


def entrustment_count(reach: Reach, as_of: date) -> int:
    """How many entrustments are in force within reach on a day."""
    begun = Q(starts_on__isnull=True) | Q(starts_on__lte=as_of)
    going = Q(ends_on__isnull=True) | Q(ends_on__gte=as_of)
    return entrustments_within(reach).filter(_GIVEN & begun & going).count()


def first_tier_by_work(reach: Reach, as_of: date) -> list[tuple[str, int, int]]:
    """The carrier's own entrustments by kind of work: (work, how many, to how many companies); one question to the database."""
    begun = Q(starts_on__isnull=True) | Q(starts_on__lte=as_of)
    carrier = carrier_party()
    rows = entrustments_within(reach).filter(_GIVEN & begun, entruster=carrier.key if carrier else "")
    grouped = (
        rows.values_list("work").annotate(n=Count("pk"), companies=Count("entrustee", distinct=True)).order_by("-n", "work")
    )
    return [(work, n, companies) for work, n, companies in grouped]


def seeds_of_party(reach: Reach, party: str) -> list[str]:
    """The entrustments to a company, or by it when nobody entrusts it with anything (the carrier)."""
    within = entrustments_within(reach)
    own = within.filter(entrustee=party).order_by("key").values_list("key", flat=True)[: LIMIT + 1]
    return list(own) or list(within.filter(entruster=party).order_by("key").values_list("key", flat=True)[: LIMIT + 1])


def seeds_of_work(reach: Reach, work: str) -> list[str]:
    """The carrier's own entrustments of a kind of work."""
    carrier = carrier_party()
    rows = entrustments_within(reach).filter(_GIVEN, work=work, entruster=carrier.key if carrier else "")
    return list(rows.order_by("key").values_list("key", flat=True)[: LIMIT + 1])
