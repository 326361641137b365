"""把握の条項があるのに使っていない。

見つけること: 再委託の監督・定期報告・監査の条項（CL-14・16・17）があるのに、この1年、再委託の申告も照会もない。
なぜ: 条項はあったのに報告を求めず、委託元の知らない再委託が続いた（C-01）。
根拠: R-04、GL3-4-4 事例4。「なし」の申告も申告に数え、裏は R-06 で取る。12か月は応当日で数える。
是正: 再委託の申告を求め、観測の記録と突き合わせる。
例: 物語 C-01 では、次の会社について、次の記録から言えます。

>>> from sekisho.stories.run import findings_of
>>> found = findings_of("C-01", "chain_clause_unused")[0]
>>> found.party, found.outcome.label, [item.key for item in found.evidence]
('P-1', '不一致', ['K-1/CL-14', 'K-1/CL-16', 'K-1/CL-17', 'K-1', 'E-1'])
"""

from collections.abc import Iterator

from sekisho.period import terms_overdue
from sekisho.reconcile.check import Ground, Verdict, agrees, cannot_tell, conflicts
from sekisho.reconcile.joins.clause_states import clause_states
from sekisho.reconcile.joins.inquiries import Inquiries
from sekisho.reconcile.snapshot import Snapshot
from sekisho.reconcile.wording import day, listing
from sekisho.terms import ClauseStatus, Severity, Strength

GROUND = Ground(
    rule="R-04",
    title="使っていない把握の条項",
    severity=Severity.HIGH,
    strength=Strength.RECOMMENDED,
    anchors=("GL3-4-4 事例4", "C-01", "CL-14", "CL-16", "CL-17"),
    compares=("registry", "chain_declaration", "published_list", "contract", "clause_finding", "annual_report", "answer_sheet"),
    remedy="再委託の申告を求め、請求書・ID・入館などの記録と突き合わせてください。",
)
_CLAUSES = ("CL-14", "CL-16", "CL-17")
_HELD = (ClauseStatus.PRESENT, ClauseStatus.WEAK)


def check(snapshot: Snapshot) -> Iterator[Verdict]:
    """One verdict per entrustment whose contract has one of the clauses, or may have one."""
    clauses, inquiries = clause_states(snapshot), Inquiries(snapshot)
    for edge in snapshot.handling:
        contracts = clauses.contracts(edge)
        states = [state for clause in _CLAUSES for state in clauses.states(contracts, clause)]
        held = [state for state in states if state.status in _HELD]
        unread = not clauses.read(contracts) or any(state.status is ClauseStatus.CANNOT_TELL for state in states)
        if not contracts or not (held or unread):
            continue
        last = inquiries.last(edge)
        if last and not terms_overdue(last, snapshot.as_of):
            yield agrees(edge.entrustee, edge)
            continue
        undated = inquiries.undated(edge)
        cites = (edge, *contracts, *held, *undated)
        signed = [contract.signed_on for contract in contracts if contract.signed_on]
        began = max((known for known in (last, edge.starts_on or min(signed, default=None)) if known), default=None)
        if not held or undated or began is None:
            reason = "unread" if not held else "undated" if undated else "began"
            yield cannot_tell(edge.entrustee, edge, *cites, reason=reason)
        elif terms_overdue(began, snapshot.as_of):
            yield conflicts(edge.entrustee, edge, *cites, last=last, held=held)


def explain(verdict: Verdict, snapshot: Snapshot) -> str:
    """Words the verdict: which clauses stand unused since when, or what is not known."""
    who = snapshot.name(verdict.party)
    reason = verdict.facts.get("reason")
    if reason == "unread":
        return f"{who}との契約の条項が読めていないため、再委託を把握する条項を使っているか分かりません。全文を読んでください。"
    if reason == "undated":
        return f"{who}の再委託の申告に日付がないため、この1年の申告か分かりません。申告の日付を確かめてください。"
    if reason == "began":
        return (
            f"{who}への委託の開始日が分からないため、再委託の申告を求める時期を過ぎたか分かりません。開始日を入れてください。"
        )
    names = listing(dict.fromkeys(snapshot.catalog.name_of("clause", state.clause) for state in verdict.facts["held"]))
    last = verdict.facts["last"]
    told = f"最後の申告・照会は{day(last)}です" if last else "申告も照会も記録がありません"
    return f"{who}との契約には再委託を把握する条項（{names}）がありますが、{told}。"
