"""公開一覧の国が台帳にない。

見つけること: ベンダーの最新の公開一覧にある処理の国が、そのベンダーへの委託の保存国にもアクセス国にも登録されていない。
なぜ: 契約したときの国だけを台帳に書いたままだと、ベンダーが再委託先を通じて広げた国に気づけず、外国にある第三者の判定が抜ける。
根拠: R-11、XBR-01、法28条、GL10-7、B 2-9。
是正: その国で当社のデータが扱われるかを確かめ、台帳の国を直して越境の判定をする。
例: 物語 あさひ通信 では、次の会社について、次の記録から言えます。

>>> from sekisho.stories.run import findings_of
>>> found = findings_of("asahi", "published_country_not_declared")[0]
>>> found.party, found.outcome.label, [item.key for item in found.evidence]
('P-009', '不一致', ['P-009/2026-10-05/002', 'E-010'])
"""

from collections.abc import Iterator

from sekisho.reconcile.check import Ground, Verdict, agrees, cannot_tell, conflicts
from sekisho.reconcile.joins.published_lists import newest_lists
from sekisho.reconcile.snapshot import Snapshot
from sekisho.reconcile.wording import countries, day, listing
from sekisho.terms import Severity, Strength

GROUND = Ground(
    rule="R-11",
    title="公開一覧の国が台帳にない",
    severity=Severity.HIGH,
    strength=Strength.DUTY,
    anchors=("APPI28-1", "GL10-7", "B 2-9B", "XBR-01"),
    compares=("published_list", "registry"),
    remedy="その国で当社のデータが扱われるかを確かめ、台帳の保存国・アクセス国を直し、越境の判定をしてください。",
)


def check(snapshot: Snapshot) -> Iterator[Verdict]:
    """One verdict per entrustment of a vendor and country of its newest list; one for places that are no country."""
    for listed in newest_lists(snapshot):
        rows = [row for company in listed.companies for row in company.rows]
        named = {country: [row for row in rows if country in row.countries] for row in rows for country in row.countries}
        for edge in listed.edges:
            if not edge.countries and named:
                yield cannot_tell(listed.vendor, edge, edge, *rows, named=named)
                continue
            for country, there in sorted(named.items()):
                if country in edge.countries:
                    yield agrees(listed.vendor, edge, edge, *there)
                else:
                    yield conflicts(listed.vendor, edge, edge, *there, distinct=(country,), country=country, rows=there)
            if unclear := listed.unclear_rows:
                yield cannot_tell(listed.vendor, edge, edge, *unclear, distinct=("unread",), unclear=unclear)


def explain(verdict: Verdict, snapshot: Snapshot) -> str:
    """Words the verdict: the country, who processes there, and what the registry says."""
    facts, edge = verdict.facts, verdict.about
    vendor = f"{snapshot.name(verdict.party)}への委託{edge.key if edge else ''}"
    if "named" in facts:
        places = countries(facts["named"], snapshot)
        return (
            f"{vendor}には保存国もアクセス国も登録がないため、公開一覧の国（{places}）と比べられません。国を登録してください。"
        )
    if "unclear" in facts:
        names = listing(dict.fromkeys(row.name for row in facts["unclear"]))
        return f"{vendor}の国と比べられません。処理の国を国名で書いていない会社があります（{names}）。国名を尋ねてください。"
    names = listing(dict.fromkeys(row.name for row in facts["rows"]))
    listed_on = day(facts["rows"][0].listed_on)
    place = countries([facts["country"]], snapshot)
    declared = countries(edge.countries if edge else (), snapshot)
    return f"{vendor}の国は「{declared}」と登録されていますが、{listed_on}の公開一覧では、{names}が{place}で処理します。"
