"""利用契約の名前の下での取扱い。

見つけること: 利用契約・クラウド・外部サービスの契約で、個人データが扱われているのに、覚書がなく、クラウド例外も成り立たず、
約款などの五つの約束（CL-02・05・11・19・21）も揃わない。
なぜ: 名前が利用契約だったため委託でないと誤り、報告も再委託の確認も求めていなかった（C-01・C-10）。
根拠: R-07、GL3-4-4※1、N はじめに、B 1-2・2-7-1、Q&A7-53・7-54。名前ではなく取扱いの実態で決める。
是正: 委託として登録し、選定の確認、覚書、再委託の承諾をやり直す。
例: 物語 C-01 では、次の会社について、次の記録から言えます。

>>> from sekisho.stories.run import findings_of
>>> found = findings_of("C-01", "service_contract_is_entrustment")[0]
>>> found.party, found.outcome.label, [item.key for item in found.evidence]
('P-2', '不一致', ['H-1', 'K-2', 'E-1'])
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sekisho.declared import Entrustment
from sekisho.promised import Contract
from sekisho.reconcile.check import Ground, Verdict, agrees, cannot_tell, conflicts
from sekisho.reconcile.joins.clause_states import ClauseStates, clause_states
from sekisho.reconcile.joins.cloud_exception import Standing, assessment_of, standing
from sekisho.reconcile.joins.service_handling import Handling, ServiceHandling
from sekisho.reconcile.snapshot import Snapshot
from sekisho.reconcile.wording import listing
from sekisho.record import Record
from sekisho.terms import ClauseStatus, MemorandumState, Severity, Strength, Ternary

GROUND = Ground(
    rule="R-07",
    title="利用契約の名前の下での取扱い",
    severity=Severity.HIGH,
    strength=Strength.RECOMMENDED,
    anchors=("GL3-4-4※1", "N はじめに", "B 1-2", "B 2-7-1", "Q&A7-53", "Q&A7-54", "C-01", "C-10"),
    compares=(
        "registry",
        "external_service_assessment",
        "contract",
        "clause_finding",
        "vendor_terms",
        "architecture",
        "idp_log",
    ),
    remedy="委託として登録し、選定の確認、覚書、再委託の承諾をやり直してください。",
)
_PROMISES = ("CL-02", "CL-05", "CL-11", "CL-19", "CL-21")


def check(snapshot: Snapshot) -> Iterator[Verdict]:
    """One verdict per service entrustment, and per service contract that nobody registered as an entrustment."""
    clauses, services = clause_states(snapshot), ServiceHandling(snapshot)
    for edge in snapshot.active:
        contracts = clauses.contracts(edge)
        if edge.form.is_service or any(contract.form.is_service for contract in contracts):
            assessment = assessment_of(edge, snapshot)
            handling = services.of_entrustment(edge)
            # the provider's own people at the data break what the decision assumed
            exception = Standing.NONE if handling.logins else standing(edge, assessment, snapshot)
            promises = _Promises(contracts, exception, _lacking(contracts, clauses), not clauses.read(contracts))
            cites = (edge, *((assessment,) if assessment else ()), *contracts, *handling.records)
            yield from _judge(edge.entrustee, edge, promises, handling, cites)
    for contract in clauses.unregistered():
        if contract.form.is_service:
            about, handling = services.of_contract(contract)
            promises = _Promises([contract], Standing.NONE, _lacking([contract], clauses), not clauses.read([contract]))
            cites = (contract, *((about,) if about else ()), *handling.records)
            yield from _judge(contract.counterparty, about, promises, handling, cites, contract.key)


@dataclass(frozen=True, slots=True)
class _Promises:
    """What was promised: the contracts, whether the exception stands, which of the five promises are not there.

    What was not read as a whole may hold them: only data that was really seen makes up for that.
    """

    contracts: Sequence[Contract]
    exception: Standing
    lacking: tuple[str, ...]
    unread: bool


def _judge(
    party: str, about: Entrustment | None, promises: _Promises, handling: Handling, cites: tuple[Record, ...], *distinct: str
) -> Iterator[Verdict]:
    memorandum = _memorandum(promises.contracts)
    excepted = promises.exception is Standing.STANDS
    if excepted or memorandum is MemorandumState.SIGNED or not promises.lacking:
        yield agrees(party, about)
    elif handling.is_handled is Ternary.NO:
        if handling.seen:
            yield agrees(party, about)
    elif promises.exception is Standing.REOPENED:
        yield cannot_tell(party, about, *cites, distinct=distinct, reason="reopened")
    elif handling.is_handled is Ternary.UNKNOWN:
        yield cannot_tell(party, about, *cites, distinct=distinct, reason="handling")
    elif memorandum is MemorandumState.UNKNOWN:
        yield cannot_tell(party, about, *cites, distinct=distinct, reason="memorandum")
    elif promises.unread and not handling.seen:
        yield cannot_tell(party, about, *cites, distinct=distinct, reason="unread")
    else:
        severity = Severity.CRITICAL if handling.seen else None
        yield conflicts(
            party, about, *cites, distinct=distinct, severity=severity,
            handling=handling, lacking=promises.lacking, unregistered=bool(distinct),
        )  # fmt: skip


def _memorandum(contracts: Sequence[Contract]) -> MemorandumState:
    states = {contract.memorandum for contract in contracts}
    order = (MemorandumState.SIGNED, MemorandumState.UNKNOWN, MemorandumState.REQUESTED, MemorandumState.REFUSED)
    return next((state for state in order if state in states), MemorandumState.NONE if states else MemorandumState.UNKNOWN)


def _lacking(contracts: Sequence[Contract], clauses: ClauseStates) -> tuple[str, ...]:
    found = ((clause, clauses.found(contracts, clause)) for clause in _PROMISES)
    return tuple(clause for clause, state in found if state is None or state.status is not ClauseStatus.PRESENT)


def explain(verdict: Verdict, snapshot: Snapshot) -> str:
    """Words the verdict: what is called a service, what was seen, what is missing."""
    who = snapshot.name(verdict.party)
    reason = verdict.facts.get("reason")
    if reason == "reopened":
        return f"{who}のクラウド例外の判定の後に、規約の版が変わったか見直し日を過ぎました。もう一度判定してください。"
    if reason == "handling":
        return f"{who}との契約は利用契約・外部サービスですが、個人データを扱うかが分かりません。構成と画面を確かめてください。"
    if reason == "memorandum":
        return f"{who}は個人データを扱いますが、覚書があるかが分かりません。契約書を確かめて状態を入れてください。"
    if reason == "unread":
        return (
            f"{who}との契約・規約の全文が読めていないため、五つの約束があるか分かりません。全文を読んで条項を登録してください。"
        )
    data = _shown(verdict.facts["handling"])
    lead = "委託としての登録と覚書" if verdict.facts["unregistered"] else "覚書"
    lacking = listing(snapshot.catalog.name_of("clause", clause) for clause in verdict.facts["lacking"])
    return f"{who}との契約は利用契約・外部サービスですが、{data}。{lead}がなく、次の約束も見当たりません: {lacking}。"


def _shown(handling: Handling) -> str:
    if handling.logins:
        return "相手の要員が実際にログインしています"
    return "個人データがあることが構成から確かめられています" if handling.seen else "個人データを扱うと登録されています"
