"""Whether the no-handling (cloud) exception of an entrustment stands today.

Knows the decision on record and the vendor's terms since. Refuses to decide anew: that is a person's work (law.md 2).
"""

from collections.abc import Sequence
from enum import Enum, auto

from sekisho.declared import Entrustment, ServiceAssessment
from sekisho.period import months_after
from sekisho.promised import VendorTerms
from sekisho.reconcile.snapshot import Snapshot
from sekisho.terms import Ternary

_REVIEW_MONTHS = 12


class Standing(Enum):
    """Whether the exception stands."""

    STANDS = auto()
    REOPENED = auto()  # the terms changed or the review is due: nobody has decided since
    NONE = auto()


def assessment_of(edge: Entrustment, snapshot: Snapshot) -> ServiceAssessment | None:
    """The newest decision about the entrustment."""
    return max(snapshot.by(ServiceAssessment, "entrustment")[edge.key], key=lambda a: (a.decided_on, a.key), default=None)


def newer_terms(assessment: ServiceAssessment, vendor: str, snapshot: Snapshot) -> Sequence[VendorTerms]:
    """Versions of the vendor's terms that came after the decision and are not the one it looked at."""
    return [
        terms
        for terms in snapshot.by(VendorTerms, "party")[vendor]
        if terms.document == assessment.terms_name
        and terms.version != assessment.terms_version
        and terms.published_on > assessment.decided_on
    ]


def standing(edge: Entrustment, assessment: ServiceAssessment | None, snapshot: Snapshot) -> Standing:
    """Whether the exception stands: all five questions answered yes, the terms unchanged, the review not overdue.

    When no personal data enters the service (question 1 is 'no'), there is nothing to except and the answer stands too.
    """
    if assessment is None:
        return Standing.NONE
    excepted = assessment.enters is Ternary.NO or all(
        answer is Ternary.YES
        for answer in (
            assessment.enters,
            assessment.terms_exclude_handling,
            assessment.access_prevented,
            assessment.never_handled,
            assessment.not_processing,
        )
    )
    if not excepted:
        return Standing.NONE
    review_on = assessment.review_on or months_after(assessment.decided_on, _REVIEW_MONTHS)
    if snapshot.as_of > review_on or newer_terms(assessment, edge.entrustee, snapshot):
        return Standing.REOPENED
    return Standing.STANDS
