"""The menu: the model itself. An entry that somebody may not open is absent."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse

from sekisho.roles import Permission


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the menu. ``view`` is the name of its page, ``count`` the name of the figure beside it."""

    label: str
    view: str
    permission: Permission
    count: str = ""
    args: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Entries under a heading; ``plane`` is the icon and colour of one of the three records."""

    heading: str
    plane: str
    entries: tuple[Entry, ...]


MENU: tuple[Group, ...] = (
    Group(
        "",
        "",
        (
            Entry("今日の仕事", "today", Permission.ENTER_OFFICE),
            Entry("指摘と是正", "findings", Permission.VIEW_FINDINGS, "findings"),
            Entry("期日の暦", "calendar", Permission.VIEW_FINDINGS),
        ),
    ),
    Group(
        "台帳",
        "ledger",
        (
            Entry("委託先", "parties", Permission.VIEW_REGISTRY, "parties"),
            Entry("委託", "entrustments", Permission.VIEW_REGISTRY),
            Entry("委託の連鎖", "chain", Permission.VIEW_REGISTRY),
            Entry("再委託の承諾", "consents", Permission.VIEW_REGISTRY, "consents"),
            Entry("外部サービス", "services", Permission.VIEW_REGISTRY),
            Entry("台帳の記録", "record-kinds", Permission.VIEW_REGISTRY, args=("declared",)),
        ),
    ),
    Group("約束", "promise", (Entry("約束の記録", "record-kinds", Permission.VIEW_REGISTRY, args=("promised",)),)),
    Group(
        "実態",
        "fact",
        (
            Entry("ログ監視", "alerts", Permission.VIEW_ALERTS, "alerts"),
            Entry("ログの点検", "log-reviews", Permission.VIEW_ALERTS, "log_reviews"),
            Entry("届いたログ", "logs", Permission.VIEW_ALERTS),
            Entry("実態の記録", "record-kinds", Permission.VIEW_OBSERVED, args=("observed",)),
        ),
    ),
    Group(
        "報告",
        "",
        (
            Entry("取り込み", "imports", Permission.IMPORT_FILES),
            Entry("作業の状況", "jobs", Permission.ENTER_OFFICE),
            Entry("監査の記録", "audit", Permission.VIEW_AUDIT),
        ),
    ),
    Group(
        "設定",
        "",
        (
            Entry("利用者", "people", Permission.MANAGE_PEOPLE),
            Entry("通知先", "webhooks", Permission.MANAGE_SETTINGS),
        ),
    ),
)


def menu_for(user: Any, current: str) -> Iterator[tuple[Group, Sequence[tuple[Entry, str, bool]]]]:
    """The groups that somebody may open, each entry with its address and whether it is the page shown now."""
    for group in MENU:
        entries = [
            (entry, address, address == current or (entry.view != "today" and current.startswith(address)))
            for entry in group.entries
            if user.may(entry.permission) and (address := _address(entry))
        ]
        if entries:
            yield group, entries


def _address(entry: Entry) -> str:
    try:
        return reverse(entry.view, args=entry.args)
    except NoReverseMatch:
        return ""
