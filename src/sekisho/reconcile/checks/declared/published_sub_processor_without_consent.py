"""公開一覧にある再委託先の承諾漏れ。

見つけること: 約款で使うベンダーの最新の公開一覧に載る会社に、当社の有効な承諾がない（記録なし、不承諾、期限切れ、国の範囲外）。
なぜ: 約款のベンダーは再委託のたびに申請せず、一覧を書き換えるだけである。承諾簿が前の一覧のままだと、知らない再委託先が増える。
根拠: R-05、GL3-4-4(3)、B 1-2・2-4・2-8。名前が変わっただけかもしれない会社は、人が改名を確かめるまで判定不能とする。
是正: 承諾の可否を判断して承諾簿に記す。改名なら一覧に前の名前を記して確かめる。
例: 物語 あさひ通信 では、次の会社について、次の記録から言えます。

>>> from sekisho.stories.run import findings_of
>>> found = findings_of("asahi", "published_sub_processor_without_consent")[0]
>>> found.party, found.outcome.label, [item.key for item in found.evidence]
('P-009', '不一致', ['P-009/2026-10-05/002'])
"""

from collections.abc import Iterator, Mapping
from typing import Any

from sekisho.declared import Consent
from sekisho.declared.listing import ListedCompany, RenameProposal
from sekisho.reconcile.check import Ground, Verdict, agrees, cannot_tell, conflicts
from sekisho.reconcile.joins.identities import identities
from sekisho.reconcile.joins.published_lists import VendorList, known_as, newest_lists, renames_of_consented
from sekisho.reconcile.snapshot import Snapshot
from sekisho.reconcile.wording import countries, day, listing
from sekisho.terms import ConsentDecision, Severity, Strength

GROUND = Ground(
    rule="R-05",
    title="公開一覧にある再委託先の承諾漏れ",
    severity=Severity.HIGH,
    strength=Strength.RECOMMENDED,
    anchors=("GL3-4-4(3)", "B 1-2", "B 2-4", "B 2-8"),
    compares=("published_list", "consent_register"),
    remedy="承諾の可否を判断して承諾簿に記してください。改名なら、一覧に前の名前を記してください。",
)
#: What is wrong with a consent, the one nearest to a valid consent first.
_FLAWS = ("beyond", "expired", "pending", "not_carrier", "refused")
_OPEN = ("undated", "places")


def check(snapshot: Snapshot) -> Iterator[Verdict]:
    """One verdict per vendor and company of its newest list; consents under any entrustment of the vendor count."""
    for listed in newest_lists(snapshot):
        consents = [consent for edge in listed.edges for consent in snapshot.by(Consent, "upper")[edge.key]]
        granted = [consent for consent in consents if _flaw(consent, None, snapshot) is None]
        renames = renames_of_consented(listed, granted, snapshot)
        for company in listed.companies:
            yield _judged(company, listed, consents, renames, snapshot)


def _judged(
    company: ListedCompany,
    listed: VendorList,
    consents: list[Consent],
    renames: Mapping[str, tuple[RenameProposal, ...]],
    snapshot: Snapshot,
) -> Verdict:
    known = identities(snapshot)
    names = known_as(company, listed, known)
    given = _latest([consent for consent in consents if known.of(consent.sub_entrustee).who in names])
    flaws = {_flaw(consent, company, snapshot): consent for consent in reversed(given)}
    if None in flaws:
        return agrees(listed.vendor, listed.about, *company.rows, flaws[None])
    facts: dict[str, Any] = {"company": company, "distinct": (company.key,)}
    facts["severity"] = listed.severity(GROUND.severity, snapshot)
    for flaw in _OPEN:
        if flaw in flaws:
            consent = flaws[flaw]
            return cannot_tell(listed.vendor, listed.about, *company.rows, consent, flaw=flaw, consent=consent, **facts)
    for flaw in _FLAWS:
        if flaw in flaws:
            consent = flaws[flaw]
            return conflicts(listed.vendor, listed.about, *company.rows, consent, flaw=flaw, consent=consent, **facts)
    if proposals := renames.get(company.key):
        before = [consent for consent in consents if _names_one(consent, proposals, snapshot)]
        return cannot_tell(listed.vendor, listed.about, *company.rows, *before, flaw="rename", proposals=proposals, **facts)
    return conflicts(listed.vendor, listed.about, *company.rows, flaw="none", **facts)


def _names_one(consent: Consent, proposals: tuple[RenameProposal, ...], snapshot: Snapshot) -> bool:
    known = identities(snapshot)
    return known.of(consent.sub_entrustee).who in {known.of(proposal.before.name).who for proposal in proposals}


def _latest(consents: list[Consent]) -> list[Consent]:
    """The last decision under each entrustment; a request that waits does not undo a decision."""
    last: dict[str, Consent] = {}
    for consent in sorted(consents, key=lambda c: (c.decision is not ConsentDecision.PENDING, str(c.decided_on or ""), c.key)):
        last[consent.upper] = consent
    return list(last.values())


def _flaw(consent: Consent, company: ListedCompany | None, snapshot: Snapshot) -> str | None:
    """Why the consent does not cover the company on the day, None when it does. Without a company its scope is not asked."""
    beyond = company is not None and consent.countries and company.countries - set(consent.countries)
    unclear = company is not None and consent.countries and not company.places_known
    found = {
        "refused": consent.decision is ConsentDecision.REFUSED,
        "pending": consent.decision is ConsentDecision.PENDING,
        "not_carrier": snapshot.carrier is not None and consent.giver != snapshot.carrier,
        "expired": consent.expires_on is not None and consent.expires_on < snapshot.as_of,
        "beyond": bool(beyond),
        "undated": consent.decided_on is None,
        "places": bool(unclear),
    }
    return next((flaw for flaw, holds in found.items() if holds), None)


def explain(verdict: Verdict, snapshot: Snapshot) -> str:
    """Words the verdict: which company is on which list, and what is wrong with the consent."""
    facts = verdict.facts
    company: ListedCompany = facts["company"]
    listed_on = max(row.listed_on for row in company.rows)
    seen = f"{snapshot.name(verdict.party)}の{day(listed_on)}の公開一覧に「{company.name}」が載っていますが、"
    if facts["flaw"] == "none":
        return f"{seen}再委託の承諾の記録がありません。"
    if facts["flaw"] == "rename":
        return seen + _rename_words(facts["proposals"])
    return seen + _flaw_words(facts["flaw"], facts["consent"], company, snapshot)


def _rename_words(proposals: tuple[RenameProposal, ...]) -> str:
    before = listing(f"「{proposal.before.name}」" for proposal in proposals)
    reasons = listing(dict.fromkeys(reason for proposal in proposals for reason in proposal.resemblance.reasons))
    return f"承諾の記録は{before}です。改名かもしれません（{reasons}）。改名かをベンダーに尋ねてください。"


def _flaw_words(flaw: str, consent: Consent, company: ListedCompany, snapshot: Snapshot) -> str:
    scope = countries(consent.countries, snapshot)
    beyond = countries(company.countries - set(consent.countries), snapshot)
    return {
        "refused": f"{day(consent.decided_on)}に再委託を承諾しないと判断しています。",
        "pending": "再委託の承諾はまだ判断待ちです。",
        "not_carrier": f"承諾したのは{snapshot.name(consent.giver)}で、当社の承諾の記録がありません。",
        "expired": f"承諾の期限は{day(consent.expires_on)}まででした。",
        "beyond": f"処理の国「{beyond}」が承諾の範囲「{scope}」にありません。",
        "undated": "承諾に日付がなく、いつからの承諾か分かりません。日付を入れてください。",
        "places": f"処理の国をすべては読み取れないため、承諾の範囲「{scope}」に収まるか分かりません。国名を尋ねてください。",
    }[flaw]
