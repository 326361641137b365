"""申告のない事故・指導。

見つけること: 当局の文書や公表にある事故・指導が、相手の申告した事故・違反の簿にない。
なぜ: 過去の事故を申告するかどうかは、ほかの申告を信じられるかの目安になる。
根拠: 点検項目 INC-07、様式2-12。自社の上乗せ。
是正: 事実と経緯の説明を求め、簿に載せ、再発防止を確かめる。
例: 物語 あさひ通信 では、次の会社について、次の記録から言えます。

>>> from sekisho.stories.run import findings_of
>>> found = findings_of("asahi", "undeclared_incident")[0]
>>> found.party, found.outcome.label, [item.key for item in found.evidence]
('P-020', '不一致', ['AN-02'])
"""

from collections.abc import Iterator

from sekisho.declared import Incident
from sekisho.observed import AuthorityNotice
from sekisho.reconcile.check import Ground, Verdict, agrees, cannot_tell, conflicts
from sekisho.reconcile.snapshot import Snapshot
from sekisho.reconcile.wording import day
from sekisho.terms import Severity, Strength

GROUND = Ground(
    rule="INC-07",
    title="申告のない事故・指導",
    severity=Severity.MEDIUM,
    strength=Strength.OWN_POLICY,
    anchors=("FORM 2-12",),
    compares=("incident_register", "authority_notice"),
    remedy="事実と経緯の説明を求め、事故・違反の簿に載せ、再発防止を確かめてください。",
)


def check(snapshot: Snapshot) -> Iterator[Verdict]:
    """One verdict per document of an authority about a party that handles our data.

    An incident that happened up to the day of the document fits; one without a day cannot be tied to it.
    """
    declared = snapshot.by(Incident, "party")
    for notice in snapshot.all(AuthorityNotice):
        if not snapshot.entrusted(notice.party):
            continue
        incidents = declared[notice.party]
        undated = [incident for incident in incidents if incident.occurred_on is None]
        if any(incident.occurred_on and incident.occurred_on <= notice.issued_on for incident in incidents):
            yield agrees(notice.party)
        elif undated:
            yield cannot_tell(notice.party, None, notice, *undated, distinct=(notice.key,), notice=notice)
        else:
            yield conflicts(notice.party, None, notice, distinct=(notice.key,), notice=notice)


def explain(verdict: Verdict, snapshot: Snapshot) -> str:
    """Words the verdict: which document, and that nothing declared fits it."""
    notice = verdict.facts["notice"]
    told = f"{snapshot.name(verdict.party)}には{day(notice.issued_on)}の{notice.notice.label}「{notice.subject}」がありますが、"
    if verdict.cites[1:]:
        return f"{told}申告された事故に発生日がなく、同じものか分かりません。発生日を確かめてください。"
    return f"{told}それに当たる事故・違反の申告がありません。"
