"""契約の許さない国での取扱い。

見つけること: 台帳の保存国・アクセス国のうち外国が、契約の許す国に入っていない。
なぜ: 国が変わっても契約が追いつかなければ、相当措置も通知の約束も及ばない。
根拠: R-11、法28条、規則16・18条、GL10-7。外国にある第三者の判定がない国は重大とする。
是正: 契約の国を直すか、取扱いの国を契約に合わせる。判定（同意・同等国・相当措置）をやり直す。
例: 物語 あさひ通信 では、次の会社について、次の記録から言えます。

>>> from sekisho.stories.run import findings_of
>>> found = findings_of("asahi", "listed_country_not_in_contract")[0]
>>> found.party, found.outcome.label, [item.key for item in found.evidence]
('P-009', '不一致', ['K-010', 'E-010'])
"""

from collections.abc import Iterator

from sekisho.reconcile.check import Ground, Verdict, agrees, cannot_tell, conflicts
from sekisho.reconcile.joins.clause_states import clause_states
from sekisho.reconcile.joins.countries import Countries, foreign
from sekisho.reconcile.snapshot import Snapshot
from sekisho.reconcile.wording import countries as named
from sekisho.terms import Severity, Strength

GROUND = Ground(
    rule="R-11",
    title="契約の許さない国での取扱い",
    severity=Severity.HIGH,
    strength=Strength.CONTRACT,
    anchors=("法28条", "規則16条", "規則18条", "GL10-7", "CL-09"),
    compares=("registry", "country_list", "contract"),
    remedy="契約の国を直すか、取扱いの国を契約に合わせてください。外国にある第三者の判定をやり直してください。",
)


def check(snapshot: Snapshot) -> Iterator[Verdict]:
    """One verdict per entrustment with a contract that handles abroad. Home is always allowed."""
    countries, clauses = Countries(snapshot), clause_states(snapshot)
    for edge in snapshot.handling:
        abroad = foreign(edge.countries)
        contracts = clauses.contracts(edge) if abroad else []
        if not contracts:
            continue
        allowed = {country for contract in contracts for country in contract.countries}
        beyond = tuple(country for country in abroad if country not in allowed)
        if not beyond:
            yield agrees(edge.entrustee, edge)
        elif allowed or clauses.read(contracts):
            judged = all(countries.judged(edge, country) for country in beyond)
            severity = None if judged else Severity.CRITICAL
            yield conflicts(edge.entrustee, edge, edge, *contracts, severity=severity, beyond=beyond, judged=judged)
        else:
            yield cannot_tell(edge.entrustee, edge, edge, *contracts, beyond=beyond)


def explain(verdict: Verdict, snapshot: Snapshot) -> str:
    """Words the verdict: which countries the contract does not allow."""
    who, beyond = snapshot.name(verdict.party), named(verdict.facts["beyond"], snapshot)
    if "judged" not in verdict.facts:
        return (
            f"{who}は{beyond}で扱うと登録されていますが、契約の全文が読めておらず、契約が許すか分かりません。"
            "全文を読んでください。"
        )
    told = "" if verdict.facts["judged"] else "外国にある第三者の判定の記録もありません。"
    return f"{who}は{beyond}で扱うと登録されていますが、契約の許す国にありません。{told}"
