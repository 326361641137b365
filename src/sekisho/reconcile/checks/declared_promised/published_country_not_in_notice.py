"""公開一覧の国が公表文にない。

見つけること: 約款で使うベンダーの最新の公開一覧にある処理の国（日本を除く）が、利用者への最新の公表文に挙がっていない。
なぜ: ベンダーが一覧に国を足しても、公表文は前の一覧のまま残りやすい。利用者に示した国と、実際に処理される国が違ってしまう。
根拠: R-11、XBR-07、法32条1項4号、令10条1号、B 3-3。公表文が食い違うだけなので重さは中とする。
是正: 公表文に国名を加えるか、その国での処理をやめるようベンダーの設定を変える。
例: 物語 あさひ通信 では、次の会社について、次の記録から言えます。

>>> from sekisho.stories.run import findings_of
>>> found = findings_of("asahi", "published_country_not_in_notice")[0]
>>> found.party, found.outcome.label, [item.key for item in found.evidence]
('P-009', '不一致', ['N-02', 'P-009/2026-10-05/001'])
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from sekisho.declared import PublishedSubProcessor
from sekisho.promised import PublicNotice
from sekisho.reconcile.check import Ground, Verdict, agrees, cannot_tell, conflicts
from sekisho.reconcile.joins.published_lists import VendorList, newest_lists
from sekisho.reconcile.snapshot import Snapshot
from sekisho.reconcile.wording import countries, day, listing
from sekisho.terms import Severity, Strength

GROUND = Ground(
    rule="R-11",
    title="公開一覧の国が公表文にない",
    severity=Severity.MEDIUM,
    strength=Strength.DUTY,
    anchors=("APPI32-1-4", "ORDER10-1", "B 3-3", "XBR-07"),
    compares=("published_list", "public_notice"),
    remedy="公表文に国名を加えるか、その国で処理されないようにベンダーの設定を変えてください。",
)
_HOME = "JP"


def check(snapshot: Snapshot) -> Iterator[Verdict]:
    """One verdict per vendor and foreign country of its newest list, and one for the places that are no country."""
    notices = _newest_versions(snapshot)
    named = {country for notice in notices for country in notice.countries}
    for listed in newest_lists(snapshot):
        severity = listed.severity(GROUND.severity, snapshot)
        for country, rows in _abroad(listed).items():
            cites = (*rows, *notices)
            facts: dict[str, Any] = {"severity": severity, "country": country, "rows": rows, "notices": notices}
            if country in named:
                yield agrees(listed.vendor, listed.about, *cites)
            elif notices:
                yield conflicts(listed.vendor, listed.about, *cites, distinct=(country,), **facts)
            else:
                yield cannot_tell(listed.vendor, listed.about, *cites, distinct=(country,), **facts)
        if unclear := listed.unclear_rows:
            yield cannot_tell(listed.vendor, listed.about, *unclear, distinct=("unread",), severity=severity, unclear=unclear)


def _newest_versions(snapshot: Snapshot) -> tuple[PublicNotice, ...]:
    """The newest version of each document; what an older version named is not said any more."""
    return tuple(
        max(versions, key=lambda notice: (notice.published_on, notice.key))
        for versions in snapshot.by(PublicNotice, "document").values()
    )


def _abroad(listed: VendorList) -> Mapping[str, list[PublishedSubProcessor]]:
    found: dict[str, list[PublishedSubProcessor]] = defaultdict(list)
    for row in (row for company in listed.companies for row in company.rows):
        for country in row.countries:
            if country != _HOME:
                found[country].append(row)
    return dict(sorted(found.items()))


def explain(verdict: Verdict, snapshot: Snapshot) -> str:
    """Words the verdict: which country, of which sub-processors, and which notices are silent."""
    facts, vendor = verdict.facts, snapshot.name(verdict.party)
    if unclear := facts.get("unclear"):
        places = listing(dict.fromkeys(place for row in unclear for place in row.unread_places))
        said = f"国と読めない場所（{places}）があるため" if places else "処理の国が書かれていない会社があるため"
        names = listing(dict.fromkeys(row.name for row in unclear))
        return f"{vendor}の公開一覧に{said}、公表文と比べられません（{names}）。国名をベンダーに尋ねてください。"
    rows, notices = facts["rows"], facts["notices"]
    place = countries([facts["country"]], snapshot)
    names = listing(dict.fromkeys(row.name for row in rows))
    seen = f"{vendor}の{day(rows[0].listed_on)}の公開一覧では、{names}が{place}で処理します。"
    if not notices:
        return f"{seen}利用者への公表文が登録されていないため、国名を示しているか分かりません。公表文を登録してください。"
    documents = listing(f"「{notice.document}」{notice.version}（{day(notice.published_on)}）" for notice in notices)
    return f"{seen}公表文{documents}に{place}が挙がっていません。"
