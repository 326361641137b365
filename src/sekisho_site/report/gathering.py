"""Gathers from the records what a report shows beside the findings: where each cited record came from."""

from collections import defaultdict
from collections.abc import Iterable

from sekisho.finding import Finding
from sekisho.planes import BY_SOURCE
from sekisho.reconcile import Reconciliation, Snapshot
from sekisho_site.records.queries import provenance
from sekisho_site.report.page import Origin, Origins, render_report


def report_of(result: Reconciliation, snapshot: Snapshot, *, title: str) -> str:
    """The page of a reconciliation of ``snapshot``, the records of the open workspace."""
    return render_report(result, snapshot, origins(result.findings), title=title)


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
