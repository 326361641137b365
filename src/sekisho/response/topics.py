"""What the three records of a company are held against each other about: one topic per row of the company's page.

Knows to which topic a check, a check item and a kind of record belong, and when a topic may be called 一致. Refuses to know
how checks judge: their findings are told to it. A topic without a comparison is never fine: its outcome is None.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sekisho.terms import Outcome, Plane, Vocabulary


class Topic(Vocabulary):
    """One question that all three records may answer, in the order of the page."""

    SUB_ENTRUSTEES = "sub_entrustees", "再委託先"
    SERVICES = "services", "外部サービスの扱い"
    HANDLERS = "handlers", "取り扱う人"
    ACCOUNTS = "accounts", "IDとログイン"
    TERMINALS = "terminals", "端末への取り込みと持出し"
    LOGS = "logs", "ログの定期点検"
    DATA = "data", "扱う情報"
    PLACES = "places", "国と作業場所"
    TRAINING = "training", "研修と誓約"
    CONTRACT = "contract", "契約・条項"
    MEASURES = "measures", "安全管理の措置"
    OVERSIGHT = "oversight", "点検と是正"
    DELETION = "deletion", "消去"
    INCIDENTS = "incidents", "事故への備えと申告"


#: The topic of every check. A check of several topics stands where its remedy is.
OF_CHECKS: Mapping[str, Topic] = {
    check: topic
    for topic, checks in {
        Topic.SUB_ENTRUSTEES: (
            "unknown_sub_entrustee", "missing_consent", "consent_scope", "consent_not_written", "handling_before_consent",
            "my_number_consent_giver", "published_sub_processor_without_consent", "chain_views_differ",
            "report_denies_new_sub_entrustee", "sub_supervision_missing", "consent_without_handling_statement",
            "consent_before_selection_check", "chain_clause_unused", "group_company_unregistered",
        ),
        Topic.SERVICES: (
            "undeclared_service", "service_contract_is_entrustment", "service_without_assessment", "assessment_outdated",
        ),
        Topic.HANDLERS: (
            "door_entry_outside_roster", "account_outside_roster", "employer_differs_from_roster", "entry_after_leaving",
            "report_denies_new_handler", "confirmed_after_start", "entry_without_material",
        ),
        Topic.ACCOUNTS: (
            "fewer_accounts_than_handlers", "shared_account", "privileged_login_without_request",
            "login_without_second_factor", "login_after_leaving", "privileged_for_ten_years", "production_work_unwitnessed",
        ),
        Topic.TERMINALS: ("takeout_without_request", "lookup_without_inquiry"),
        Topic.LOGS: ("log_gap_or_alteration", "measure_without_log"),
        Topic.DATA: (
            "handling_denied", "handling_unknown", "principals_differ", "excess_items", "entrustment_without_purpose",
        ),
        Topic.PLACES: (
            "equivalent_action_unconfirmed", "listed_country_not_in_contract", "listed_country_not_published",
            "observed_country_not_listed", "published_country_not_declared", "published_country_not_in_notice",
            "report_denies_new_country", "foreign_handling_without_basis",
        ),
        Topic.TRAINING: (
            "training_after_start_or_lapsed", "training_missing_by_employer", "untrained_login", "pledges_fewer_than_roster",
        ),
        Topic.CONTRACT: (
            "measures_not_stated", "sub_entrustment_unconditioned", "type_a_without_memorandum", "lower_memorandum_weaker",
            "notice_time_total",
        ),
        Topic.MEASURES: (
            "answer_contradicted", "endless_exception", "all_yes_without_evidence", "evidence_out_of_period",
            "evidence_reused", "certification_out_of_scope", "answer_missing", "department_without_responsible_person",
        ),
        Topic.OVERSIGHT: (
            "oversight_gap", "inspected_by_worker", "corrected_issue_found_again", "commitment_unkept",
            "high_risk_without_onsite", "group_company_supervised_less",
        ),
        Topic.DELETION: ("data_after_deletion", "deletion_not_certified"),
        Topic.INCIDENTS: ("leak_not_found_by_monitoring", "undeclared_incident", "complaint_not_investigated"),
    }.items()
    for check in checks
}  # fmt: skip

#: Check items that speak of a topic of their own: by id, else by the letters before the hyphen.
_OF_ITEMS: Mapping[str, Topic] = {
    **dict.fromkeys(("INS-02", "INS-03", "INS-06", "FAC-06", "FAC-09", "ACC-07", "ACC-08"), Topic.TERMINALS),
    **dict.fromkeys(("INS-05", "ACC-09", "EXT-08", "ORG-05"), Topic.LOGS),
    **dict.fromkeys(("FAC-10", "SUB-09"), Topic.DELETION),
    **dict.fromkeys(("ORG-01", "ORG-02"), Topic.HANDLERS),
    **dict.fromkeys(("ORG-04",), Topic.DATA),
    **dict.fromkeys(("ORG-06", "ORG-07", "ORG-10"), Topic.OVERSIGHT),
    **dict.fromkeys(("ORG-09",), Topic.TRAINING),
    **dict.fromkeys(("SUB-02", "INS-09"), Topic.SERVICES),
    **dict.fromkeys(("FAC-08",), Topic.PLACES),
    **dict.fromkeys(("FAC-02", "FAC-03"), Topic.HANDLERS),
    "ACC": Topic.ACCOUNTS,
    "SUB": Topic.SUB_ENTRUSTEES,
    "EDU": Topic.TRAINING,
    "XBR": Topic.PLACES,
    "INC": Topic.INCIDENTS,
}

#: Checks that compare whatever check item is at hand: their topic is that of the item.
BY_ITEM = frozenset({"answer_contradicted", "endless_exception", "commitment_unkept", "corrected_issue_found_again"})

#: Which kinds of records speak of a topic. What is sorted by check item, clause, report item or sign is not here.
SPEAKING: Mapping[Topic, tuple[str, ...]] = {
    Topic.SUB_ENTRUSTEES: ("chain_declaration", "consent_register", "sub_supervision", "published_list", "invoice"),
    Topic.SERVICES: ("service_list", "external_service_assessment", "vendor_terms", "proxy_log", "architecture"),
    Topic.HANDLERS: ("roster", "gate_log", "employment_record"),
    Topic.ACCOUNTS: ("work_approval", "account_list", "idp_log"),
    Topic.TERMINALS: (),
    Topic.LOGS: ("access_log",),
    Topic.DATA: ("registry", "delivery"),
    Topic.PLACES: ("registry", "country_list", "site", "idp_log", "architecture"),
    Topic.TRAINING: ("roster", "training_record"),
    Topic.CONTRACT: ("registry", "contract"),
    Topic.MEASURES: ("certification_register",),
    Topic.OVERSIGHT: ("registry", "onsite_inspection"),
    Topic.DELETION: ("deletion_certificate",),
    Topic.INCIDENTS: ("incident_register", "authority_notice"),
}  # fmt: skip

#: The topics of the clauses of a contract that have one of their own; the others belong to the contract as such.
_OF_CLAUSES: Mapping[str, Topic] = {
    **dict.fromkeys(("CL-11", "CL-13", "CL-14", "CL-15"), Topic.SUB_ENTRUSTEES),
    **dict.fromkeys(("CL-01", "CL-02", "CL-05"), Topic.DATA),
    **dict.fromkeys(("CL-06", "CL-23"), Topic.TERMINALS),
    **dict.fromkeys(("CL-16", "CL-17", "CL-18"), Topic.OVERSIGHT),
    "CL-08": Topic.MEASURES,
    "CL-09": Topic.PLACES,
    "CL-10": Topic.HANDLERS,
    "CL-12": Topic.SERVICES,
    "CL-19": Topic.INCIDENTS,
    "CL-21": Topic.DELETION,
    "CL-24": Topic.LOGS,
}

#: The topics of the items of a yearly report that have one of their own.
_OF_REPORT_ITEMS: Mapping[str, Topic] = {
    "A-2": Topic.HANDLERS, "A-3": Topic.SUB_ENTRUSTEES, "A-5": Topic.HANDLERS, "A-6": Topic.TERMINALS, "A-8": Topic.PLACES,
    "A-9": Topic.LOGS, "B-2": Topic.PLACES, "B-3": Topic.PLACES,
}  # fmt: skip


def topic_of_clause(clause: str) -> Topic:
    """The topic of a clause.

    >>> topic_of_clause("CL-11").label, topic_of_clause("CL-07").label
    ('再委託先', '契約・条項')
    """
    return _OF_CLAUSES.get(clause, Topic.CONTRACT)


def topic_of_report_item(item: str) -> Topic:
    """The topic of an item of a yearly report."""
    return _OF_REPORT_ITEMS.get(item, Topic.MEASURES)


def topic_of_item(check_item: str) -> Topic:
    """The topic of a check item; what has none of its own is a measure.

    >>> topic_of_item("INS-05").label, topic_of_item("ACC-02").label, topic_of_item("FAC-07").label
    ('ログの定期点検', 'IDとログイン', '安全管理の措置')
    """
    return _OF_ITEMS.get(check_item) or _OF_ITEMS.get(check_item.split("-", maxsplit=1)[0]) or Topic.MEASURES


def topic_of(check: str, check_items: Iterable[str] = ()) -> Topic:
    """The topic of a finding: of its check, or of the first check item that it cites. Raises ``KeyError`` if unknown.

    >>> topic_of("answer_contradicted", ["INS-03"]).label
    '端末への取り込みと持出し'
    """
    first = next(iter(check_items), None)
    return topic_of_item(first) if first and check in BY_ITEM else OF_CHECKS[check]


@dataclass(frozen=True, slots=True)
class Compared:
    """What is known of the comparisons of one topic for one company.

    ``planes`` are the records that stand about the topic, ``checks_agreed`` whether a check that holds two of these kinds
    against each other agreed somewhere in the last run that covers the company, ``newer`` whether a record came after it.
    """

    planes: Collection[Plane]
    checks_agreed: bool
    newer: bool = False


def outcome_of(findings: Iterable[Outcome], compared: Compared) -> Outcome | None:
    """The outcome of a topic: the worst of its findings; agreement only after a comparison; None where there was none.

    >>> outcome_of([], Compared({Plane.DECLARED, Plane.OBSERVED}, checks_agreed=True)).label
    '一致'
    >>> outcome_of([], Compared({Plane.DECLARED}, checks_agreed=True)) is None
    True
    """
    told = set(findings)
    if Outcome.CONFLICTS in told:
        return Outcome.CONFLICTS
    if Outcome.CANNOT_TELL in told:
        return Outcome.CANNOT_TELL
    least = 2  # one record alone agrees with nothing
    if len(set(compared.planes)) >= least and compared.checks_agreed and not compared.newer:
        return Outcome.AGREES
    return None
