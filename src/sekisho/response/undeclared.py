"""Companies that records show under an entrustment although nobody declared them there, as findings tell them.

Knows in which column each kind of record writes the company that was seen. Refuses to know which company a name means.
"""

from collections.abc import Mapping

from sekisho.finding import Evidence, Finding
from sekisho.planes import BY_SOURCE

#: Checks whose finding says that a company stands under the entrustment that the declared chain does not have.
SHOWING = (
    "unknown_sub_entrustee",
    "undeclared_service",
    "missing_consent",
    "published_sub_processor_without_consent",
    "service_contract_is_entrustment",
)

#: The column that writes the company that was seen, by the kind of record.
_SEEN_IN: Mapping[str, str] = {
    "gate_log": "employer",
    "account_list": "employer",
    "idp_log": "employer",
    "roster": "employer",
    "invoice": "payee",
    "architecture": "operator",
    "proxy_log": "provider",
    "published_list": "name",
}
_HEADINGS: Mapping[str, str] = {
    source: next(column.heading for column in BY_SOURCE[source].schema.columns if column.name == name)
    for source, name in _SEEN_IN.items()
}


def seen_company(evidence: Evidence) -> str | None:
    """The name of the company that the cited record shows, if its kind shows any."""
    heading = _HEADINGS.get(evidence.source)
    return next((value for name, value in evidence.told if name == heading and value), None) if heading else None


def seen_companies(finding: Finding) -> dict[str, list[Evidence]]:
    """The companies that a finding shows, by name as written, each with the records that show it."""
    shown: dict[str, list[Evidence]] = {}
    for evidence in finding.evidence:
        name = seen_company(evidence)
        if name:
            shown.setdefault(name, []).append(evidence)
    return shown
