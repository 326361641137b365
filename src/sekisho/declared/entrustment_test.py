"""Whether an arrangement is an entrustment: by what is done with the data, never by what the contract is called.

Knows the test of the guideline (GL3-4-4 ※1) and the five questions of the cloud exception (Q&A 7-53, 7-54; questions 4 and
5 follow the regulator's notice of 2024-03-25). Refuses to know the title of a contract. Every question left open falls to
the side of supervision: to 'cannot tell' where not even the entry of personal data is known, else to an entrustment.
"""

from dataclasses import dataclass
from datetime import date

from sekisho.declared.consents import ServiceAssessment
from sekisho.period import months_after
from sekisho.terms import AssessmentState, EntrustmentResult, Ternary

REVIEW_MONTHS = 12
"""A decision without a review date of its own is reviewed after a year (own policy)."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question of the tree, its ground, and why an arrangement is an entrustment when the answer is no or open."""

    id: str
    text_ja: str
    rules: tuple[str, ...]
    if_no_ja: str
    if_unknown_ja: str


@dataclass(frozen=True, slots=True)
class Classification:
    """What the test says: the result, the question that decided (None: a lapsed decision), why, and on what ground."""

    result: EntrustmentResult
    decided_by: str | None
    reason_ja: str
    rules: tuple[str, ...]


ENTRY = Question(
    "Q1",
    "個人データがそのサービスに入るか",
    ("L-ENT-1", "GL3-4-4※1"),
    "個人データが入らないため、対象外です。入らないと確かめた方法を記録に残してください。",
    "個人データが入るか分からないため、判定できません。分かるまで委託として扱います。",
)

EXCEPTION = (
    Question(
        "Q2",
        "契約条項に、提供者が個人データを取り扱わない旨があるか",
        ("L-ENT-1", "QA7-53"),
        "提供者が個人データを取り扱わない旨の条項がないため、委託に当たります。",
        "提供者が個人データを取り扱わない旨の条項があるか分からないため、委託として扱います。",
    ),
    Question(
        "Q3",
        "アクセス制御により、提供者の者が平文に技術的に触れられないか",
        ("L-ENT-1", "QA7-53"),
        "提供者の者が個人データの平文に触れられるため、委託に当たります。",
        "提供者の者が個人データの平文に触れられるか分からないため、委託として扱います。",
    ),
    Question(
        "Q4",
        "保守・支援で実際に扱った実績がないか",
        ("L-ENT-1", "個人情報保護委員会の注意喚起 2024-03-25"),
        "保守や支援で個人データを扱った実績があるため、委託に当たります。",
        "保守や支援で個人データを扱った実績がないか分からないため、委託として扱います。",
    ),
    Question(
        "Q5",
        "サービスの性質が、個人データの処理の代行でないか",
        ("L-ENT-1", "個人情報保護委員会の注意喚起 2024-03-25"),
        "個人データの処理を代わりに行うサービスのため、委託に当たります。",
        "個人データの処理を代わりに行うサービスか分からないため、委託として扱います。",
    ),
)

_EXCEPTED = Classification(
    EntrustmentResult.CLOUD_EXCEPTION,
    "Q5",
    "提供者が個人データを取り扱わないことが、条項、アクセス制御、実績、サービスの性質のすべてで確かめられているため、"
    "クラウド例外に当たります。自社の安全管理措置（法23条）と、外国に置くときの外的環境の把握（GL10-7）は残ります。",
    ("QA7-53", "QA7-54", "APPI23", "GL10-7"),
)

_HANDLED = Classification(
    EntrustmentResult.ENTRUSTMENT,
    "Q1",
    "相手に個人データを取り扱わせているため、委託に当たります。契約の形や名前は問いません。",
    ENTRY.rules,
)


def classify_handling(handles: Ternary) -> Classification:
    """The test for an ordinary arrangement (L-ENT-1): does the other party handle personal data?"""
    return _HANDLED if handles is Ternary.YES else _unless_it_enters(handles)


def classify(
    *,
    enters: Ternary,
    terms_exclude_handling: Ternary,
    access_prevented: Ternary,
    never_handled: Ternary,
    not_processing: Ternary,
) -> Classification:
    """The test for an external service: the first question that is not answered yes decides; all yes is the exception."""
    if enters is not Ternary.YES:
        return _unless_it_enters(enters)
    answers = (terms_exclude_handling, access_prevented, never_handled, not_processing)
    for question, answer in zip(EXCEPTION, answers, strict=True):
        if answer is not Ternary.YES:
            reason = question.if_no_ja if answer is Ternary.NO else question.if_unknown_ja
            return Classification(EntrustmentResult.ENTRUSTMENT, question.id, reason, question.rules)
    return _EXCEPTED


def classify_assessment(assessment: ServiceAssessment) -> Classification:
    """What follows from the answers of a recorded decision, in force or not."""
    return classify(
        enters=assessment.enters,
        terms_exclude_handling=assessment.terms_exclude_handling,
        access_prevented=assessment.access_prevented,
        never_handled=assessment.never_handled,
        not_processing=assessment.not_processing,
    )


def classify_on(assessment: ServiceAssessment, newest_terms_version: str | None, as_of: date) -> Classification:
    """What a recorded decision says on a day: a decision that is not in force says nothing any more."""
    state = assessment_state(assessment, newest_terms_version, as_of)
    if state is AssessmentState.IN_FORCE:
        return classify_assessment(assessment)
    return Classification(
        EntrustmentResult.CANNOT_TELL,
        None,
        f"{assessment.decided_on} の判定は使えません（{state.label}）。判定し直すまで委託として扱います。",
        ENTRY.rules,
    )


def review_date(assessment: ServiceAssessment) -> date:
    """The last day on which a decision may be relied on without a review."""
    return assessment.review_on or months_after(assessment.decided_on, REVIEW_MONTHS)


def assessment_state(assessment: ServiceAssessment, newest_terms_version: str | None, as_of: date) -> AssessmentState:
    """Whether a decision may be relied on, and if not, why.

    ``newest_terms_version`` is the version of the newest text of the assessed document published up to ``as_of``, or None
    when none but the assessed one is on record.
    """
    if as_of < assessment.decided_on:
        return AssessmentState.NOT_YET_DECIDED
    if newest_terms_version not in (None, assessment.terms_version):
        return AssessmentState.TERMS_CHANGED
    return AssessmentState.REVIEW_OVERDUE if as_of > review_date(assessment) else AssessmentState.IN_FORCE


def assessment_in_force(assessment: ServiceAssessment, newest_terms_version: str | None, as_of: date) -> bool:
    """Whether neither the review date nor newer terms have reopened the decision (see :func:`assessment_state`)."""
    return assessment_state(assessment, newest_terms_version, as_of) is AssessmentState.IN_FORCE


def _unless_it_enters(answer: Ternary) -> Classification:
    """Personal data does not enter, or nobody knows."""
    if answer is Ternary.NO:
        return Classification(EntrustmentResult.OUT_OF_SCOPE, ENTRY.id, ENTRY.if_no_ja, ENTRY.rules)
    return Classification(EntrustmentResult.CANNOT_TELL, ENTRY.id, ENTRY.if_unknown_ja, ENTRY.rules)
