"""古くなった判定、判定と違う扱い。

見つけること: 外部サービスの判定の後に規約の版が変わったか、見直し日を過ぎた。または、判定では委託なのに扱わないものとしている。
なぜ: クラウド例外は、条項とアクセスの実際に支えられる。支えが変われば例外は成り立たない（C-10）。
根拠: 要件 S-15、Q&A7-53・7-54。版が変われば「判定できない」に戻す。年1回の見直しは自社の決まり。
是正: 今の規約で判定し直す。委託に当たるなら委託として登録し、監督を始める。
例: 物語 あさひ通信 では、次の会社について、次の記録から言えます。

>>> from sekisho.stories.run import findings_of
>>> found = findings_of("asahi", "assessment_outdated")[0]
>>> found.party, found.outcome.label, [item.key for item in found.evidence]
('P-009', '判定不能', ['SA-026', 'E-026', 'VT-06'])
"""

from collections.abc import Iterator, Sequence

from sekisho.declared import ServiceAssessment
from sekisho.declared.entrustment_test import assessment_state, classify_assessment, review_date
from sekisho.promised import VendorTerms
from sekisho.reconcile.check import Ground, Verdict, agrees, cannot_tell, conflicts
from sekisho.reconcile.joins.cloud_exception import assessment_of
from sekisho.reconcile.snapshot import Snapshot
from sekisho.reconcile.wording import day
from sekisho.terms import AssessmentState, EntrustmentResult, Severity, Strength, Ternary

GROUND = Ground(
    rule="S-15",
    title="古くなった判定、判定と違う扱い",
    severity=Severity.HIGH,
    strength=Strength.OWN_POLICY,
    anchors=("GL3-4-4※1", "Q&A7-53", "Q&A7-54", "C-10"),
    compares=("registry", "external_service_assessment", "vendor_terms"),
    remedy="今の規約で判定し直してください。委託に当たるなら委託として登録し、監督を始めてください。",
)


def check(snapshot: Snapshot) -> Iterator[Verdict]:
    """One verdict per active entrustment that is treated as not handling data on the strength of a decision."""
    for edge in snapshot.active:
        assessment = assessment_of(edge, snapshot)
        if assessment is None or edge.handles_personal_data is Ternary.YES:
            continue
        result = classify_assessment(assessment)
        terms = _newest_terms(assessment, snapshot.by(VendorTerms, "party")[edge.entrustee])
        state = assessment_state(assessment, terms.version if terms else None, snapshot.as_of)
        cited = (edge, assessment, *((terms,) if terms else ()))
        if result.result is EntrustmentResult.ENTRUSTMENT and edge.handles_personal_data is Ternary.NO:
            yield conflicts(edge.entrustee, edge, edge, assessment, reason=result.reason_ja)
        elif state is AssessmentState.TERMS_CHANGED:
            yield cannot_tell(edge.entrustee, edge, *cited, state=state, assessment=assessment, terms=terms)
        elif state is AssessmentState.REVIEW_OVERDUE:
            yield cannot_tell(edge.entrustee, edge, edge, assessment, state=state, assessment=assessment)
        elif result.result is EntrustmentResult.CLOUD_EXCEPTION and terms:
            yield agrees(edge.entrustee, edge)


def _newest_terms(assessment: ServiceAssessment, published: Sequence[VendorTerms]) -> VendorTerms | None:
    same = [terms for terms in published if terms.document == assessment.terms_name]
    return max(same, key=lambda terms: (terms.published_on, terms.key), default=None)


def explain(verdict: Verdict, snapshot: Snapshot) -> str:
    """Words the verdict: why the decision says otherwise, or why it says nothing any more."""
    name, facts = snapshot.name(verdict.party), verdict.facts
    if "reason" in facts:
        return f"{name}のサービスを「個人データを扱わない」として登録していますが、判定の答えと合いません。{facts['reason']}"
    decided = facts["assessment"]
    if facts["state"] is AssessmentState.REVIEW_OVERDUE:
        return (
            f"{name}のサービスの判定（{day(decided.decided_on)}）は、見直し日の{day(review_date(decided))}を過ぎました。"
            "今の規約で判定し直してください。"
        )
    terms = facts["terms"]
    return (
        f"{name}の「{terms.document}」は{day(terms.published_on)}に{terms.version}版になりましたが、"
        f"判定は{decided.terms_version}版によるもので、今も当てはまるか分かりません。判定し直してください。"
    )
