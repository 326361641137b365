"""Whether a sub-entrustment that is asked for keeps within the terms above it: what is looked at before consenting.

Pure: the records above and below are told to it. What is missing makes a line that cannot be told, never one that is fine.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sekisho.catalog import load_catalog
from sekisho.declared import Consent, Entrustment
from sekisho.promised import ClauseState, Contract
from sekisho.terms import ClauseStatus, MemorandumState, Outcome

#: The clauses that must go down the chain with at least the same state.
GOING_DOWN = ("CL-02", "CL-07", "CL-08", "CL-11", "CL-13", "CL-14", "CL-17", "CL-19", "CL-21", "CL-23", "CL-24")
_WEIGHT: Mapping[ClauseStatus, int] = {ClauseStatus.ABSENT: 0, ClauseStatus.WEAK: 1, ClauseStatus.PRESENT: 2}


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that was looked at: its name, the outcome, and why."""

    name: str
    outcome: Outcome
    why: str


@dataclass(frozen=True, slots=True)
class Terms:
    """The contract of one entrustment with the states of its clauses; without a contract nothing is known."""

    contract: Contract | None = None
    clauses: Collection[ClauseState] = ()

    def state(self, clause: str) -> ClauseStatus | None:
        """The state of a clause, if anybody read it."""
        known = [each.status for each in self.clauses if each.clause == clause]
        return next((status for status in known if status in _WEIGHT), None)


def same_terms(request: Consent, upper: Entrustment, above: Terms, below: Terms, *, answered: bool) -> Sequence[Term]:
    """Everything that is looked at, in the order of the page. ``answered``: the company answered the selection check."""
    return (
        _items(request, upper),
        _countries(request, upper, above),
        _condition(above),
        _memorandum(above, below),
        _statement(request),
        Term(
            "選定の確認",
            Outcome.AGREES if answered else Outcome.CANNOT_TELL,
            "チェックシートの回答があります。" if answered else "チェックシートの回答がまだありません。回答を求めてください。",
        ),
    )


def _items(request: Consent, upper: Entrustment) -> Term:
    if not request.items:
        return Term("データ項目", Outcome.CANNOT_TELL, "申請に項目の範囲がありません。どの項目を扱うかを尋ねてください。")
    beyond = [load_catalog().item_name(item) for item in request.items if item not in upper.items]
    if beyond:
        return Term("データ項目", Outcome.CONFLICTS, f"上位の委託にない項目があります：{'、'.join(beyond)}。")
    return Term("データ項目", Outcome.AGREES, f"{len(request.items)}項目とも、上位の委託にあります。")


def _countries(request: Consent, upper: Entrustment, above: Terms) -> Term:
    if not request.countries:
        return Term("国", Outcome.CANNOT_TELL, "申請に国の範囲がありません。どの国で扱うかを尋ねてください。")
    allowed = set(above.contract.countries) if above.contract and above.contract.countries else set(upper.countries)
    if not allowed:
        return Term("国", Outcome.CANNOT_TELL, "上位の委託にも契約にも国の登録がありません。登録してから比べてください。")
    beyond = [load_catalog().country_name(code) for code in request.countries if code not in allowed]
    if beyond:
        return Term("国", Outcome.CONFLICTS, f"上位で許していない国があります：{'、'.join(beyond)}。")
    return Term("国", Outcome.AGREES, "すべて、上位で許した国です。")


def _condition(above: Terms) -> Term:
    state = above.state("CL-11")
    if state is None:
        return Term("再委託の条件", Outcome.CANNOT_TELL, "上位の契約の再委託の条項が読めていません。条項を登録してください。")
    if state is ClauseStatus.PRESENT:
        return Term("再委託の条件", Outcome.AGREES, "上位の契約は、事前の書面の承諾を求めています。")
    return Term("再委託の条件", Outcome.CONFLICTS, "上位の契約の再委託の条件が弱いか、ありません。")


def _memorandum(above: Terms, below: Terms) -> Term:
    if below.contract is None:
        return Term("同じ条件の契約", Outcome.CANNOT_TELL, "再委託先との契約が登録されていません。写しを求めてください。")
    if below.contract.memorandum is not MemorandumState.SIGNED:
        return Term(
            "同じ条件の契約", Outcome.CONFLICTS, f"再委託先との覚書が結ばれていません（{below.contract.memorandum.label}）。"
        )
    pairs = [(clause, above.state(clause), below.state(clause)) for clause in GOING_DOWN]
    compared = [(clause, up, down) for clause, up, down in pairs if up is not None and down is not None]
    if not compared:
        return Term("同じ条件の契約", Outcome.CANNOT_TELL, "上下の契約の条項が読めていないので、同じ条件か分かりません。")
    weaker = [load_catalog().name_of("clause", clause) for clause, up, down in compared if _WEIGHT[down] < _WEIGHT[up]]
    if weaker:
        return Term("同じ条件の契約", Outcome.CONFLICTS, f"上位より弱い条項があります：{'、'.join(weaker)}。")
    return Term("同じ条件の契約", Outcome.AGREES, f"比べた{len(compared)}条項とも、上位と同じか、より強い定めです。")


def _statement(request: Consent) -> Term:
    if request.statement_on is None:
        return Term("扱い方の書面", Outcome.CANNOT_TELL, "再委託先の扱い方を示す書面を受け取った記録がありません。")
    day = request.statement_on
    return Term("扱い方の書面", Outcome.AGREES, f"{day.year}年{day.month}月{day.day}日に受け取っています。")
