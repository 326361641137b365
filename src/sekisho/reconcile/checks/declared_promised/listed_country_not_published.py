"""公表文と違う国。

見つけること: 台帳の保存国・アクセス国の外国が公表文にない。公表文の国が、台帳のどの委託にもない。
なぜ: 利用者は公表文で国を知る。台帳だけを直すと、公表文が事実と違ったままになる。
根拠: R-11、法32条1項4号、GL10-7、N Q3-3。
是正: 公表文を直す。
例: 物語 あさひ通信 では、次の会社について、次の記録から言えます。

>>> from sekisho.stories.run import findings_of
>>> found = findings_of("asahi", "listed_country_not_published")[0]
>>> found.party, found.outcome.label, [item.key for item in found.evidence]
('P-000', '不一致', ['N-02', 'E-010'])
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from sekisho.declared import Entrustment, ExternalService, PublishedSubProcessor
from sekisho.promised import PublicNotice
from sekisho.reconcile.check import Ground, Verdict, agrees, cannot_tell, conflicts
from sekisho.reconcile.joins.countries import HOME, foreign
from sekisho.reconcile.snapshot import Snapshot
from sekisho.terms import Severity, Strength

GROUND = Ground(
    rule="R-11",
    title="公表文と台帳で違う国",
    severity=Severity.MEDIUM,
    strength=Strength.DUTY,
    anchors=("法32条1項4号", "GL10-7", "N Q3-3"),
    compares=("registry", "service_list", "published_list", "public_notice"),
    remedy="公表文の国を台帳に合わせて直してください。",
)
_CITED = 3


def check(snapshot: Snapshot) -> Iterator[Verdict]:
    """One verdict per country that the registry or the newest notices name; without any notice, one 'cannot tell'."""
    party = snapshot.carrier
    handled = _handled(snapshot)
    notices = _newest_notices(snapshot)
    if party is None:
        return
    if not notices:
        if handled:
            edges = next(iter(handled.values()))
            yield cannot_tell(party, None, *edges[:_CITED], countries=tuple(handled))
        return
    published = {country for notice in notices for country in notice.countries} - {HOME}
    elsewhere = _elsewhere(snapshot)
    for country in sorted(published | handled.keys()):
        edges = handled.get(country, ())
        if country not in published:
            yield conflicts(party, None, *notices, *edges[:_CITED], distinct=(country,), country=country, edges=edges)
        elif edges or country in elsewhere:
            yield agrees(party)
        else:
            yield conflicts(party, None, *notices, distinct=(country,), country=country, edges=())


def _handled(snapshot: Snapshot) -> Mapping[str, Sequence[Entrustment]]:
    """The entrustments by foreign country, countries in order."""
    found: dict[str, list[Entrustment]] = defaultdict(list)
    for edge in snapshot.handling:
        if edge.storage_countries or edge.access_countries:
            for country in foreign(edge.countries):
                found[country].append(edge)
    return dict(sorted(found.items()))


def _newest_notices(snapshot: Snapshot) -> list[PublicNotice]:
    """The newest version of every document that has ever named countries."""
    versions: dict[str, list[PublicNotice]] = defaultdict(list)
    for notice in snapshot.all(PublicNotice):
        versions[notice.document].append(notice)
    return [
        max(same, key=lambda notice: (notice.published_on, notice.key))
        for same in versions.values()
        if any(notice.countries for notice in same)
    ]


def _elsewhere(snapshot: Snapshot) -> frozenset[str]:
    """Countries of declared services and of vendors' published lists: rightly published without an entrustment of their own."""
    services = {service.country for service in snapshot.all(ExternalService) if service.country}
    listed = {country for row in snapshot.all(PublishedSubProcessor) for country in row.countries}
    return frozenset(services | listed)


def explain(verdict: Verdict, snapshot: Snapshot) -> str:
    """Words the verdict: the country, and on which side it stands alone."""
    if "countries" in verdict.facts:
        names = "、".join(snapshot.catalog.country_name(code) for code in verdict.facts["countries"])
        return (
            f"外国（{names}）で扱う委託がありますが、国を挙げた公表文の記録がなく、比べられません。公表文を登録してください。"
        )
    name = snapshot.catalog.country_name(verdict.facts["country"])
    edges = verdict.facts["edges"]
    if edges:
        return f"{name}で扱う委託が{len(edges)}件ありますが、公表文に{name}がありません。"
    return f"公表文に{name}がありますが、台帳に{name}で扱う委託はありません。"
