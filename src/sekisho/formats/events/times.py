"""Moments as logs write them, to microseconds since 1970 in UTC.

Knows ISO 8601. Refuses to guess: a moment that the calendar does not have is unreadable.
"""

from datetime import UTC, datetime, timedelta, timezone, tzinfo

from sekisho.formats.events.unread import Unread, shown

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
TOKYO = timezone(timedelta(hours=9))


def read_time(text: object, zone: tzinfo) -> int:
    """Microseconds since 1970 in UTC. A text without an offset is a time of ``zone``.

    >>> read_time("1970-01-01T09:00:00.000001+09:00", UTC)
    1

    Raises Unread when the text is no moment.
    """
    try:
        moment = datetime.fromisoformat(text)  # type: ignore[arg-type]
    except (ValueError, TypeError):
        raise Unread(
            f"「{shown(str(text))}」は日時として読めません。2026-04-01T09:00:00+09:00 の形か、読み方の設定を確かめてください。"
        ) from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone)
    passed = moment - _EPOCH
    return (passed.days * 86_400 + passed.seconds) * 1_000_000 + passed.microseconds
