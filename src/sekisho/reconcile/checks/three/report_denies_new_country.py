"""「国の変わりなし」と一覧にない国。

見つけること: 年次報告で保存国・アクセス国・リージョンに変わりがないとした期間に、台帳の一覧にない国が観測されている。
なぜ: 国が変われば、越境の根拠も外的環境の把握もやり直しになる。
根拠: 要件 S-52、年次報告の項目 A-8・B-2・B-3（B 2-9）。契約上の報告義務。国の食い違いそのものは R-11 で比べる。
是正: 接続と保存の理由を尋ね、報告と国の一覧を直し、越境の判定をやり直す。
例: 物語 あさひ通信 では、次の会社について、次の記録から言えます。

>>> from sekisho.stories.run import findings_of
>>> found = findings_of("asahi", "report_denies_new_country")[0]
>>> found.party, found.outcome.label, [item.key for item in found.evidence]
('P-011', '不一致', ['AR-2025-E-012/A-8', 'H-91', 'E-012'])
"""

from collections import defaultdict
from collections.abc import Iterator

from sekisho.observed import Hosting, Login
from sekisho.period import Period
from sekisho.reconcile.check import Ground, Verdict, agrees, conflicts
from sekisho.reconcile.joins.countries import HOME, Countries
from sekisho.reconcile.joins.people import only, outermost, works_of
from sekisho.reconcile.joins.reports import claims_of_no_change
from sekisho.reconcile.snapshot import Snapshot
from sekisho.reconcile.wording import countries, day
from sekisho.terms import Severity, Strength

GROUND = Ground(
    rule="S-52",
    title="「国の変わりなし」と一覧にない国",
    severity=Severity.HIGH,
    strength=Strength.CONTRACT,
    anchors=("B 2-9", "XBR-01", "XBR-06"),
    compares=("registry", "annual_report", "idp_log", "architecture"),
    remedy="接続と保存の理由を尋ね、報告と国の一覧を直してもらい、越境の判定をやり直してください。",
)


def check(snapshot: Snapshot) -> Iterator[Verdict]:
    """One verdict per claim on A-8, B-2 or B-3 in whose period countries were seen; servers only for B-2.

    The list is that of the whole chain below, as for R-11; an empty list says nothing of home.
    """
    claims = list(claims_of_no_change(snapshot, "A-8", "B-2", "B-3"))
    logins = _logins(snapshot) if claims else {}
    hosts, countries_of = snapshot.by(Hosting, "entrustment"), Countries(snapshot)
    for edge, claim in claims:
        span = Period.through(claim.period_from, claim.period_to)
        seen: list[Login | Hosting] = [h for h in hosts[edge.key] if h.country and span.holds(h.seen_on)]
        if claim.item != "B-2":
            seen += [
                login for login in logins.get(edge.key, ()) if span.overlaps(Period.through(login.first_on, login.last_on))
            ]
        listed = countries_of.listed(edge)
        unlisted = [record for record in seen if record.country not in listed and (listed or record.country != HOME)]
        if unlisted:
            found = {record.country for record in unlisted if record.country}
            cited = (claim, edge, *outermost(unlisted))
            yield conflicts(edge.entrustee, edge, *cited, distinct=(claim.item,), claim=claim, found=found)
        elif seen and listed:
            yield agrees(edge.entrustee, edge)


def _logins(snapshot: Snapshot) -> dict[str, list[Login]]:
    tied: dict[str, list[Login]] = defaultdict(list)
    for login in snapshot.all(Login):
        edge = only(works_of(login, snapshot)) if login.country else None
        if edge:
            tied[edge.key].append(login)
    return tied


def explain(verdict: Verdict, snapshot: Snapshot) -> str:
    """Words the verdict: the claim, its period, which countries."""
    claim = verdict.facts["claim"]
    return (
        f"{snapshot.name(verdict.party)}は{day(claim.period_from)}から{day(claim.period_to)}までの報告（{claim.item}）で"
        f"国に変わりがないとしていますが、この間に、台帳の一覧にない国（{countries(verdict.facts['found'], snapshot)}）が"
        "観測されています。"
    )
