"""上位の知らない下位の会社。

見つけること: 請求書・ID一覧・ログイン・入館証・名簿に出てくる会社が、その日の申告の連鎖にない。派遣元と協力会社も数える。
なぜ: 申告の書面では連鎖が整っていても、支払いと人の出入りは別の会社を示していた（C-01・C-04・C-05・C-08）。
根拠: R-06、GL3-4-4 事例4・※1。委託元の知らない再委託を委託元の監督の不備とする例。
是正: 相手に理由を求め、承諾の有無（R-05）を確かめる。権限・入館を直ちに止めるかは人が決める。
例: 物語 C-06 では、次の会社について、次の記録から言えます。

>>> from sekisho.stories.run import findings_of
>>> found = findings_of("C-06", "unknown_sub_entrustee")[0]
>>> found.party, found.outcome.label, [item.key for item in found.evidence]
('P-2', '不一致', ['CD-E-3-2024-03-29', 'IV-1', 'E-3'])
"""

from collections.abc import Iterator

from sekisho.reconcile.check import Ground, Verdict, agrees, cannot_tell, conflicts
from sekisho.reconcile.joins.sightings import cited, companies_seen
from sekisho.reconcile.joins.stated import Stated
from sekisho.reconcile.snapshot import Snapshot
from sekisho.reconcile.wording import day, listing
from sekisho.terms import Severity, Strength

GROUND = Ground(
    rule="R-06",
    title="上位の知らない下位の会社",
    severity=Severity.HIGH,
    strength=Strength.RECOMMENDED,
    anchors=("GL3-4-4 事例4", "GL3-4-4※1", "B 前文", "N はじめに", "C-01", "C-04", "C-05", "C-08"),
    compares=("registry", "chain_declaration", "roster", "invoice", "account_list", "idp_log", "gate_log"),
    remedy="相手に理由を求め、再委託の承諾の有無を確かめてください。権限と入館を直ちに止めるかを決めてください。",
)


def check(snapshot: Snapshot) -> Iterator[Verdict]:
    """One verdict per company seen at an entrustment (or at a party, when the trace cannot be tied to one entrustment)."""
    stated = Stated(snapshot)
    for seen in companies_seen(snapshot):
        about = (seen.party, seen.edge)
        distinct = (seen.who,)
        if seen.shared:
            yield cannot_tell(*about, *seen.cited, distinct=distinct, seen=seen, reason="shared")
            continue
        unknown = stated.unknown(seen)
        if not unknown:
            yield agrees(*about)
        elif seen.edge is None:
            yield cannot_tell(seen.party, None, *cited(unknown), distinct=distinct, seen=seen, reason="untied")
        else:
            touched = any(trace.touched for trace in unknown)
            yield conflicts(
                *about,
                seen.edge,
                *stated.latest(seen.edge),
                *cited(unknown),
                distinct=distinct,
                severity=Severity.CRITICAL if touched else None,
                seen=seen,
                unknown=unknown,
            )


def explain(verdict: Verdict, snapshot: Snapshot) -> str:
    """Words the verdict: which company, by which records, since when."""
    seen = verdict.facts["seen"]
    party = snapshot.name(verdict.party)
    if verdict.facts.get("reason") == "shared":
        return (
            f"{party}の業務の記録に「{seen.shown}」が出てきますが、同じ名前の会社が複数あり、決められません。"
            "法人番号を尋ねてください。"
        )
    if verdict.facts.get("reason") == "untied":
        return (
            f"{party}の記録に、申告の連鎖にない「{seen.shown}」が出てきます。"
            "どの委託の仕事かを記録から決められません。その会社の仕事の中身を尋ね、記録に委託番号を入れてください。"
        )
    unknown = verdict.facts["unknown"]
    sheets = listing(dict.fromkeys(trace.record.schema.sheet for trace in unknown))
    first = min(trace.first_on for trace in unknown)
    return (
        f"{party}への委託{verdict.about.key if verdict.about else ''}に「{seen.shown}」が出てきます（{sheets}、"
        f"{day(first)}から{len(unknown)}件）。その日の申告の連鎖に、この会社はありません。"
    )
