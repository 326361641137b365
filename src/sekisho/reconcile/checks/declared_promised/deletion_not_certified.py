"""消去証明の欠けと範囲。

見つけること: 終わった委託に、期限を過ぎても消去の証明がない。証明の対象に、本体・控え・再委託先のどれかが入らない。
なぜ: 終わった契約のデータが何年も残り、後の攻撃で盗まれた（C-06・C-07）。
根拠: R-09(a)(b)、GL10-5(4)（証明書等での確認は「重要」）、法22条（消去の努力義務）。期限は終了の日から30日（自社）。
是正: 追加の消去と証明を求める。
例: 物語 C-07 では、次の会社について、次の記録から言えます。

>>> from sekisho.stories.run import findings_of
>>> found = findings_of("C-07", "deletion_not_certified")[0]
>>> found.party, found.outcome.label, [item.key for item in found.evidence]
('P-1', '不一致', ['E-1'])
"""

from collections.abc import Iterator
from datetime import timedelta

from sekisho.declared import Entrustment
from sekisho.reconcile.check import Ground, Verdict, cannot_tell, conflicts
from sekisho.reconcile.joins.deletions import Deletions, reach
from sekisho.reconcile.snapshot import Snapshot
from sekisho.reconcile.wording import day, listing
from sekisho.terms import Severity, Strength, Ternary

GROUND = Ground(
    rule="R-09",
    title="消去証明の欠けと範囲",
    severity=Severity.HIGH,
    strength=Strength.RECOMMENDED,
    anchors=("法22条", "GL10-5(4)", "CL-21", "C-06", "C-07"),
    compares=("registry", "deletion_certificate"),
    remedy="控えと再委託先まで含めて消去させ、証明を求めてください。",
)
_DAYS = timedelta(days=30)
_MAIN, _COPIES, _SUBS = "covers_main", "covers_copies", "covers_sub_entrustees"


def check(snapshot: Snapshot) -> Iterator[Verdict]:
    """One verdict per ended entrustment that is due. A sub-entrustment is certified by itself or by the one above it.

    A certificate of the full reach is the party's own word; whether it is borne out is told where others looked (R-09(c)).
    """
    deletions = Deletions(snapshot)
    for edge in snapshot.chain.edges.values():
        if edge.ends_on is None or edge.handles_personal_data is Ternary.NO or edge.ends_on >= snapshot.as_of:
            continue
        final = edge.ends_on - _DAYS  # what was certified long before the end does not speak of the end
        own = [certificate for certificate in deletions.own(edge) if certificate.issued_on >= final]
        above = () if own else [certificate for certificate in deletions.from_above(edge) if certificate.issued_on >= final]
        due = edge.ends_on + _DAYS
        if not own and not above:
            following = _following(edge, snapshot)
            if snapshot.as_of > due and following:
                yield cannot_tell(edge.entrustee, edge, edge, following, following=following.key)
            elif snapshot.as_of > due:
                yield conflicts(edge.entrustee, edge, edge, due=due, missing=())
            continue
        certificates = own or above
        reached = {scope: reach(certificates, scope) for scope in (_MAIN, _COPIES)}
        if own and _uncertified_below(edge, deletions, snapshot):
            reached[_SUBS] = reach(own, _SUBS)
        missing = tuple(scope for scope, state in reached.items() if state is Ternary.NO)
        if missing:
            yield conflicts(edge.entrustee, edge, edge, *certificates, missing=missing)
        elif Ternary.UNKNOWN in reached.values():
            unknown = tuple(scope for scope, state in reached.items() if state is Ternary.UNKNOWN)
            yield cannot_tell(edge.entrustee, edge, edge, *certificates, unknown=unknown)


def _following(edge: Entrustment, snapshot: Snapshot) -> Entrustment | None:
    """The entrustment that carries the same work on from the next day: its data may rightly stay."""
    next_day = edge.ends_on + timedelta(days=1) if edge.ends_on else None
    return next(
        (
            other
            for other in snapshot.entrusted(edge.entrustee)
            if other.starts_on == next_day and other.entruster == edge.entruster and other.purpose == edge.purpose is not None
        ),
        None,
    )


def _uncertified_below(edge: Entrustment, deletions: Deletions, snapshot: Snapshot) -> bool:
    """Whether a sub-entrustee below handled the data and has no certificate of its own."""
    return any(
        lower.handles_personal_data is not Ternary.NO and not deletions.own(lower) for lower in snapshot.chain.subtree(edge.key)
    )


def explain(verdict: Verdict, snapshot: Snapshot) -> str:
    """Words the verdict: no certificate since when, or what it leaves out."""
    names = {_MAIN: "本体", _COPIES: "控え", _SUBS: "再委託先"}
    ended = verdict.about.ends_on if verdict.about else None
    place = f"{snapshot.name(verdict.party)}への委託（{day(ended)}終了）"
    if "following" in verdict.facts:
        return (
            f"{place}は{verdict.facts['following']}に続いており、消すべきデータがあるか分かりません。"
            "引き継いだデータの範囲を確かめてください。"
        )
    if "unknown" in verdict.facts:
        unknown = listing(names[scope] for scope in verdict.facts["unknown"])
        return f"{place}の消去証明に、{unknown}が含まれるかが書かれていません。対象を尋ね、書き直した証明を求めてください。"
    if verdict.facts["missing"]:
        return f"{place}の消去証明に、{listing(names[scope] for scope in verdict.facts['missing'])}が含まれていません。"
    return f"{place}の消去の証明が、期限の{day(verdict.facts['due'])}を過ぎてもありません。"
