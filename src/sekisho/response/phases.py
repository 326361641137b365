"""Which phase of supervision each check speaks of, so that people see where findings gather.

Knows checks by their names, and the eight phases from choosing a company to erasing what it held. Refuses to know what a
check compares. A check stands in the phase in which its remedy is done, which is not always where its records come from.
"""

from collections.abc import Mapping
from itertools import chain
from types import MappingProxyType

from sekisho.terms import Vocabulary


class Phase(Vocabulary):
    """A phase of supervision, in the order of the life of an entrustment."""

    SELECTION = "selection", "選定"
    CONTRACT = "contract", "契約"
    CONSENT = "consent", "承諾"
    CHECK_SHEET = "check_sheet", "点検票"
    INSPECTION = "inspection", "立入点検"
    LOGS = "logs", "ログ"
    CORRECTION = "correction", "是正"
    ENDING = "ending", "終了・消去"


#: What is decided and written down before data is handed over: whom, what, why, in which country.
_SELECTION = (
    "assessment_outdated", "certification_out_of_scope", "confirmed_after_start", "consent_before_selection_check",
    "department_without_responsible_person", "entrustment_without_purpose", "excess_items", "foreign_handling_without_basis",
    "group_company_unregistered", "handling_denied", "handling_unknown", "principals_differ",
    "published_country_not_declared", "service_without_assessment",
)  # fmt: skip
#: What contracts, terms, pledges and published words must say.
_CONTRACT = (
    "chain_clause_unused", "listed_country_not_in_contract", "listed_country_not_published", "lower_memorandum_weaker",
    "measures_not_stated", "notice_time_total", "pledges_fewer_than_roster", "published_country_not_in_notice",
    "service_contract_is_entrustment", "sub_entrustment_unconditioned", "type_a_without_memorandum",
)  # fmt: skip
#: Who stands below, and who agreed to it.
_CONSENT = (
    "chain_views_differ", "consent_not_written", "consent_scope", "consent_without_handling_statement",
    "handling_before_consent", "missing_consent", "my_number_consent_giver", "published_sub_processor_without_consent",
    "undeclared_service", "unknown_sub_entrustee",
)  # fmt: skip
#: What companies answer and report in writing, training included.
_CHECK_SHEET = (
    "all_yes_without_evidence", "answer_contradicted", "answer_missing", "equivalent_action_unconfirmed",
    "evidence_out_of_period", "evidence_reused", "report_denies_new_country", "report_denies_new_handler",
    "report_denies_new_sub_entrustee", "sub_supervision_missing", "training_after_start_or_lapsed",
    "training_missing_by_employer",
)  # fmt: skip
#: What somebody must look at on the spot.
_INSPECTION = (
    "group_company_supervised_less", "high_risk_without_onsite", "inspected_by_worker", "oversight_gap",
    "production_work_unwitnessed",
)  # fmt: skip
#: What accounts, logins, doors and traffic tell.
_LOGS = (
    "account_outside_roster", "door_entry_outside_roster", "employer_differs_from_roster", "entry_after_leaving",
    "entry_without_material", "fewer_accounts_than_handlers", "leak_not_found_by_monitoring", "log_gap_or_alteration",
    "login_after_leaving", "login_without_second_factor", "lookup_without_inquiry", "measure_without_log",
    "observed_country_not_listed",
    "privileged_for_ten_years", "privileged_login_without_request", "shared_account", "takeout_without_request",
    "untrained_login",
)  # fmt: skip
#: What was promised after something went wrong.
_CORRECTION = (
    "commitment_unkept", "complaint_not_investigated", "corrected_issue_found_again", "endless_exception",
    "undeclared_incident",
)  # fmt: skip
#: What must be gone when the work is over.
_ENDING = ("data_after_deletion", "deletion_not_certified")

_CHECKS: Mapping[Phase, tuple[str, ...]] = MappingProxyType(
    {
        Phase.SELECTION: _SELECTION,
        Phase.CONTRACT: _CONTRACT,
        Phase.CONSENT: _CONSENT,
        Phase.CHECK_SHEET: _CHECK_SHEET,
        Phase.INSPECTION: _INSPECTION,
        Phase.LOGS: _LOGS,
        Phase.CORRECTION: _CORRECTION,
        Phase.ENDING: _ENDING,
    }
)
_PHASES = MappingProxyType(dict(chain.from_iterable(((check, phase) for check in own) for phase, own in _CHECKS.items())))


def phase_of(check: str) -> Phase | None:
    """The phase of a check; None for one that is no longer made (a finding of it may still be stored).

    >>> phase_of("missing_consent").label
    '承諾'
    """
    return _PHASES.get(check)


def checks_in(phase: Phase) -> tuple[str, ...]:
    """The checks of a phase.

    >>> checks_in(Phase.ENDING)
    ('data_after_deletion', 'deletion_not_certified')
    """
    return _CHECKS[phase]
