"""上位と下位で違う連鎖の申告。

見つけること: 連鎖の申告が、台帳の再委託、またはもう一方の見方の申告と合わない。「なし」の申告も申告である。
なぜ: 上位は「なし」と言い、下位は「受けている」と言うことがある。片方だけでは抜けが見えない（C-06）。
根拠: R-06、GL3-4-4 事例4、B 前文。
是正: 双方に理由を求め、台帳と申告を直す。承諾のない再委託は R-05 で扱う。
例: 物語 あさひ通信 では、次の会社について、次の記録から言えます。

>>> from sekisho.stories.run import findings_of
>>> found = findings_of("asahi", "chain_views_differ")[0]
>>> found.party, found.outcome.label, [item.key for item in found.evidence]
('P-020', '不一致', ['CD-021-26-10', 'CD-021-26-10L', 'E-021'])
"""

from collections.abc import Iterable, Iterator

from sekisho.declared import ChainDeclaration, Entrustment
from sekisho.reconcile.check import Ground, Verdict, agrees, cannot_tell, conflicts
from sekisho.reconcile.joins.identities import identities
from sekisho.reconcile.joins.sightings import in_force
from sekisho.reconcile.joins.stated import Stated
from sekisho.reconcile.snapshot import Snapshot
from sekisho.reconcile.wording import listing
from sekisho.terms import Severity, Strength, Ternary

GROUND = Ground(
    rule="R-06",
    title="上位と下位で違う連鎖の申告",
    severity=Severity.HIGH,
    strength=Strength.RECOMMENDED,
    anchors=("GL3-4-4 事例4", "GL3-4-4※1", "B 前文", "C-06"),
    compares=("registry", "chain_declaration"),
    remedy="双方に理由を求め、台帳と申告を直してください。承諾のない再委託があれば承諾の可否を判断してください。",
)


def check(snapshot: Snapshot) -> Iterator[Verdict]:
    """One verdict per entrustment with a dated declaration; each view is held against the registry of its own day."""
    stated, known = Stated(snapshot), identities(snapshot)
    for key in snapshot.by(ChainDeclaration, "entrustment"):
        edge = snapshot.edge(key)
        declared = stated.latest(edge) if edge else []
        if edge is None or not declared:
            continue
        shared = [name for d in declared for name in d.sub_entrustees if known.of(name).shared]
        clear = [(d, [name for name in d.sub_entrustees if not known.of(name).shared]) for d in declared]
        views = [(d, {known.of(name).who: name for name in names}) for d, names in clear]
        unregistered, undeclared = _against_registry(edge, views, snapshot)
        differing = _between(edge, views, snapshot)
        if shared:
            undeclared = differing = []  # a name that may mean several may mean the missing one
        if unregistered or undeclared or differing:
            yield conflicts(
                edge.entrustee, edge, edge, *declared, unregistered=unregistered, undeclared=undeclared, differing=differing
            )
        elif shared:
            yield cannot_tell(edge.entrustee, edge, edge, *declared, names=shared)
        else:
            yield agrees(edge.entrustee, edge)


_Views = list[tuple[ChainDeclaration, dict[str, str]]]


def _against_registry(edge: Entrustment, views: _Views, snapshot: Snapshot) -> tuple[list[str], list[str]]:
    """Names declared but not registered below on that day or later, and companies registered directly below but not declared.

    Whoever declares a sub-entrustee before it begins does as is asked.
    """
    unregistered, undeclared = set(), set()
    for declaration, named in views:
        direct = _on(declaration, snapshot.chain.below(edge.key))
        undeclared |= {snapshot.name(lower.entrustee) for lower in direct if lower.entrustee not in named and _handles(lower)}
        deeper = named.keys() - {lower.entrustee for lower in direct}
        if deeper:
            deeper -= {lower.entrustee for lower in snapshot.chain.subtree(edge.key) if _not_ended(lower, declaration)}
        unregistered |= {named[who] for who in deeper}
    return sorted(unregistered), sorted(undeclared)


def _between(edge: Entrustment, views: _Views, snapshot: Snapshot) -> list[str]:
    """Names that only one view has, unless the registry shows that they came or went between the two days."""
    if len(views) < 2:
        return []
    (first, names), (second, others) = views
    below = list(snapshot.chain.subtree(edge.key))
    came_or_went = {lower.entrustee for lower in below} - (
        {lower.entrustee for lower in _on(first, below)} & {lower.entrustee for lower in _on(second, below)}
    )
    return sorted((names | others)[who] for who in names.keys() ^ others.keys() if who not in came_or_went)


def _on(declaration: ChainDeclaration, edges: Iterable[Entrustment]) -> list[Entrustment]:
    day = declaration.declared_on
    return [edge for edge in edges if day and in_force(edge, day, day)]


def _not_ended(edge: Entrustment, declaration: ChainDeclaration) -> bool:
    day = declaration.declared_on
    return edge.ends_on is None or (day is not None and day <= edge.ends_on)


def _handles(edge: Entrustment) -> bool:
    return edge.handles_personal_data is not Ternary.NO


def explain(verdict: Verdict, snapshot: Snapshot) -> str:
    """Words the verdict: which names are only on one side."""
    facts = verdict.facts
    place = f"{snapshot.name(verdict.party)}への委託{verdict.about.key if verdict.about else ''}の連鎖の申告"
    if "names" in facts:
        names = listing(facts["names"])
        return f"{place}に「{names}」とありますが、同じ名前の会社が複数あり、どれか決められません。法人番号を尋ねてください。"
    told = []
    if facts["unregistered"]:
        told.append(f"申告にあって台帳にない「{listing(facts['unregistered'])}」")
    if facts["undeclared"]:
        told.append(f"台帳にあって申告にない「{listing(facts['undeclared'])}」")
    if facts["differing"]:
        told.append(f"一方の見方にだけある「{listing(facts['differing'])}」")
    return f"{place}に、{'、'.join(told)}があります。"
