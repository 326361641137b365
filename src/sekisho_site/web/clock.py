"""The one place of the pages that reads a clock; everything below takes time as an argument."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

_JAPAN = ZoneInfo("Asia/Tokyo")


def now() -> datetime:
    """The present moment, in Japan's time zone."""
    return datetime.now(_JAPAN)


def today() -> date:
    """The present day in Japan."""
    return now().date()
