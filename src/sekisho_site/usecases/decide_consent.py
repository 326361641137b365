"""Deciding on a request for sub-entrustment: consented or not, with conditions, a day and an end."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils.timezone import localdate

from sekisho.declared import Consent
from sekisho.terms import ConsentDecision, Ternary
from sekisho_site.config.refusal import RefusedError
from sekisho_site.records.operations.ledger import open_ledger
from sekisho_site.records.operations.versions import Change, StaleChangeError, record_changes
from sekisho_site.records.queries import Reach
from sekisho_site.records.queries.versions import record_of, version_of

LONGEST_CONDITIONS = 2_000
PLACE = "再委託の承諾"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What was decided. ``conditions`` are words for both sides, or the reason of a refusal."""

    granted: bool
    decided_on: date
    written: bool
    expires_on: date | None = None
    conditions: str = ""


def decide_consent(  # noqa: PLR0913  (a use case is told everything by keyword)
    *, consent: str, decision: Decision, seen: str, within: Reach, by: str, at: datetime
) -> Consent:
    """Decide on the request as it was shown (``seen``: when that version became known); the consent as it stands then.

    Raises ``StaleChangeError`` when the request was changed meanwhile, and ``RefusedError`` with what to do instead.
    """
    with open_ledger(by=by, at=at) as ledger:
        version = version_of(within, Consent, consent)
        if version is None:
            raise RefusedError("この申請は見つかりません。承諾の一覧から選び直してください。")
        if version.known_from.isoformat() != seen:
            raise StaleChangeError("申請が更新されました。新しい内容を確かめてください。")
        before: Consent = record_of(version)
        if before.decision is not ConsentDecision.PENDING:
            raise RefusedError("この申請は、もう判断されています。判断を改めるときは、承諾の記録を直してください。")
        _refuse_wrong(decision, localdate(ledger.at))
        after = replace(
            before,
            decision=ConsentDecision.GRANTED if decision.granted else ConsentDecision.REFUSED,
            decided_on=decision.decided_on,
            expires_on=decision.expires_on if decision.granted else None,
            written=Ternary.YES if decision.written else Ternary.NO,
        )
        record_changes(ledger, [Change(before, after, PLACE)])
        conditions = decision.conditions.strip()
        ledger.note("decided", "consent_decision", consent, decision=after.decision.value, conditions=conditions)
    return after


def _refuse_wrong(decision: Decision, today: date) -> None:
    if decision.decided_on > today:
        raise RefusedError("判断日は、今日までの日にしてください。先の日に判断したことにはできません。")
    if decision.granted and decision.expires_on is not None and decision.expires_on < decision.decided_on:
        raise RefusedError("承諾の期限は、判断日より後の日にしてください。期限を決めないときは空欄にします。")
    if not decision.granted and not decision.conditions.strip():
        raise RefusedError("不承諾の理由を書いてください。申請した会社に、何を変えればよいかを伝えるためです。")
    if len(decision.conditions) > LONGEST_CONDITIONS:
        raise RefusedError(f"条件や理由は{LONGEST_CONDITIONS:,}文字までで書いてください。")
