"""The queue of alerts: its columns, filters and order, and what an alert says in one line."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.timezone import localtime

from sekisho.detection.told import AlertKind, AlertLevel
from sekisho.response.triage import AlertState
from sekisho.roles import Permission
from sekisho_site.records.queries import alerts_within, parties_within
from sekisho_site.records.queries.alerting import ALERTS_OPEN
from sekisho_site.records.queries.figures import party_names
from sekisho_site.records.queries.registry import parties_called
from sekisho_site.web.alerts.saying import now_and_usual
from sekisho_site.web.lists.listing import Cell, Column, Filter, Listing
from sekisho_site.web.permissions import SignedInRequest

_OPEN = "open"
_HEAVY = ("events", "explanation", "notes", "subject")
_NEXT: Mapping[AlertState, str] = {
    AlertState.NEW: "調べ始める",
    AlertState.LOOKING: "判断する",
    AlertState.CONFIRMED: "指摘を見る",
}
Rows = QuerySet[Any]


def listing_of(request: SignedInRequest) -> Listing:
    """The alerts that this person reaches, the heaviest and newest in front."""
    names: dict[str, str] = {}

    def prepare(rows: Sequence[Any]) -> None:
        names.update(party_names([row.party for row in rows if row.party]))

    return Listing(
        name="alerts",
        title="ログ監視",
        caption="警告の一覧。重さと新しさの順",
        columns=_columns(names, may_act=request.user.may(Permission.TRIAGE_ALERT)),
        rows=alerts_within(request.reach).defer(*_HEAVY),
        order=("weight", "-sort_at"),
        filters=_filters(request),
        search=lambda rows, words: rows.filter(_called(request, words)),
        search_hint="警告の番号、題名、人、端末、会社",
        prepare=prepare,
        empty="新しい警告はありません。ログが届いているかは「届いたログ」で確かめてください。",
        defaults={"state": _OPEN},
        keys_first=True,
    )


def _columns(names: Mapping[str, str], *, may_act: bool) -> list[Column]:
    def party_cell(row: Any) -> Cell:
        if not row.party:
            return Cell("会社が分からない")
        name = names.get(row.party)
        return Cell(name or row.party, reverse("party", args=[row.party]) if name else "")

    def next_cell(row: Any) -> Cell:
        told = _NEXT.get(AlertState(row.state), "内容を見る") if may_act else "内容を見る"
        acts = may_act and AlertState(row.state).is_open
        return Cell(told, f"{reverse('alert', args=[row.pk])}{'#act' if acts else ''}")

    return [
        Column("alert", "警告", _alert_cell, ("pk",)),
        Column("level", "重さ", _level_cell, ("weight",)),
        Column("party", "会社", party_cell, ("party",)),
        Column("who", "人・端末", _who_cell, ("person", "device")),
        Column("now", "いつもと今回", lambda row: Cell(*now_and_usual(row))),
        Column("last", "最後", _last_cell, ("sort_at",)),
        Column("state", "段階", lambda row: Cell(AlertState(row.state).label, kind="tag"), ("state",)),
        Column("kind", "種類", lambda row: Cell(AlertKind(row.kind).label), ("kind",), shown=False),
        Column("measure", "点検項目", lambda row: Cell(row.measure or "—"), ("measure",), shown=False),
        Column("count", "件数", lambda row: Cell(f"{row.count:,.0f}", value=row.count), ("count",), numeric=True, shown=False),
        Column("rule", "規則", lambda row: Cell(row.rule or "—"), ("rule",), shown=False),
        Column("next", "次の一手", next_cell),
    ]


def _alert_cell(row: Any) -> Cell:
    note = f"{row.number}　{AlertKind(row.kind).label}" + (f"　改訂{row.revision}" if row.revision > 1 else "")
    return Cell(row.title, reverse("alert", args=[row.pk]), note, value=f"{row.number} {row.title}")


def _level_cell(row: Any) -> Cell:
    level = AlertLevel(row.level)
    if level is AlertLevel.INFORMATIONAL:
        return Cell(level.label, kind="tag")
    return Cell(kind="severity", code=level.value, value=level.label)


def _who_cell(row: Any) -> Cell:
    named = [("person", row.person), ("device", row.device)]
    told = [(name, value) for name, value in named if value]
    if not told:
        return Cell("—")
    name, value = told[0]
    return Cell(value, f"{reverse('timeline')}?{name}={value}", told[1][1] if len(told) > 1 else "")


def _last_cell(row: Any) -> Cell:
    at = localtime(row.sort_at)
    told = f"{at.month}月{at.day}日 {at.hour}:{at.minute:02d}" if row.last_at else "時刻なし"
    return Cell(told, value=f"{at:%Y-%m-%d %H:%M}" if row.last_at else "")


def _filters(request: SignedInRequest) -> list[Filter]:
    return [
        Filter("state", "段階", _by_state, [(_OPEN, "終わっていないもの"), *_words(AlertState)]),
        Filter("level", "重さ", lambda rows, level: rows.filter(weight=AlertLevel(level).weight), _words(AlertLevel)),
        Filter("kind", "種類", _by("kind"), _words(AlertKind)),
        Filter("party", "会社", lambda rows, called: rows.filter(_of_party(request, called))),
        Filter("measure", "点検項目", _by("measure")),
        Filter("person", "人", _by("person")),
        Filter("device", "端末", _by("device")),
        Filter("rule", "規則", _by("rule")),
    ]


def _words(vocabulary: Any) -> list[tuple[str, str]]:
    return [(word.value, word.label) for word in vocabulary]


def _by(column: str) -> Callable[[Rows, str], Rows]:
    return lambda rows, value: rows.filter(**{column: value})


def _by_state(rows: Rows, value: str) -> Rows:
    return rows.filter(state__in=ALERTS_OPEN) if value == _OPEN else rows.filter(state=value)


def _of_party(request: SignedInRequest, called: str) -> Q:
    return Q(party=called) | Q(party__in=parties_called(parties_within(request.reach), called).values("key"))


def _called(request: SignedInRequest, words: str) -> Q:
    number = words.upper().removeprefix("A-")
    found = Q(title__icontains=words) | Q(person=words) | Q(device=words) | _of_party(request, words)
    return found | Q(pk=int(number)) if number.isascii() and number.isdigit() and len(number) < 16 else found
