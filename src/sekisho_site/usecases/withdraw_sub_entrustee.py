"""Taking back a request to consent to a sub-entrustment, while nobody has decided it."""

from datetime import datetime

from django.utils.timezone import localdate

from sekisho_site.config.refusal import RefusedError
from sekisho_site.records.models import SubEntrustmentRequest
from sekisho_site.records.operations.ledger import open_ledger
from sekisho_site.records.operations.sub_entrusting import named_no_more, pending
from sekisho_site.records.operations.versions import Change, record_changes


def withdraw_sub_entrustee(*, consent: str, party: str, by: str, at: datetime) -> None:
    """End a request that ``party`` itself made, and declare the chain without the company again."""
    with open_ledger(by=by, at=at) as ledger:
        asked = SubEntrustmentRequest.objects.select_for_update().filter(consent=consent, party=party).first()
        if asked is None:
            raise RefusedError("その申請は見つかりません。")
        waiting = pending(consent)
        if asked.withdrawn_at is not None or waiting is None:
            raise RefusedError("この申請は、もう判断されたか、取り下げられています。今の状況を確かめてください。")
        today = localdate(ledger.at)
        record_changes(ledger, [*named_no_more(asked.upper_id, asked.name, today), Change(waiting, None)])
        asked.withdrawn_at = ledger.at
        asked.save(update_fields=["withdrawn_at"])
        ledger.note("withdrawn", "sub_entrustment", consent, upper=asked.upper_id, party=party)
