"""一覧にない国からの接続・保存。

見つけること: ログインの接続元、またはデータの置き場所として見えた国が、会社・保存・アクセスの国の一覧にない。
なぜ: 一覧にない国では、外国にある第三者の判定も、制度の確認もされていない。
根拠: R-11、法28条、規則16・18条、GL10-7。外国にある第三者の判定がない国は重大とする。
是正: 判定（同意・同等国・相当措置）をやり直し、一覧を直すか、接続を止める。
例: 物語 あさひ通信 では、次の会社について、次の記録から言えます。

>>> from sekisho.stories.run import findings_of
>>> found = findings_of("asahi", "observed_country_not_listed")[0]
>>> found.party, found.outcome.label, [item.key for item in found.evidence]
('P-008', '不一致', ['L-9004', 'E-009'])
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sekisho.declared import Entrustment
from sekisho.observed import Hosting, Login
from sekisho.reconcile.check import Ground, Verdict, agrees, cannot_tell, conflicts
from sekisho.reconcile.joins.countries import HOME, Countries
from sekisho.reconcile.snapshot import Snapshot
from sekisho.reconcile.wording import day
from sekisho.terms import Severity, Strength, Ternary

GROUND = Ground(
    rule="R-11",
    title="一覧にない国からの接続・保存",
    severity=Severity.HIGH,
    strength=Strength.DUTY,
    anchors=("法28条", "規則16条", "規則18条", "GL10-7", "B 2-9"),
    compares=("registry", "country_list", "idp_log", "architecture"),
    remedy="外国にある第三者の判定をやり直し、国の一覧を直すか、接続を止めてください。",
)
_Seen = Hosting | Login


def check(snapshot: Snapshot) -> Iterator[Verdict]:
    """One verdict per entrustment (or party, when its log-ins name none of several) and country that was seen."""
    countries = Countries(snapshot)
    for (party, works), seen in _by_work(snapshot).items():
        edges = [edge for key in works if (edge := snapshot.edge(key))]
        about = edges[0] if len(edges) == 1 else None
        listed = frozenset().union(*(countries.listed(edge) for edge in edges))
        for country, records in _by_country(seen).items():
            cites = (*((about,) if about else ()), *_ends(records))
            facts: dict[str, Any] = {"country": country, "records": records}
            distinct = (country or "",)
            if country in listed:
                yield agrees(party, about)
            elif country is None or (country == HOME and not listed):
                yield cannot_tell(party, about, *cites, distinct=distinct, severity=None, **facts)
            else:
                judged = any(countries.judged(edge, country) for edge in edges)
                severity = None if judged else Severity.CRITICAL
                yield conflicts(party, about, *cites, distinct=distinct, severity=severity, judged=judged, **facts)


def _by_work(snapshot: Snapshot) -> Mapping[tuple[str, tuple[str, ...]], list[_Seen]]:
    """What was seen, by the entrustee and the entrustments it can belong to."""
    found: dict[tuple[str, tuple[str, ...]], list[_Seen]] = defaultdict(list)
    own: dict[str, tuple[str, ...]] = {}
    for login in snapshot.all(Login):
        edge = snapshot.edge(login.entrustment)
        if edge and _handles(edge):
            found[edge.entrustee, (edge.key,)].append(login)
        elif login.entrustment is None:
            if login.party not in own:
                own[login.party] = tuple(edge.key for edge in snapshot.entrusted(login.party))
            if own[login.party]:
                found[login.party, own[login.party]].append(login)
    for host in snapshot.all(Hosting):
        edge = snapshot.edge(host.entrustment)
        if edge and _handles(edge) and host.country and host.holds_personal_data is not Ternary.NO:
            found[edge.entrustee, (edge.key,)].append(host)
    return found


def _handles(edge: Entrustment) -> bool:
    return edge.handles_personal_data is not Ternary.NO


def _by_country(seen: Sequence[_Seen]) -> Mapping[str | None, list[_Seen]]:
    found: dict[str | None, list[_Seen]] = defaultdict(list)
    for one in seen:
        found[one.country].append(one)
    return found


def _ends(records: Sequence[_Seen]) -> tuple[_Seen, ...]:
    """The first and the last record, to be cited."""
    ordered = sorted(records, key=lambda one: (one.fact_date or one.key, one.key))
    return tuple(dict.fromkeys((ordered[0], ordered[-1])))


def explain(verdict: Verdict, snapshot: Snapshot) -> str:
    """Words the verdict: from where, since when, and whether the country was judged."""
    facts = verdict.facts
    who, country, count = snapshot.name(verdict.party), facts["country"], len(facts["records"])
    if country is None:
        return f"{who}のログイン{count}件は接続元の国が定まらず、国の一覧と比べられません。接続元を尋ねてください。"
    name = snapshot.catalog.country_name(country)
    if verdict.outcome is verdict.outcome.CANNOT_TELL:
        return f"{who}の記録に{name}が見えますが、保存国・アクセス国の一覧が空欄のため、比べられません。一覧を求めてください。"
    since = day(min(day_ for one in facts["records"] if (day_ := one.fact_date)))
    told = "" if facts["judged"] else "外国にある第三者の判定の記録もありません。"
    return f"{who}の記録に、一覧にない国（{name}）からの接続または保存が{since}から{count}件あります。{told}"
