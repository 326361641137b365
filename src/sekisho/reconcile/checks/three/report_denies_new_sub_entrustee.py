"""「再委託先の変わりなし」と新しい相手。

見つけること: 年次報告で再委託先に変わりがないとした期間に、新しい再委託の登録か、その仕事の新しい支払先がある。
なぜ: 報告の中心は「変わったか」で、変わりなしの一言の裏に知らない再委託が隠れる（C-04、C-05）。
根拠: 要件 S-52、年次報告の項目 A-3（B 2-9）。契約上の報告義務。
是正: 新しい相手の仕事と個人データの取扱いを尋ね、報告を直してもらい、承諾の有無を確かめる。
例: 物語 あさひ通信 では、次の会社について、次の記録から言えます。

>>> from sekisho.stories.run import findings_of
>>> found = findings_of("asahi", "report_denies_new_sub_entrustee")[0]
>>> found.party, found.outcome.label, [item.key for item in found.evidence]
('P-004', '不一致', ['AR-2025-E-005/A-3', 'E-036'])
"""

from collections.abc import Iterator, Sequence

from sekisho.declared import Entrustment
from sekisho.observed import Invoice
from sekisho.period import Period
from sekisho.reconcile.check import Ground, Verdict, agrees, conflicts
from sekisho.reconcile.joins.identities import identities
from sekisho.reconcile.joins.reports import claims_of_no_change
from sekisho.reconcile.snapshot import Snapshot
from sekisho.reconcile.wording import day, listing
from sekisho.terms import Severity, Strength, Ternary

GROUND = Ground(
    rule="S-52",
    title="「再委託先の変わりなし」と新しい相手",
    severity=Severity.HIGH,
    strength=Strength.CONTRACT,
    anchors=("B 2-9", "N Q2-9", "C-04", "C-05"),
    compares=("registry", "annual_report", "invoice"),
    remedy="新しい相手の仕事と個人データの取扱いを尋ね、報告を直してもらい、承諾の有無を確かめてください。",
)


def check(snapshot: Snapshot) -> Iterator[Verdict]:
    """One verdict per claim on A-3 that can be held against registered edges or invoices.

    A payee is new when an invoice of the period is the first to it, and the invoices for this work go back before the period.
    """
    paid = snapshot.by(Invoice, "entrustment")
    for edge, claim in claims_of_no_change(snapshot, "A-3"):
        span = Period.through(claim.period_from, claim.period_to)
        below = [sub for sub in snapshot.chain.below(edge.key) if _came(sub, edge, span)]
        fresh = _first_payments([line for line in paid[edge.key] if line.payer == edge.entrustee], span, snapshot)
        if below or fresh:
            names = [snapshot.name(sub.entrustee) for sub in below] + [line.payee for line in fresh or ()]
            yield conflicts(edge.entrustee, edge, claim, *below, *(fresh or ()), claim=claim, names=names)
        elif fresh is not None:
            yield agrees(edge.entrustee, edge)


def _came(sub: Entrustment, edge: Entrustment, span: Period) -> bool:
    """Whether a sub-entrustee of personal data came in the period; those there from the start are no change."""
    from_the_start = sub.starts_on and edge.starts_on and sub.starts_on <= edge.starts_on
    handles = sub.handles_personal_data is not Ternary.NO
    return handles and sub.starts_on is not None and span.holds(sub.starts_on) and not from_the_start


def _first_payments(lines: Sequence[Invoice], span: Period, snapshot: Snapshot) -> list[Invoice] | None:
    """The first invoice to each payee that is new in the period, or None when the invoices do not go back before it."""
    company = identities(snapshot)
    first: dict[str, Invoice] = {}
    for line in sorted(lines, key=lambda each: (each.period_from, each.key)):
        first.setdefault(company.of(line.payee, line.payee_number).who, line)
    if all(span.start is None or line.period_from >= span.start for line in first.values()):
        return None
    return [line for line in first.values() if span.holds(line.period_from)]


def explain(verdict: Verdict, snapshot: Snapshot) -> str:
    """Words the verdict: the claim, its period, who is new."""
    claim = verdict.facts["claim"]
    return (
        f"{snapshot.name(verdict.party)}は{day(claim.period_from)}から{day(claim.period_to)}までの報告で"
        f"再委託先に変わりがないとしていますが、この間に新しい相手（{listing(verdict.facts['names'])}）があります。"
    )
