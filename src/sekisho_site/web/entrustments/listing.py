"""The list of entrustments: the five facts of each, filters, and what a page of rows needs beside them."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.urls import reverse

from sekisho.catalog import load_catalog
from sekisho.terms import (
    BusinessSegment,
    ContractKind,
    DeliveryMode,
    Direction,
    EntrustmentForm,
    Ternary,
    WorkCategory,
)
from sekisho_site.records.queries import registry
from sekisho_site.records.queries.chain_page import tiers_of
from sekisho_site.records.queries.reach import Reach, entrustments_within
from sekisho_site.web.lists.listing import Cell, Column, Filter, Listing
from sekisho_site.web.parties.listing import FLAGS, choices

#: What a summary may be grouped by: the column, its heading.
GROUPS: dict[str, str] = {
    "purpose": "業務・目的",
    "direction": "向き",
    "telecom_business": "電気通信事業",
    "segment": "事業",
    "form": "形態",
    "contract_kind": "契約種別",
    "delivery": "受渡しの形",
    "department": "部署",
}
_MOST_ITEMS = 2


def listing(reach: Reach, as_of: date) -> Listing:
    """The entrustments within reach."""
    return Listing(
        name="entrustments",
        title="委託",
        rows=entrustments_within(reach),
        order=("key",),
        columns=_columns(as_of),
        filters=_filters(reach, as_of),
        search=lambda rows, called: _search(rows, reach, called),
        search_hint="委託番号、委託先の名前",
        prepare=lambda rows: _prepare(rows, reach, as_of),
        caption="届く範囲の委託",
        defaults={"direction": Direction.GIVEN.value},
    )


def _search(rows: QuerySet[Any], reach: Reach, called: str) -> QuerySet[Any]:
    parties = registry.parties_called(registry.entrusted_parties(reach), called)
    return rows.filter(Q(key=called) | Q(entrustee__in=parties.values("key")))


def _prepare(rows: Sequence[Any], reach: Reach, as_of: date) -> None:
    keys = [row.key_id for row in rows]
    names = registry.names_of_parties(reach, {party for row in rows for party in (row.entrustee_id, row.entruster_id)})
    purposes, departments = registry.purposes(), registry.departments()
    findings, tiers = registry.open_findings_under(reach, keys), tiers_of(keys)
    handlers = registry.handlers_under(reach, keys, as_of)
    for row in rows:
        row.name = names.get(row.entrustee_id, row.entrustee_id)
        row.linked = row.entrustee_id in names
        row.purpose_name = purposes.get(row.purpose_id, "")
        row.department_name = departments.get(row.department_id, "")
        row.findings, row.tier = findings.get(row.key_id, 0), tiers.get(row.key_id)
        row.handlers = handlers.get(row.key_id, 0)


def _columns(as_of: date) -> Sequence[Column]:
    return (
        Column("key", "委託", _key, order=("key",)),
        Column("purpose", "業務・目的", _purpose, order=("purpose",)),
        Column("entrustee", "委託先", _entrustee, order=("entrustee",)),
        Column("items", "データ項目", _items),
        Column("principals", "本人の数（人）", lambda row: _number(row.principals), order=("principals",), numeric=True),
        Column("department", "主管部署", _department, order=("department",)),
        Column("findings", "開いている指摘（件）", _findings, numeric=True),
        Column("period", "期間", lambda row: _period(row, as_of), order=("starts_on",)),
        Column("form", "形態", lambda row: Cell(EntrustmentForm(row.form).label), order=("form",), shown=False),
        Column("contract", "契約種別", lambda row: Cell(row.contract_kind), order=("contract_kind",), shown=False),
        Column("work", "業務区分", lambda row: Cell(WorkCategory(row.work).label), order=("work",), shown=False),
        Column("direction", "向き", lambda row: Cell(Direction(row.direction).label), shown=False),
        Column("delivery", "受渡しの形", lambda row: _word(DeliveryMode, row.delivery), shown=False),
        Column("segment", "事業", lambda row: _word(BusinessSegment, row.segment), shown=False),
        Column("telecom", "電気通信事業", lambda row: Cell(Ternary(row.telecom_business).label), shown=False),
        Column("handlers", "取扱者（人）", lambda row: _number(row.handlers), numeric=True, shown=False),
        Column("countries", "保存国・アクセス国", _countries, shown=False),
    )


def _key(row: Any) -> Cell:
    tier = f"{row.tier}次・" if row.tier else ""
    return Cell(row.key_id, reverse("entrustment", args=[row.key_id]), f"{tier}{WorkCategory(row.work).label}")


def _purpose(row: Any) -> Cell:
    if row.purpose_id is None:
        return Cell("目的の登録がありません")
    return Cell(row.purpose_name or row.purpose_id, reverse("record", args=["declared", "purpose", row.purpose_id]))


def _entrustee(row: Any) -> Cell:
    if not row.linked:
        return Cell("届く範囲の外の会社")
    return Cell(row.name, reverse("party", args=[row.entrustee_id]))


def _items(row: Any) -> Cell:
    catalog = load_catalog()
    named = [catalog.item_name(code) for code in row.items]
    if not named:
        return Cell("登録がありません")
    more = f" ほか{len(named) - _MOST_ITEMS}" if len(named) > _MOST_ITEMS else ""
    marks = [label for flag, label in FLAGS.items() if flag in catalog.flags(row.items)]
    return Cell("、".join(named[:_MOST_ITEMS]) + more, note="・".join(marks), value="、".join(named))


def _number(value: int | None) -> Cell:
    return Cell("判定不能" if value is None else f"{value:,}", value=value)


def _department(row: Any) -> Cell:
    return Cell(row.department_name or row.department_id or "登録がありません")


def _findings(row: Any) -> Cell:
    href = f"{reverse('findings')}?{urlencode({'entrustment': row.key_id})}" if row.findings else ""
    return Cell(f"{row.findings:,}", href, value=row.findings)


def _period(row: Any, as_of: date) -> Cell:
    begins = f"{row.starts_on:%Y年%-m月%-d日}" if row.starts_on else "開始日なし"
    ends = f"{row.ends_on:%Y年%-m月%-d日}" if row.ends_on else ""
    over = "終了" if row.ends_on and row.ends_on < as_of else "開始前" if row.starts_on and row.starts_on > as_of else ""
    return Cell(f"{begins}〜{ends}", note=over)


def _word(vocabulary: Any, code: str | None) -> Cell:
    return Cell(vocabulary(code).label if code else "—")


def _countries(row: Any) -> Cell:
    codes = dict.fromkeys((*row.storage_countries, *row.access_countries))
    return Cell("、".join(load_catalog().country_name(code) for code in codes) or "登録がありません")


def _filters(reach: Reach, as_of: date) -> Sequence[Filter]:
    def equals(column: str) -> Any:
        return lambda rows, value: rows.filter(**{column: value})

    def tier(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        return registry.only_first_tier(rows) if value == "first" else registry.only_sub_entrustments(rows)

    def running(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        over = Q(ends_on__lt=as_of)
        return rows.filter(over) if value == "ended" else rows.exclude(over)

    return (
        Filter("purpose", "業務・目的", equals("purpose"), list(registry.purposes().items())),
        Filter("direction", "向き", equals("direction"), choices(Direction)),
        Filter("work", "業務区分", equals("work"), choices(WorkCategory)),
        Filter("form", "形態", equals("form"), choices(EntrustmentForm)),
        Filter("contract", "契約種別", equals("contract_kind"), choices(ContractKind)),
        Filter("delivery", "受渡しの形", equals("delivery"), choices(DeliveryMode)),
        Filter("segment", "事業", equals("segment"), choices(BusinessSegment)),
        Filter("telecom", "電気通信事業", equals("telecom_business"), choices(Ternary)),
        Filter("department", "部署", equals("department"), list(registry.departments().items())),
        Filter("tier", "段", tier, (("first", "一次"), ("below", "二次から"))),
        Filter("state", "状態", running, (("running", "続いている"), ("ended", "終わった"))),
        Filter(
            "flag", "データの印", lambda rows, flag: registry.holding(rows, registry.items_with_flag(flag)), list(FLAGS.items())
        ),
        Filter("party", "会社番号", lambda rows, value: rows.filter(Q(entrustee=value))),
    )
