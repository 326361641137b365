"""上位より弱い下位の覚書。

見つけること: 再委託の契約・覚書の条項が、すぐ上の段または当社の契約・覚書より弱い。
なぜ: 段を下るほど約束が弱くなると、当社が求めた措置が末端に届かない。
根拠: 要件 S-29、N Q2-8、B 2-8（同等の覚書）。契約上の義務で、法は法23条の水準まで（GL3-4-4※2）。
是正: 下位の覚書を同等の条項に改めてもらう。改めるまでの扱いを決める。
例: 物語 あさひ通信 では、次の会社について、次の記録から言えます。

>>> from sekisho.stories.run import findings_of
>>> found = findings_of("asahi", "lower_memorandum_weaker")[0]
>>> found.party, found.outcome.label, [item.key for item in found.evidence]
('P-036', '不一致', ['K-033/CL-17', 'K-047/CL-17', 'E-047'])
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from sekisho.declared import Entrustment
from sekisho.reconcile.check import Ground, Verdict, agrees, cannot_tell, conflicts
from sekisho.reconcile.joins.terms_of_chain import Attribute, Level, Levels
from sekisho.reconcile.snapshot import Snapshot
from sekisho.reconcile.wording import listing
from sekisho.terms import Severity, Strength

GROUND = Ground(
    rule="S-29",
    title="上位より弱い下位の覚書",
    severity=Severity.MEDIUM,
    strength=Strength.CONTRACT,
    anchors=("SUB-04", "N Q2-8", "B 2-8", "GL3-4-4※2"),
    compares=("registry", "contract", "clause_finding"),
    remedy="下位の覚書を上位と同等の条項に改めてもらい、改めるまでの扱いを決めてください。",
)


class Demand(NamedTuple):
    """The strictest level above an entrustment, and which entrustment above states it."""

    upper: Entrustment
    level: Level


def check(snapshot: Snapshot) -> Iterator[Verdict]:
    """Per sub-entrustment: one verdict per attribute known on both sides, one for all that cannot be compared."""
    levels = Levels(snapshot)
    attributes = {attribute.id: attribute for attribute in levels.attributes}
    for edge in snapshot.handling:
        above = _above(edge, snapshot)
        if not above:
            continue
        own, demands = levels.of(edge), _demands(above, levels)
        for attribute in own.keys() & demands.keys():
            yield _judge(edge, attributes[attribute], demands[attribute], own[attribute])
        uncompared = demands.keys() - own.keys()
        if uncompared or not demands:
            unread = [attribute.name for attribute in levels.attributes if attribute.id in uncompared]
            contracts = [contract for each in (edge, *above) for contract in levels.contracts(each)]
            yield cannot_tell(edge.entrustee, edge, edge, *contracts, distinct=("unread",), attributes=unread)


def _above(edge: Entrustment, snapshot: Snapshot) -> list[Entrustment]:
    """The tiers directly above, and the carrier's own at the head of the path."""
    edges, head = snapshot.chain.edges, snapshot.chain.head(edge.key)
    direct = [key for key in edge.upper if key in edges]
    return [edges[key] for key in dict.fromkeys((*direct, head.key))] if direct else []


def _demands(above: list[Entrustment], levels: Levels) -> Mapping[str, Demand]:
    """The strictest level above, by attribute id."""
    strictest: dict[str, Demand] = {}
    for upper in above:
        for attribute, level in levels.of(upper).items():
            if attribute not in strictest or level.rank < strictest[attribute].level.rank:
                strictest[attribute] = Demand(upper, level)
    return strictest


def _judge(edge: Entrustment, attribute: Attribute, demand: Demand, own: Level) -> Verdict:
    if own.rank <= demand.level.rank:
        return agrees(edge.entrustee, edge)
    cited = (edge, demand.level.state, own.state)
    return conflicts(edge.entrustee, edge, *cited, distinct=(attribute.id,), attribute=attribute, demand=demand, own=own)


def explain(verdict: Verdict, snapshot: Snapshot) -> str:
    """Words the verdict: which attribute is weaker than where; or what has not been read."""
    name, facts = snapshot.name(verdict.party), verdict.facts
    if "own" in facts:
        demand = facts["demand"]
        above = f"{snapshot.name(demand.upper.entrustee)}との契約（{demand.upper.key}）"
        return (
            f"{name}との再委託の契約は、「{facts['attribute'].name}」が「{facts['own'].shown}」で、"
            f"上位の{above}の「{demand.level.shown}」より弱くなっています。"
        )
    if facts["attributes"]:
        unread = listing(facts["attributes"])
        return f"{name}との再委託の契約から読み取れない条項（{unread}）があり、上位と比べられません。写しを求めてください。"
    return f"{name}への再委託の上位の契約・覚書の条項が読み取れておらず、比べられません。上位の条項を登録してください。"
