"""年次確認の切れた相当措置。

見つけること: 相当措置を根拠に外国の相手へ扱わせているのに、実施状況と制度の確認が前回の応当日を過ぎている。
なぜ: 相当措置は続いていて初めて根拠になる。確保が難しくなれば、提供を止めなければならない。
根拠: L-XBR-5（規則18条1項1号、外GL6-1）、点検項目 XBR-04。定期の確認は義務、「定期」は年1回程度またはそれ以上。
是正: 実施状況と、影響し得る制度を確かめて記録する。確保できないときは提供を止める。
例: 物語 あさひ通信 では、次の会社について、次の記録から言えます。

>>> from sekisho.stories.run import findings_of
>>> found = findings_of("asahi", "equivalent_action_unconfirmed")[0]
>>> found.party, found.outcome.label, [item.key for item in found.evidence]
('P-010', '不一致', ['X-01', 'E-011'])
"""

from collections.abc import Iterator
from datetime import date

from sekisho.declared import ForeignTransfer
from sekisho.period import terms_overdue
from sekisho.reconcile.check import Ground, Verdict, agrees, cannot_tell, conflicts
from sekisho.reconcile.snapshot import Snapshot
from sekisho.reconcile.wording import countries, day
from sekisho.terms import Severity, Strength, TransferBasis

GROUND = Ground(
    rule="L-XBR-5",
    title="年次確認の切れた相当措置",
    severity=Severity.HIGH,
    strength=Strength.DUTY,
    anchors=("APPI28-3", "RULE18-1-1", "OGL6-1", "XBR-04"),
    compares=("registry", "country_list"),
    remedy="相当措置の実施状況と、影響し得る制度を確かめて記録してください。確保できないときは提供を止めてください。",
)


def check(snapshot: Snapshot) -> Iterator[Verdict]:
    """One verdict per active entrustment and country on this basis; one grade heavier for each further year.

    Of several records of one country the one confirmed last counts.
    """
    handling = {edge.key: edge for edge in snapshot.handling}
    newest: dict[tuple[str, str], ForeignTransfer] = {}
    for transfer in snapshot.by(ForeignTransfer, "basis")[TransferBasis.EQUIVALENT_ACTION]:
        known = newest.setdefault((transfer.entrustment, transfer.country), transfer)
        if (_last(known, snapshot) or date.min) < (_last(transfer, snapshot) or date.min):
            newest[transfer.entrustment, transfer.country] = transfer
    for transfer in newest.values():
        edge = handling.get(transfer.entrustment)
        if edge is None:
            continue
        cited, distinct, last = (edge, transfer), (transfer.country,), _last(transfer, snapshot)
        late = terms_overdue(last, snapshot.as_of) if last else 0
        if last is None:
            yield cannot_tell(edge.entrustee, edge, *cited, distinct=distinct, transfer=transfer, last=last)
        elif late:
            grade = GROUND.severity.raised(late - 1)
            yield conflicts(edge.entrustee, edge, *cited, distinct=distinct, severity=grade, transfer=transfer, last=last)
        else:
            yield agrees(edge.entrustee, edge)


def _last(transfer: ForeignTransfer, snapshot: Snapshot) -> date | None:
    """The last day on which the action was assessed or confirmed."""
    known = (transfer.confirmed_on, transfer.assessed_on)
    return max((on for on in known if on and on <= snapshot.as_of), default=None)


def explain(verdict: Verdict, snapshot: Snapshot) -> str:
    """Words the verdict: which country, when it was last confirmed."""
    transfer, last = verdict.facts["transfer"], verdict.facts["last"]
    where = f"{snapshot.name(verdict.party)}（{countries([transfer.country], snapshot)}）の相当措置"
    if last:
        return f"{where}は、最後に確かめた{day(last)}から1年の応当日を過ぎています。"
    return f"{where}を確かめた日の記録がなく、年次の確認が済んでいるか分かりません。確認した日を入れてください。"
