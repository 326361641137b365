"""承諾の記録のない会社の出現。

見つけること: 再委託として登録されていない会社が、委託の仕事の記録に出てくるのに、その日までの承諾がない。
請求書、ID一覧、ログイン、入室、データの置き場所から見る。
なぜ: 承諾簿に記録のない協力会社や提供会社が、入室し、ログインし、データを預かっていた（C-01・C-04・C-05）。
根拠: R-05、GL3-4-4(3)、N Q2-8、B 2-4・2-8。
是正: 取扱いを止めるか、事後の承諾の可否を判断し、契約違反の簿に載せる。
例: 物語 C-06 では、次の会社について、次の記録から言えます。

>>> from sekisho.stories.run import findings_of
>>> found = findings_of("C-06", "missing_consent")[0]
>>> found.party, found.outcome.label, [item.key for item in found.evidence]
('P-2', '不一致', ['IV-1', 'E-3'])
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from sekisho.reconcile.check import Ground, Verdict, agrees, cannot_tell, conflicts
from sekisho.reconcile.joins.consenting import consents, expired_on, first_decided, from_others
from sekisho.reconcile.joins.sightings import Sighting, companies_seen, services_seen
from sekisho.reconcile.snapshot import Snapshot
from sekisho.reconcile.wording import day
from sekisho.terms import Severity, Strength

GROUND = Ground(
    rule="R-05",
    title="承諾の記録のない会社の出現",
    severity=Severity.HIGH,
    strength=Strength.RECOMMENDED,
    anchors=("GL3-4-4(3)", "N Q2-8", "B 2-4", "B 2-8", "C-01", "C-04", "C-05"),
    compares=("registry", "consent_register", "invoice", "account_list", "idp_log", "gate_log", "architecture"),
    remedy="取扱いを止めるか、事後の承諾の可否を判断してください。契約違反の簿に載せてください。",
)


def check(snapshot: Snapshot) -> Iterator[Verdict]:
    """One verdict per company that is seen at an entrustment without standing below it in the registry."""
    given = consents(snapshot)
    for (key, who), sightings in _seen(snapshot).items():
        edge = snapshot.edge(key)
        if edge is None or any(lower.entrustee == who for lower in snapshot.chain.subtree(key)):
            continue
        start = min(seen.first_on for seen in sightings)
        granted = from_others(given.granted(key, who), edge.entrustee, who)
        decided = first_decided(granted)
        cites = (edge, *granted, *(record for seen in sightings for record in seen.cited))
        facts: dict[str, Any] = {"who": sightings[0].shown, "start": start, "decided": decided}
        if not granted or (decided and start < decided):
            yield conflicts(edge.entrustee, edge, *cites, distinct=(who,), **facts)
        elif decided is None:
            yield cannot_tell(edge.entrustee, edge, *cites, distinct=(who,), **facts)
        elif expired := expired_on(granted, max(t.last_on for seen in sightings for t in seen.traces)):
            yield conflicts(edge.entrustee, edge, *cites, distinct=(who,), expired=expired, **facts)
        else:
            yield agrees(edge.entrustee, edge)


def _seen(snapshot: Snapshot) -> Mapping[tuple[str, str], list[Sighting]]:
    """Sightings tied to one entrustment and one company: companies at work, and companies on whose servers the data is."""
    found: dict[tuple[str, str], list[Sighting]] = defaultdict(list)
    hosts = (seen for seen in services_seen(snapshot) if seen.touched)
    for seen in (*companies_seen(snapshot), *hosts):
        if seen.edge and not seen.shared:
            found[seen.edge.key, seen.who].append(seen)
    return found


def explain(verdict: Verdict, snapshot: Snapshot) -> str:
    """Words the verdict: which company was seen since when, and what is missing of the consent."""
    facts = verdict.facts
    seen = f"{snapshot.name(verdict.party)}への委託{verdict.about.key if verdict.about else ''}に「{facts['who']}」が"
    if facts.get("expired"):
        return f"{seen}出てきますが、再委託の承諾の期限は{day(facts['expired'])}まででした。"
    if verdict.outcome is verdict.outcome.CANNOT_TELL:
        return (
            f"{seen}{day(facts['start'])}から出てきます。承諾に日付がないため、承諾が先か分かりません。日付を入れてください。"
        )
    if facts["decided"]:
        return f"{seen}{day(facts['start'])}から出てきますが、承諾は{day(facts['decided'])}です。"
    return f"{seen}{day(facts['start'])}から出てきますが、再委託の承諾の記録がありません。"
