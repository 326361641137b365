"""申告のない外部サービス。

見つけること: 構成の抜取りや外部通信に出てくるサービスが、その日の申告（利用サービス・連鎖・委託）のどこにもない。
なぜ: 利用契約の名前だったため、データのあるサービスが再委託として申告されていなかった（C-01）。
根拠: R-06、GL3-4-4※1・事例4。外部サービスの提供者に扱わせることも再委託に当たる。
是正: 利用の理由とデータの有無を求め、再委託として申告させる。承諾の有無（R-05）を確かめる。
例: 物語 C-01 では、次の会社について、次の記録から言えます。

>>> from sekisho.stories.run import findings_of
>>> found = findings_of("C-01", "undeclared_service")[0]
>>> found.party, found.outcome.label, [item.key for item in found.evidence]
('P-1', '不一致', ['H-1', 'CD-1', 'E-1'])
"""

from collections.abc import Iterator

from sekisho.reconcile.check import Ground, Verdict, agrees, cannot_tell, conflicts
from sekisho.reconcile.joins.sightings import cited, services_seen
from sekisho.reconcile.joins.stated import Stated
from sekisho.reconcile.snapshot import Snapshot
from sekisho.reconcile.wording import day, listing
from sekisho.terms import Severity, Strength

GROUND = Ground(
    rule="R-06",
    title="申告のない外部サービス",
    severity=Severity.HIGH,
    strength=Strength.RECOMMENDED,
    anchors=("GL3-4-4 事例4", "GL3-4-4※1", "B 前文", "N はじめに", "C-01"),
    compares=("registry", "chain_declaration", "service_list", "architecture", "proxy_log"),
    remedy="利用の理由とデータの有無を相手に求め、再委託として申告させてください。承諾の有無を確かめてください。",
)


def check(snapshot: Snapshot) -> Iterator[Verdict]:
    """One verdict per service seen at an entrustment (or at a party, when the trace cannot be tied to one entrustment)."""
    stated = Stated(snapshot)
    for seen in services_seen(snapshot):
        about = (seen.party, seen.edge)
        distinct = (seen.who,)
        if seen.shared:
            yield cannot_tell(*about, *seen.cited, distinct=distinct, seen=seen, reason="shared")
            continue
        unknown = stated.unknown(seen)
        if not unknown:
            yield agrees(*about)
        elif seen.edge is None:
            yield cannot_tell(seen.party, None, *cited(unknown), distinct=distinct, seen=seen, reason="untied")
        else:
            touched = any(trace.touched for trace in unknown)
            yield conflicts(
                *about,
                *stated.latest(seen.edge),
                seen.edge,
                *cited(unknown),
                distinct=distinct,
                severity=Severity.CRITICAL if touched else None,
                seen=seen,
                unknown=unknown,
                touched=touched,
            )


def explain(verdict: Verdict, snapshot: Snapshot) -> str:
    """Words the verdict: which service, whether data was there, since when."""
    seen = verdict.facts["seen"]
    party = snapshot.name(verdict.party)
    if verdict.facts.get("reason") == "shared":
        return (
            f"{party}の業務に「{seen.shown}」のサービスが出てきますが、同名の会社が複数あり、決められません。"
            "法人番号を尋ねてください。"
        )
    if verdict.facts.get("reason") == "untied":
        return (
            f"{party}の端末から、申告のないサービス「{seen.shown}」への通信があります。"
            "どの委託の仕事かを記録から決められません。使う理由を尋ね、記録に委託番号を入れてください。"
        )
    unknown = verdict.facts["unknown"]
    services = listing(dict.fromkeys(name for trace in unknown if (name := trace.service or trace.domain)))
    named = f"（{services}）" if services else ""
    data = "個人データがあることも確かめられています。" if verdict.facts["touched"] else ""
    first = day(min(trace.first_on for trace in unknown))
    return (
        f"{party}への委託{verdict.about.key if verdict.about else ''}で、{first}に「{seen.shown}」のサービス{named}が"
        f"使われていました。その日の申告に、このサービスはありません。{data}"
    )
