"""Registering a record or changing one, as somebody typed it: judged by the rules of the import, within their reach."""

from datetime import date, datetime

from django.utils.timezone import localdate

from sekisho.declared import Entrustment
from sekisho.declared.entrustment_stage import comes_into_use
from sekisho.formats.entry import SCREEN, Entry, plan_entry
from sekisho.record import Record
from sekisho_site.records.operations.entries import EntryRefusedError, NothingChangedError, refuse_fault, refuse_out_of_reach
from sekisho_site.records.operations.ledger import open_ledger
from sekisho_site.records.operations.versions import Change, StaleChangeError, record_changes
from sekisho_site.records.queries import Reach
from sekisho_site.records.queries.services import assessments_of
from sekisho_site.records.queries.surroundings import number_is_taken, surroundings
from sekisho_site.records.queries.versions import standing, was_ever


def record_change(*, entry: Entry, within: Reach, by: str, at: datetime) -> Record:
    """Store what a form said: a new record, or a change of the one that it was shown. The record as it stands then.

    Raises :class:`EntryRefusedError` with every fault, :class:`StaleChangeError` when somebody else changed it meanwhile,
    :class:`NothingChangedError`, and ``RefusedError`` when the record would leave the reach of whoever writes.
    """
    with open_ledger(by=by, at=at) as ledger:
        around = surroundings(entry, within)
        if entry.base is None and was_ever(entry.kind, entry.key):
            refuse_fault(
                entry,
                "key",
                "もう使われている番号です",
                "別の番号にしてください。前の記録を続けるなら、その記録の変更の履歴から戻せます。",
            )
        if entry.base is not None and standing(entry.kind, entry.key, within) != entry.base:
            raise StaleChangeError("ほかの人が先にこの記録を変えました。両方を見比べて選んでください。")
        plan = plan_entry(entry, around)
        if plan.faults:
            raise EntryRefusedError(plan.faults)
        if number_is_taken(entry.values.get("corporate_number"), entry.key):
            refuse_fault(entry, "corporate_number", "もう登録されている会社の番号です", "個人情報保護室に確かめてください。")
        after = entry.after(around)
        if after is None or after == entry.base:
            raise NothingChangedError("変わった所がありません。何も保存していません。")
        _refuse_undecided(entry, after, localdate(at))
        record_changes(ledger, [Change(entry.base, after, SCREEN)])
        refuse_out_of_reach(after, within, is_new=entry.base is None)
    return after


def _refuse_undecided(entry: Entry, after: Record, today: date) -> None:
    """Nobody puts an external service into use before it was decided whether it is an entrustment.

    A workbook is not refused for it: it tells what is, and the reconciliation tells what is missing.
    """
    before = entry.base if isinstance(entry.base, Entrustment) else None
    if not isinstance(after, Entrustment) or not comes_into_use(before, after, today):
        return
    if not assessments_of(Reach(), after.key):
        refuse_fault(
            entry,
            "starts_on",
            "委託に当たるかの判定がない外部サービスは、使い始められません",
            "開始日を空欄か先の日にして登録し、「外部サービス」で判定を記録してから、開始日を入れてください。",
        )
