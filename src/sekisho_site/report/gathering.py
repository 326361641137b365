"""Gathers from the records what a report shows beside the findings: names, and where each cited record came from."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from sekisho.catalog import load_catalog
from sekisho.declared import GroupMembership, Party
from sekisho.finding import Finding
from sekisho.planes import BY_SOURCE
from sekisho.reconcile import Reconciliation, Snapshot
from sekisho_site.records.queries import current_records, provenance
from sekisho_site.report.page import Origin, Origins, render_report


def report_of(result: Reconciliation, *, title: str) -> str:
    """The page of a reconciliation of the open workspace."""
    return render_report(result, companies(result.as_of), origins(result.findings), title=title)


def companies(as_of: date) -> Snapshot:
    """The companies and their relation to the carrier: enough to name every party of a report."""
    return Snapshot(current_records((Party, GroupMembership)), as_of=as_of, catalog=load_catalog(as_of=as_of))


def origins(findings: Iterable[Finding]) -> Origins:
    """Where the records cited by the findings came from, as far as they were read from a file. One query per kind."""
    cited: dict[str, set[str]] = defaultdict(set)
    for finding in findings:
        for item in finding.evidence:
            cited[item.source].add(item.key)
    return {
        (source, key): Origin(origin.file, origin.place, origin.sha256)
        for source, keys in cited.items()
        for key, origin in provenance(BY_SOURCE[source], keys).items()
        if origin.file and origin.sha256
    }
