"""Letting an earlier version of a record stand again: as a new version, so that nothing of the history is lost."""

from datetime import datetime

from sekisho.formats.entry import SCREEN, Entry, plan_entry
from sekisho.record import Record
from sekisho_site.config.refusal import RefusedError
from sekisho_site.records.operations.entries import EntryRefusedError, NothingChangedError, refuse_out_of_reach
from sekisho_site.records.operations.ledger import open_ledger
from sekisho_site.records.operations.versions import Change, record_changes
from sekisho_site.records.queries import Reach
from sekisho_site.records.queries.surroundings import surroundings
from sekisho_site.records.queries.versions import record_of, standing, version_numbered


def restore_version(  # noqa: PLR0913  (a use case is told everything by keyword)
    *, kind: type[Record], key: str, version: int, within: Reach, by: str, at: datetime
) -> Record:
    """Let the version numbered ``version`` of a record stand again, ended or not. Judged like any other change."""
    with open_ledger(by=by, at=at) as ledger:
        earlier = version_numbered(within, kind, key, version)
        if earlier is None:
            raise RefusedError("その版が見つかりません。変更の履歴を読み込み直してください。")
        after: Record = record_of(earlier)
        before = standing(kind, key, within)
        if before is None and standing(kind, key, Reach()) is not None:
            raise RefusedError("この記録は今、あなたの届く範囲にありません。個人情報保護室に頼んでください。")
        if after == before:
            raise NothingChangedError("今の内容と同じ版です。何も変えていません。")
        entry = Entry(kind, {column.name: getattr(after, column.name) for column in kind.schema.columns}, (), before)
        plan = plan_entry(entry, surroundings(entry, within))
        if plan.faults:
            raise EntryRefusedError(plan.faults)
        record_changes(ledger, [Change(before, after, SCREEN)])
        refuse_out_of_reach(after, within, is_new=False)
    return after
