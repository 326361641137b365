"""申請のない持出し。

見つけること: 媒体・スマートフォンへの書き出しや大量の出力が記録にあるのに、その日を含む承認された申請がない。
なぜ: 持出しは申請・審査・承認を経る約束で、申請のない書き出しは持出しの最初の跡になる（C-01、C-08）。
根拠: 要件 S-47、B 2-7-2、点検項目 ACC-08（都度の承認は手法の例示）。申請の手続は自社の決まり。
是正: 書き出した人・中身・行き先を確かめ、媒体を回収し、事故に当たるかを判断する。
例: 物語 C-01 では、次の会社について、次の記録から言えます。

>>> from sekisho.stories.run import findings_of
>>> found = findings_of("C-01", "takeout_without_request")[0]
>>> found.party, found.outcome.label, [item.key for item in found.evidence]
('P-1', '不一致', ['SG-2'])
"""

from collections import defaultdict
from collections.abc import Iterator

from sekisho.declared import Entrustment
from sekisho.observed import Sign
from sekisho.reconcile.check import Ground, Verdict, agrees, conflicts
from sekisho.reconcile.joins.approvals import Approvals
from sekisho.reconcile.joins.people import only, outermost, works_of
from sekisho.reconcile.snapshot import Snapshot
from sekisho.reconcile.wording import day, listing
from sekisho.terms import ApprovalKind, Severity, Strength

GROUND = Ground(
    rule="S-47",
    title="申請のない持出し",
    severity=Severity.HIGH,
    strength=Strength.OWN_POLICY,
    anchors=("B 2-7-2", "ACC-08", "FAC-06", "C-01", "C-08"),
    compares=("work_approval", "sign"),
    remedy="書き出した人・中身・行き先を確かめ、媒体を回収し、事故に当たるかを判断してください。",
)

TAKEOUTS = ("external_media_write", "smartphone_write", "bulk_export", "export_without_approval")


def check(snapshot: Snapshot) -> Iterator[Verdict]:
    """One verdict per kind of sign and subject in handled work; requests are made to the carrier, so none on record is none."""
    requests, signs = Approvals(snapshot, ApprovalKind.TAKEOUT, ApprovalKind.DOWNLOAD), snapshot.by(Sign, "sign")
    bare: dict[tuple[str, Entrustment | None, str], list[Sign]] = defaultdict(list)
    for seen in (sign for kind in TAKEOUTS for sign in signs[kind]):
        works = works_of(seen, snapshot)
        if not works:
            continue
        if requests.covering(seen.party, (seen.first_on, seen.last_on)):
            yield agrees(seen.party, only(works))
        else:
            bare[seen.party, only(works), seen.sign].append(seen)
    for (party, about, kind), found in bare.items():
        yield conflicts(party, about, *outermost(found), distinct=(kind,), kind=kind, found=found)


def explain(verdict: Verdict, snapshot: Snapshot) -> str:
    """Words the verdict: what was seen, where, since when."""
    kind, found = verdict.facts["kind"], verdict.facts["found"]
    places = listing(sorted({sign.subject for sign in found if sign.subject})) or "対象の記録なし"
    times = sum(sign.count for sign in found)
    return (
        f"{snapshot.name(verdict.party)}の業務で、{snapshot.catalog.name_of('sign', kind)}が{times}回あります"
        f"（{places}、最初は{day(min(sign.first_on for sign in found))}）。その日を含む、承認された申請がありません。"
    )
