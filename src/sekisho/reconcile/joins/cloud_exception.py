"""Whether the no-handling (cloud) exception of an entrustment stands today.

Knows the decision on record and the vendor's terms since. Refuses to decide anew: that is a person's work (law.md 2).
"""

from enum import Enum, auto

from sekisho.declared import Entrustment, ServiceAssessment
from sekisho.declared.entrustment_test import assessment_state, classify_assessment
from sekisho.promised import VendorTerms
from sekisho.reconcile.snapshot import Snapshot
from sekisho.terms import AssessmentState


class Standing(Enum):
    """Whether the exception stands."""

    STANDS = auto()
    REOPENED = auto()  # the terms changed or the review is due: nobody has decided since
    NONE = auto()


def assessment_of(edge: Entrustment, snapshot: Snapshot) -> ServiceAssessment | None:
    """The newest decision about the entrustment."""
    return max(snapshot.by(ServiceAssessment, "entrustment")[edge.key], key=lambda a: (a.decided_on, a.key), default=None)


def standing(edge: Entrustment, assessment: ServiceAssessment | None, snapshot: Snapshot) -> Standing:
    """Whether the exception stands: the decision found no handling, the terms are unchanged, the review is not overdue."""
    if assessment is None or classify_assessment(assessment).result.treated_as_entrustment:
        return Standing.NONE
    versions = [terms for terms in snapshot.by(VendorTerms, "party")[edge.entrustee] if terms.document == assessment.terms_name]
    newest = max(versions, key=lambda terms: (terms.published_on, terms.key), default=None)
    state = assessment_state(assessment, newest.version if newest else None, snapshot.as_of)
    return Standing.STANDS if state is AssessmentState.IN_FORCE else Standing.REOPENED
