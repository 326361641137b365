"""Deciding whether an external service is an entrustment: the five answers, their grounds, the terms that were read."""

from collections.abc import Mapping
from datetime import date, datetime

from sekisho.declared import Entrustment, ServiceAssessment
from sekisho.declared.entrustment_test import ENTRY, EXCEPTION
from sekisho.formats.entry import Entry
from sekisho.terms import Ternary
from sekisho_site.config.refusal import RefusedError
from sekisho_site.records.models import AssessmentGround
from sekisho_site.records.operations.entries import refuse_fault, refuse_out_of_reach
from sekisho_site.records.operations.ledger import Ledger, open_ledger
from sekisho_site.records.operations.versions import Change, record_changes
from sekisho_site.records.queries import Reach
from sekisho_site.records.queries.keys import next_key
from sekisho_site.records.queries.versions import standing

_ANSWERS = ("enters", "terms_exclude_handling", "access_prevented", "never_handled", "not_processing")


def assess_service(  # noqa: PLR0913  (a use case is told everything by keyword)
    *, entry: Entry, grounds: Mapping[str, str], today: date, within: Reach, by: str, at: datetime
) -> ServiceAssessment:
    """Record a decision as of ``today``: ``entry`` holds the answers and the terms, ``grounds`` why, by question (Q1 … Q5).

    The key, the day and who decided are given here. Refused without a ground for an answer that is yes or no, and for an
    entrustment out of reach.
    """
    with open_ledger(by=by, at=at) as ledger:
        edge = entry.values.get("entrustment", "")
        if standing(Entrustment, edge, within) is None:
            raise RefusedError("この委託は見つかりません。外部サービスの一覧から選び直してください。")
        told = {"key": next_key(ServiceAssessment, within), "decided_on": today, "decided_by": by}
        if entry.faults:
            refuse_fault(entry, "entrustment", "判定できません", "直してから、もう一度判定してください。")
        assessment = ServiceAssessment(**{**entry.values, **told})
        _refuse_without_ground(assessment, grounds)
        _refuse_days(assessment)
        record_changes(ledger, [Change(None, assessment, "外部サービスの判定")])
        refuse_out_of_reach(assessment, within, is_new=True)
        _keep_grounds(ledger, assessment.key, grounds)
    return assessment


def _refuse_without_ground(assessment: ServiceAssessment, grounds: Mapping[str, str]) -> None:
    """What was answered must be grounded; after the question that decided nothing need be answered."""
    for question, column in zip((ENTRY, *EXCEPTION), _ANSWERS, strict=True):
        if getattr(assessment, column) is not Ternary.UNKNOWN and not grounds.get(question.id, "").strip():
            raise RefusedError(f"{question.id} の根拠を書いてください。何を見て、そう判断したかを残します。")


def _refuse_days(assessment: ServiceAssessment) -> None:
    if assessment.review_on is not None and assessment.review_on <= assessment.decided_on:
        raise RefusedError("見直し日は、判定日より後の日にしてください。空欄なら判定日から1年です。")


def _keep_grounds(ledger: Ledger, key: str, grounds: Mapping[str, str]) -> None:
    told = {question: text.strip() for question, text in sorted(grounds.items()) if text.strip()}
    AssessmentGround.objects.bulk_create(
        AssessmentGround(assessment=key, question=question, ground=text, given_at=ledger.at, given_by=ledger.by)
        for question, text in told.items()
    )
    ledger.note("grounded", "service_assessment", key, grounds=told)
