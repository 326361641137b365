"""Ending a record: its last version stays in the history, and nothing stands any more."""

from datetime import datetime

from sekisho.formats.entry import SCREEN
from sekisho.record import Record
from sekisho_site.config.refusal import RefusedError
from sekisho_site.records.operations.entries import refuse_while_named
from sekisho_site.records.operations.ledger import open_ledger
from sekisho_site.records.operations.versions import Change, StaleChangeError, record_changes
from sekisho_site.records.queries import Reach
from sekisho_site.records.queries.reach import keeps
from sekisho_site.records.queries.versions import standing


def end_record(*, record: Record, within: Reach, by: str, at: datetime) -> None:
    """End ``record`` as somebody saw it. Refused while other records name it, and when it was changed meanwhile."""
    kind = type(record)
    with open_ledger(by=by, at=at) as ledger:
        if not keeps(within, kind):
            raise RefusedError("この記録を終わらせる権限がありません。個人情報保護室に頼んでください。")
        if standing(kind, record.key, within) != record:
            raise StaleChangeError("ほかの人が先にこの記録を変えました。新しい内容を確かめてから、もう一度やり直してください。")
        refuse_while_named(record)
        record_changes(ledger, [Change(record, None, SCREEN)])
