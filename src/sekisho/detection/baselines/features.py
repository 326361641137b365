"""What is measured of a person's day, what it is called, and which features say much the same.

Knows the names that the engine gives its sums: a plain name, ``category:X``, ``action:X:Y``, and ``week:`` before a name for
the sum of seven days. Refuses to know amounts.
"""

from collections.abc import Mapping

from sekisho.detection.event import Category

#: Plain features: name on screen and unit.
_PLAIN: Mapping[str, tuple[str, str]] = {
    "all": ("操作の数", "件"),
    "bytes_out": ("外へ送った量", "バイト"),
    "bytes": ("扱った量", "バイト"),
    "records": ("扱った件数", "件"),
    "customers": ("照会した顧客の数", "人"),
    "objects": ("扱ったファイルなどの数", "個"),
    "devices": ("使った端末の数", "台"),
    "new_devices": ("初めて使う端末", "台"),
    "others_devices": ("ほかの人の端末の使用", "台"),
    "new_destinations": ("初めての送り先", "か所"),
    "unseen_destinations": ("社内の誰も使ったことのない送り先", "か所"),
    "bytes_to_new": ("初めての送り先へ送った量", "バイト"),
    "off_hours": ("ふだん働かない時間の操作", "件"),
    "rarity": ("同じ仕事の人がほとんどしない操作", ""),
}
_FAMILIES: Mapping[str, str] = {
    "new_devices": "device", "others_devices": "device", "devices": "device",
    "new_destinations": "destination", "unseen_destinations": "destination", "bytes_to_new": "destination",
    "off_hours": "hours", "rarity": "rarity", "bytes_out": "bytes", "bytes": "bytes", "customers": "data", "records": "data",
}  # fmt: skip
#: Families that say of what kind a day was; the others say how much of it there was, and rise together on a busy day.
OF_KIND = frozenset({"device", "destination", "hours", "rarity"})
#: Features of what is met for the first time: while somebody begins there is much of it.
OF_FIRST_TIMES = ("new_devices", "others_devices", "new_destinations", "unseen_destinations", "bytes_to_new")
#: Features that are summed over seven days too: what is taken slowly shows there.
WEEKLY = ("all", "bytes_out", "bytes", "records", "customers", "off_hours", "bytes_to_new")
#: Amounts are counted in such units before they are compared: below one of them nothing is unusual.
UNITS: Mapping[str, float] = {"bytes_out": 10_000.0, "bytes": 10_000.0, "bytes_to_new": 10_000.0}
#: Categories as people read them: the product's own, and those of other collections.
_CATEGORIES: Mapping[str, str] = {
    **{each.value: each.label for each in Category},
    "device": "外部機器", "logon": "ログオン", "email": "メール", "removable_media": "外部媒体",
}  # fmt: skip
_WEEK = "week:"


def daily(feature: str) -> str:
    """The feature of the day behind one of the week.

    >>> daily("week:records"), daily("records")
    ('records', 'records')
    """
    return feature.removeprefix(_WEEK)


def is_weekly(feature: str) -> bool:
    """Whether it sums seven days."""
    return feature.startswith(_WEEK)


def unit_of(feature: str) -> float:
    """In which unit amounts of a feature are compared."""
    return UNITS.get(daily(feature), 1.0)


def family_of(feature: str) -> str:
    """Features of one family say much the same: only the strongest of them counts.

    >>> family_of("action:file:copy"), family_of("week:category:file"), family_of("new_devices")
    ('category:file', 'category:file', 'device')
    """
    kind, _, rest = daily(feature).partition(":")
    return f"category:{rest.partition(':')[0]}" if rest else _FAMILIES.get(kind, "volume")


def told_feature(feature: str) -> tuple[str, str]:
    """Name on screen and unit.

    >>> told_feature("action:file:copy"), told_feature("week:customers")
    (('ファイルの操作「copy」', '件'), ('七日間に照会した顧客の数', '人'))
    """
    kind, _, rest = daily(feature).partition(":")
    if rest:
        category, _, action = rest.partition(":")
        known = _CATEGORIES.get(category, f"「{category}」")
        name, unit = (f"{known}の操作「{action}」" if action else f"{known}の操作の数"), "件"
    else:
        name, unit = _PLAIN[kind]
    return ("七日間に" if is_weekly(feature) else "") + name, unit
