"""Reads. They change nothing and may be called from anywhere in the shell."""

from sekisho_site.records.queries.evidence import evidence_bundle, evidence_heads, evidence_leaves, verify_workspace
from sekisho_site.records.queries.findings import newest_merged_day, open_findings
from sekisho_site.records.queries.handling import (
    is_overdue,
    names_of,
    numbered,
    person_numbered,
    possible_owners,
    situation_of,
    steps_of,
)
from sekisho_site.records.queries.parties import UnknownPartyError, find_party
from sekisho_site.records.queries.provenance import Provenance, cited_origins, provenance
from sekisho_site.records.queries.reach import (
    Reach,
    alerts_within,
    entrustments_within,
    findings_within,
    parties_within,
    reach_of,
    records_within,
    reviews_within,
    sees,
    volumes_within,
)
from sekisho_site.records.queries.snapshots import current_records, has_records, snapshot_records

__all__ = [
    "Provenance",
    "Reach",
    "UnknownPartyError",
    "alerts_within",
    "cited_origins",
    "current_records",
    "entrustments_within",
    "evidence_bundle",
    "evidence_heads",
    "evidence_leaves",
    "find_party",
    "findings_within",
    "has_records",
    "is_overdue",
    "names_of",
    "newest_merged_day",
    "numbered",
    "open_findings",
    "parties_within",
    "person_numbered",
    "possible_owners",
    "provenance",
    "reach_of",
    "records_within",
    "reviews_within",
    "sees",
    "situation_of",
    "snapshot_records",
    "steps_of",
    "verify_workspace",
    "volumes_within",
]
