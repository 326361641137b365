"""名簿より少ない誓約。

見つけること: 秘密保持の誓約があると回答した相手の名簿に、誓約日のない取扱者がいる。
なぜ: 派遣・協力会社の要員が誓約から漏れると、退職後の秘密保持が及ばない。
根拠: 点検項目 ORG-09。就業規則等への記載は GL10-4 の例示、退職後と協力会社要員への及びは自社。
是正: 誓約のない人から誓約書を取り、名簿に誓約日を入れてもらう。
例: 物語 あさひ通信 では、次の会社について、次の記録から言えます。

>>> from sekisho.stories.run import findings_of
>>> found = findings_of("asahi", "pledges_fewer_than_roster")[0]
>>> found.party, found.outcome.label, [item.key for item in found.evidence]
('P-020', '不一致', ['A-26-E-021/ORG-09', 'R-1212'])
"""

from collections.abc import Iterator

from sekisho.reconcile.check import Ground, Verdict, cannot_tell, conflicts
from sekisho.reconcile.joins.answers import Replies
from sekisho.reconcile.joins.people import handlers_today
from sekisho.reconcile.snapshot import Snapshot
from sekisho.reconcile.wording import listing
from sekisho.terms import ContractKind, Severity, Strength

GROUND = Ground(
    rule="ORG-09",
    title="名簿より少ない誓約",
    severity=Severity.LOW,
    strength=Strength.RECOMMENDED,
    anchors=("GL10-4",),
    compares=("roster", "answer_sheet"),
    remedy="誓約のない人から誓約書を取り、名簿に誓約日を入れてもらってください。",
)


def check(snapshot: Snapshot) -> Iterator[Verdict]:
    """One verdict per entrustment of type A about which the party answered that pledges are taken.

    Answer and roster are both the party's own word: that they fit agrees with nothing.
    """
    replies, today = Replies(snapshot, "ORG-09"), handlers_today(snapshot)
    for edge in snapshot.handling:
        answer = replies.yes(edge.entrustee, edge) if edge.contract_kind is ContractKind.A else None
        if answer is None:
            continue
        handlers = today.get(edge.key, ())
        without = [e for e in handlers if e.pledged_on is None or e.pledged_on > snapshot.as_of]
        if without:
            yield conflicts(edge.entrustee, edge, answer, *without, handlers=handlers, without=without)
        elif not handlers:
            yield cannot_tell(edge.entrustee, edge, answer)


def explain(verdict: Verdict, snapshot: Snapshot) -> str:
    """Words the verdict: how many handlers, how many pledges."""
    name = snapshot.name(verdict.party)
    if not verdict.facts:
        return f"{name}は「秘密保持の誓約がある」と回答していますが、名簿がなく、照らせません。名簿の提出を求めてください。"
    handlers, without = verdict.facts["handlers"], verdict.facts["without"]
    return (
        f"{name}は「秘密保持の誓約がある」と回答していますが、名簿の取扱者{len(handlers)}人のうち"
        f"{len(without)}人（{listing(entry.person for entry in without)}）に誓約日がありません。"
    )
