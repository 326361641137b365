"""台帳にないグループ会社。

見つけること: 委託の仕事で支払いを受けている親会社・連結子会社が、その委託の連鎖にない。
なぜ: 資本関係のある会社は委託先として管理されにくく、そこから漏えいが起きた（C-01、C-03）。
根拠: 点検項目 SUB-10、様式2-11。自社の上乗せ（法はグループ会社にも同じ監督を求める）。
是正: 支払いの中身と個人データの取扱いを確かめ、扱わせていれば委託として登録する。
例: 物語 C-01 では、次の会社について、次の記録から言えます。

>>> from sekisho.stories.run import findings_of
>>> found = findings_of("C-01", "group_company_unregistered")[0]
>>> found.party, found.outcome.label, [item.key for item in found.evidence]
('P-2', '不一致', ['G-2', 'IV-1'])
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from sekisho.declared import Entrustment, GroupMembership
from sekisho.observed import Invoice
from sekisho.period import Period
from sekisho.reconcile.check import Ground, Verdict, agrees, cannot_tell, conflicts
from sekisho.reconcile.joins.identities import identities
from sekisho.reconcile.joins.people import outermost
from sekisho.reconcile.joins.sightings import in_force
from sekisho.reconcile.snapshot import Snapshot
from sekisho.reconcile.wording import day
from sekisho.terms import GroupRelation, Severity, Strength, Ternary

GROUND = Ground(
    rule="SUB-10",
    title="台帳にないグループ会社",
    severity=Severity.HIGH,
    strength=Strength.OWN_POLICY,
    anchors=("FORM 2-11", "C-01", "C-02", "C-03", "C-08"),
    compares=("registry", "group_list", "invoice"),
    remedy="支払いの中身と個人データの取扱いを確かめ、扱わせていれば委託として登録してください。",
)


def check(snapshot: Snapshot) -> Iterator[Verdict]:
    """One verdict per group company and entrustment for which it is paid; one per company paid for work nobody can tell."""
    memberships, known = snapshot.by(GroupMembership, "party"), identities(snapshot)
    paid: dict[tuple[str, str | None], list[Invoice]] = defaultdict(list)
    for line in snapshot.all(Invoice):
        payee = known.of(line.payee, line.payee_number).who
        if any(_is_group(membership, line) for membership in memberships[payee]):
            paid[payee, line.entrustment].append(line)
    registered: dict[str, list[Entrustment]] = defaultdict(list)
    for each in snapshot.chain.edges.values():
        registered[each.entrustee].append(each)
    for (payee, tied), lines in paid.items():
        edge = snapshot.edge(tied)
        if edge and edge.handles_personal_data is Ternary.NO:
            continue  # who is paid for work without personal data need not stand in the chain
        unknown = [line for line in lines if not _stands(payee, line, _chain(edge, snapshot) if edge else registered[payee])]
        cited = (*memberships[payee], *outermost(unknown))
        if edge and unknown:
            yield conflicts(payee, edge, *cited, distinct=(payee,), lines=unknown)
        elif not unknown:
            yield agrees(payee, edge)
        elif tied is None:
            yield cannot_tell(payee, None, *cited, lines=unknown)


def _is_group(membership: GroupMembership, line: Invoice) -> bool:
    held = Period.through(membership.starts_on, membership.ends_on)
    return membership.relation is not GroupRelation.NONE and held.overlaps(Period.through(line.period_from, line.period_to))


def _chain(edge: Entrustment, snapshot: Snapshot) -> list[Entrustment]:
    return [*snapshot.chain.path(edge.key), *snapshot.chain.subtree(edge.key)]


def _stands(payee: str, line: Invoice, edges: Iterable[Entrustment]) -> bool:
    """Whether the payee has a part in one of the entrustments on some day of the invoice."""
    return any(payee in (edge.entruster, edge.entrustee) and in_force(edge, line.period_from, line.period_to) for edge in edges)


def explain(verdict: Verdict, snapshot: Snapshot) -> str:
    """Words the verdict: who pays the group company for which work since when."""
    lines = verdict.facts["lines"]
    since = day(min(line.period_from for line in lines))
    payer = snapshot.name(lines[0].payer)
    paid = f"グループ会社の{snapshot.name(verdict.party)}は、{payer}から{since}以降の支払いを受けていますが、"
    if verdict.about:
        return f"{paid}その仕事の委託（{verdict.about.key}）の連鎖にありません。"
    return f"{paid}台帳になく、請求がどの委託の仕事か分かりません。個人データを扱う仕事かを確かめてください。"
