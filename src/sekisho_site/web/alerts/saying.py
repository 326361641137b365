"""How alerts are said: what is usual and what is now, in the units of what was looked at."""

from collections.abc import Mapping
from typing import Any

from sekisho.detection.told import AlertKind

#: What baselines look at, in words, and the unit of its value.
FEATURES: Mapping[str, tuple[str, str]] = {
    "records": ("参照した件数", "件"),
    "files": ("ファイルの数", "個"),
    "bytes": ("送った量", "B"),
    "bytes_out": ("外へ送った量", "B"),
    "off_hours": ("時間外の割合", "%"),
    "off_hours_share": ("時間外の割合", "%"),
    "events": ("操作の数", "件"),
    "logins": ("ログインの回数", "回"),
    "devices": ("使った端末の数", "台"),
    "hosts": ("使った端末の数", "台"),
    "new_device": ("初めての端末", "台"),
    "new_host": ("初めての端末", "台"),
    "new_destination": ("初めての送り先", "件"),
    "destinations": ("送り先の数", "件"),
    "media_writes": ("媒体への書き出し", "回"),
    "customers": ("照会した顧客の数", "人"),
    "distinct_customers": ("照会した顧客の数", "人"),
    "rarity": ("周りの人がしない操作", ""),
}
_UNITS = ("B", "KB", "MB", "GB", "TB")


def feature_name(code: str) -> str:
    """What was looked at; one that has no word yet stands for itself."""
    return FEATURES.get(code, (code, ""))[0]


def valued(code: str, value: Any) -> str:
    """A value of a feature with its unit; nothing known is a dash.

    >>> valued("bytes_out", 52_428_800), valued("off_hours_share", 0.5), valued("records", None), valued("customers", 640)
    ('50 MB', '50%', '—', '640人')
    """
    unit = FEATURES.get(code, ("", ""))[1]
    if value is None or isinstance(value, bool | str):
        return "—" if value in (None, "") else str(value)
    if unit == "B":
        return size(value)
    if unit == "%":
        return f"{value * 100:.0f}%" if abs(value) <= 1 else f"{value:.0f}%"
    return f"{value:,.0f}{unit}" if float(value).is_integer() or abs(value) >= 100 else f"{value:,.1f}{unit}"


def size(value: float) -> str:
    """Bytes as people read them.

    >>> size(999), size(1536)
    ('999 B', '1.5 KB')
    """
    amount, place = float(value), 0
    while amount >= 1024 and place < len(_UNITS) - 1:
        amount, place = amount / 1024, place + 1
    return f"{amount:,.1f}".removesuffix(".0") + f" {_UNITS[place]}"


def now_and_usual(row: Any) -> tuple[str, str, str]:
    """The one thing that stands out, for a cell of a list: words, no link, and how it usually is."""
    if row.reasons:
        reason = row.reasons[0]
        code = str(reason.get("feature", ""))
        return f"{feature_name(code)} {valued(code, reason.get('now'))}", "", f"いつも {valued(code, reason.get('usual'))}"
    if row.kind == AlertKind.UNDECLARED_SERVICE.value:
        return size(row.detail.get("bytes_out") or 0), "", f"{row.detail.get('users') or 0:,.0f}人"
    return f"{row.count:,.0f}件", "", ""
