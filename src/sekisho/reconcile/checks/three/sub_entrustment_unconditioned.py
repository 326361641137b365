"""再委託の条件がなく、確認もない。

見つけること: 契約に再委託の事前承諾の定め（CL-11）がなく、この1年の確認もない。通知だけの定めも弱い。
なぜ: 条件を示さず確認もしないまま再委託され、再委託先が不適切に扱えば、委託元の監督の不備となり得る。
根拠: R-03、GL3-4-4 事例3・(3)。
是正: 条項を加える。直ちに再委託の有無を照会する。
例: 物語 あさひ通信 では、次の会社について、次の記録から言えます。

>>> from sekisho.stories.run import findings_of
>>> found = findings_of("asahi", "sub_entrustment_unconditioned")[0]
>>> found.party, found.outcome.label, [item.key for item in found.evidence]
('P-009', '不一致', ['K-010/CL-11', 'K-010'])
"""

from collections.abc import Iterator, Sequence
from enum import IntEnum, auto

from sekisho.declared import ChainDeclaration, Entrustment
from sekisho.period import terms_overdue
from sekisho.promised import ClauseState
from sekisho.reconcile.check import Ground, Verdict, agrees, cannot_tell, conflicts
from sekisho.reconcile.joins.answers import Sheets
from sekisho.reconcile.joins.clause_states import clause_states
from sekisho.reconcile.joins.oversight import oversight
from sekisho.reconcile.snapshot import Snapshot
from sekisho.record import Record
from sekisho.terms import ClauseStatus, Severity, Strength

GROUND = Ground(
    rule="R-03",
    title="再委託の条件がなく、確認もない",
    severity=Severity.HIGH,
    strength=Strength.RECOMMENDED,
    anchors=("GL3-4-4 事例3", "GL3-4-4(3)", "CL-11"),
    compares=("chain_declaration", "contract", "clause_finding", "answer_sheet", "annual_report", "onsite_inspection"),
    remedy="再委託の事前承諾の条項を加えてください。直ちに再委託の有無を照会してください。",
)
_CONSENT = ("forbidden", "prior_written_consent", "prior_consent")
_ITEMS = ("SUB-01", "SUB-02", "SUB-03")


class _Condition(IntEnum):
    """What the contract says of sub-entrustment, strongest first."""

    CONSENT = auto()
    NOTICE = auto()
    NONE = auto()
    UNREAD = auto()


def check(snapshot: Snapshot) -> Iterator[Verdict]:
    """One verdict per entrustment with a contract."""
    clauses, sheets = clause_states(snapshot), Sheets(snapshot)
    for edge in snapshot.handling:
        contracts = clauses.contracts(edge)
        if not contracts:
            continue
        states = clauses.states(contracts, "CL-11")
        condition = _strongest(states, read=clauses.read(contracts))
        cites = (*contracts, *states)
        if condition is _Condition.CONSENT:
            yield agrees(edge.entrustee, edge)
        elif condition is _Condition.UNREAD:
            yield cannot_tell(edge.entrustee, edge, *cites)
        elif condition is _Condition.NOTICE:
            yield conflicts(edge.entrustee, edge, *cites, severity=Severity.MEDIUM, notice=True)
        else:
            confirmed = _confirmed(edge, sheets, snapshot)
            severity = Severity.MEDIUM if confirmed else None
            yield conflicts(edge.entrustee, edge, *cites, *confirmed, severity=severity, confirmed=bool(confirmed))


def _strongest(states: Sequence[ClauseState], *, read: bool) -> _Condition:
    """The strongest condition on record; another than consent stands only where nothing is left unread."""
    strongest = min([_condition(state) for state in states], default=_Condition.NONE)
    return strongest if read or strongest is _Condition.CONSENT else _Condition.UNREAD


def _condition(state: ClauseState) -> _Condition:
    if state.status is ClauseStatus.CANNOT_TELL:
        return _Condition.UNREAD
    if state.status not in (ClauseStatus.PRESENT, ClauseStatus.WEAK) or state.level == "none":
        return _Condition.NONE
    if state.level is None:  # CL-11 itself is the prior consent in writing; weak means notice or less
        return _Condition.CONSENT if state.status is ClauseStatus.PRESENT else _Condition.NOTICE
    return _Condition.CONSENT if state.level in _CONSENT else _Condition.NOTICE


def _confirmed(edge: Entrustment, sheets: Sheets, snapshot: Snapshot) -> tuple[Record, ...]:
    """What was confirmed within a year: the newest look, declarations of the chain, answers on sub-entrustment."""
    look = oversight(snapshot).last(edge)
    declared = ((d.declared_on, d) for d in snapshot.by(ChainDeclaration, "entrustment")[edge.key])
    answered = ((a.answered_on, a) for item in _ITEMS for a in sheets.replied(edge.entrustee, item, edge.key))
    known = (*((look,) if look else ()), *declared, *answered)
    return tuple(record for day, record in known if day and not terms_overdue(day, snapshot.as_of))


def explain(verdict: Verdict, snapshot: Snapshot) -> str:
    """Words the verdict: what the contract says of sub-entrustment, and whether anything was confirmed."""
    who = snapshot.name(verdict.party)
    if verdict.facts.get("notice"):
        return f"{who}との契約は、再委託を通知だけで認めています。事前の承諾を求めていません。"
    if "confirmed" not in verdict.facts:
        return f"{who}との契約は全文が読めていないため、再委託の条件の有無が分かりません。全文を読んで条項を登録してください。"
    told = "この1年に確かめた記録はあります" if verdict.facts["confirmed"] else "この1年に確かめた記録もありません"
    return f"{who}との契約に、再委託の条件の定めがありません。{told}。"
