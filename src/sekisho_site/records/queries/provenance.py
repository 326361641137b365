"""Where a record came from: the received file, the place in it, who recorded it and when."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sekisho.finding import Finding
from sekisho.planes import BY_SOURCE
from sekisho.record import Record
from sekisho_site.records.models import MODELS
from sekisho_site.records.models.base import CURRENT

_KEYS_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Provenance:
    """The origin of the current version of a record. ``file`` and ``sha256`` are None when it was not read from a file."""

    file: str | None
    sha256: str | None
    place: str
    recorded_by: str
    known_from: datetime


def provenance(kind: type[Record], keys: Collection[str]) -> Mapping[str, Provenance]:
    """The origins of the records of a kind with these keys, by key; keys without a current version are left out."""
    found: dict[str, Provenance] = {}
    ordered = sorted(keys)
    for start in range(0, len(ordered), _KEYS_AT_ONCE):
        versions = MODELS[kind].objects.filter(CURRENT, key__in=ordered[start : start + _KEYS_AT_ONCE])
        for key, *origin in versions.values_list("key", "source__name", "source", "place", "recorded_by", "known_from"):
            found[key] = Provenance(*origin)
    return found


def cited_origins(findings: Iterable[Finding]) -> Mapping[tuple[str, str], Provenance]:
    """The origins of the records that findings cite, as far as they came in a file, by record source and key."""
    cited: dict[str, set[str]] = defaultdict(set)
    for finding in findings:
        for item in finding.evidence:
            cited[item.source].add(item.key)
    return {
        (source, key): origin
        for source, keys in cited.items()
        for key, origin in provenance(BY_SOURCE[source], keys).items()
        if origin.file is not None
    }
