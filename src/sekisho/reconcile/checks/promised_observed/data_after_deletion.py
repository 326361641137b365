"""消去証明の後の残存。

見つけること: 消去したと証明した日より後に、残存データが走査や立入りで見つかる。
なぜ: 「消去した」との連絡を毎回受けていたのに、データが残っていた（C-06・C-07）。
根拠: R-09(c)、GL10-5(4)、法22条。証明だけで独立の確認がなければ、一致にしない。
是正: 追加の消去と証明を求め、残存の範囲から漏えい等に当たるかを判断する。
例: 物語 C-06 では、次の会社について、次の記録から言えます。

>>> from sekisho.stories.run import findings_of
>>> found = findings_of("C-06", "data_after_deletion")[0]
>>> found.party, found.outcome.label, [item.key for item in found.evidence]
('P-1', '不一致', ['DC-1', 'SG-2'])
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sekisho.declared import Entrustment
from sekisho.observed import Sign
from sekisho.promised import DeletionCertificate
from sekisho.reconcile.check import Ground, Verdict, agrees, cannot_tell, conflicts
from sekisho.reconcile.joins.item_observations import Observation, observations
from sekisho.reconcile.snapshot import Snapshot
from sekisho.reconcile.wording import day
from sekisho.terms import Severity, Strength, Ternary

GROUND = Ground(
    rule="R-09",
    title="消去証明の後の残存",
    severity=Severity.CRITICAL,
    strength=Strength.DUTY,
    anchors=("法22条", "GL10-5(4)", "CL-21", "C-06", "C-07"),
    compares=("deletion_certificate", "sign", "onsite_inspection", "inspection_item"),
    remedy="追加の消去と証明を求めてください。残存の範囲から、漏えい等に当たるかを判断してください。",
)
_ITEMS = ("FAC-10", "SUB-09")
_RESIDUAL = "residual_data"


def check(snapshot: Snapshot) -> Iterator[Verdict]:
    """One verdict per certificate: what was seen after it at the entrustee, and at the sub-entrustees it covers."""
    seen = _by_party(snapshot)
    for certificate in snapshot.all(DeletionCertificate):
        edge = snapshot.edge(certificate.entrustment)
        if edge is None:
            continue
        covered = [edge, *(snapshot.chain.subtree(edge.key) if certificate.covers_sub_entrustees is Ternary.YES else ())]
        after = [
            one
            for lower in covered
            for one in seen.get(lower.entrustee, ())
            if one.last_on > certificate.issued_on and one.concerns(lower.key)
        ]
        residual = [one for one in after if not one.fits]
        tied = [one for one in residual if one.entrustment or len(_works(one.party, snapshot)) == 1]
        cites = (certificate, *(record for one in tied or after for record in one.records))
        facts: dict[str, Any] = {"certificate": certificate, "after": tied or residual}
        distinct = (certificate.key,)
        if tied:
            yield conflicts(edge.entrustee, edge, *cites, distinct=distinct, severity=None, **facts)
        elif residual or not any(one.bears_out for one in after):
            yield cannot_tell(edge.entrustee, edge, *cites, distinct=distinct, severity=Severity.MEDIUM, **facts)
        else:
            yield agrees(edge.entrustee, edge)


def _by_party(snapshot: Snapshot) -> Mapping[str, Sequence[Observation]]:
    """What was seen of erasure by party: signs of residual data, and inspections of the items on erasure."""
    found: dict[str, list[Observation]] = defaultdict(list)
    for (party, item), seen in observations(snapshot).items():
        if item in _ITEMS:
            found[party] += [one for one in seen if not _is_sign_of_another_item(one, item)]
    return found


def _is_sign_of_another_item(one: Observation, item: str) -> bool:
    """A sign speaks against both items; it is counted once."""
    sign = one.records[0]
    return isinstance(sign, Sign) and (sign.sign != _RESIDUAL or item != _ITEMS[0])


def _works(party: str, snapshot: Snapshot) -> list[Entrustment]:
    return [edge for edge in snapshot.by(Entrustment, "entrustee")[party] if edge.handles_personal_data is not Ternary.NO]


def explain(verdict: Verdict, snapshot: Snapshot) -> str:
    """Words the verdict: what was found when, or that nobody but the party itself says so."""
    certificate: DeletionCertificate = verdict.facts["certificate"]
    head = f"{snapshot.name(verdict.party)}は{day(certificate.issued_on)}に消去を証明していますが、"
    after = verdict.facts["after"]
    if verdict.outcome is verdict.outcome.CONFLICTS:
        found = min(one.first_on if one.first_on > certificate.issued_on else one.last_on for one in after)
        return f"{head}その後{day(found)}に残存データが見つかっています。"
    if after:
        return f"{head}その後に見つかった残存データが、この委託のものか分かりません。どの業務のデータか確かめてください。"
    return f"{head}走査や立入りによる独立の確認がなく、消去されたか分かりません。走査か立入りをしてください。"
