"""The list of companies: its columns, filters and search. Counts beside a page of rows come with one question each."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from sekisho.catalog import load_catalog
from sekisho.terms import (
    ContractKind,
    DeliveryMode,
    Direction,
    EntrustmentForm,
    GroupRelation,
    Vocabulary,
    WorkCategory,
)
from sekisho_site.records.queries import registry
from sekisho_site.records.queries.chain_page import tiers_of_parties
from sekisho_site.records.queries.reach import Reach
from sekisho_site.web.lists.listing import Cell, Column, Filter, Listing

#: The flags of data items, as people call them.
FLAGS: Mapping[str, str] = {
    "secrecy_of_communications": "通信の秘密",
    "specified_user_information": "特定利用者情報",
    "special_care": "要配慮個人情報",
    "my_number": "マイナンバー",
    "card": "カード情報",
}


def choices(vocabulary: type[Vocabulary]) -> list[tuple[str, str]]:
    """The words of a vocabulary as choices of a filter."""
    return [(word.value, word.label) for word in vocabulary]


def listing(reach: Reach, as_of: date) -> Listing:
    """The companies within reach, with what is told about them on a day."""
    return Listing(
        name="parties",
        title="委託先",
        rows=registry.entrusted_parties(reach),
        order=("key",),
        columns=_columns(as_of),
        filters=_filters(reach, as_of),
        search=registry.parties_called,
        search_hint="会社名、番号、法人番号",
        prepare=lambda rows: _prepare(rows, reach, as_of),
        caption="届く範囲の委託先",
    )


def _prepare(rows: Sequence[Any], reach: Reach, as_of: date) -> None:
    """Look up at once what the cells of a page need."""
    keys = [row.key_id for row in rows]
    edges = registry.kinds_of_edges(reach, keys, as_of)
    findings, handlers = registry.open_findings_of(reach, keys), registry.handlers_of(reach, keys, as_of)
    group = registry.group_of(reach, keys, as_of)
    tiers = tiers_of_parties(reach, keys)
    for row in rows:
        row.edges = edges.get(row.key_id, [])
        row.findings, row.due = findings.get(row.key_id, (0, None))
        row.handlers = handlers.get(row.key_id, 0)
        row.relation = group.get(row.key_id, "")
        row.tiers = tiers.get(row.key_id, ())


def _columns(as_of: date) -> Sequence[Column]:
    return (
        Column("name", "会社名", _name, order=("name",)),
        Column("tier", "段", lambda row: Cell("・".join(f"{tier}次" for tier in row.tiers))),
        Column("work", "業務区分", lambda row: _labels(row, "work", WorkCategory)),
        Column("contract", "契約種別", _contract_kinds),
        Column("form", "形態", lambda row: _labels(row, "form", EntrustmentForm)),
        Column("handlers", "取扱者（人）", _handlers, numeric=True),
        Column("findings", "指摘（件）", _findings, numeric=True),
        Column("country", "国", lambda row: Cell(_country(row.country)), order=("country",), shown=False),
        Column(
            "group", "グループ会社", lambda row: Cell(GroupRelation(row.relation).label if row.relation else "—"), shown=False
        ),
        Column("direction", "向き", lambda row: _labels(row, "direction", Direction), shown=False),
        Column("delivery", "受渡しの形", lambda row: _labels(row, "delivery", DeliveryMode), shown=False),
        Column("stage", "段階", lambda row: Cell(_stage(row.edges)), shown=False),
        Column("next", "次の一手", lambda row: _next(row, as_of)),
    )


def _name(row: Any) -> Cell:
    number = f"・法人番号 {row.corporate_number}" if row.corporate_number else ""
    return Cell(row.name, reverse("party", args=[row.key_id]), f"{row.key_id}{number}")


def _labels(row: Any, column: str, vocabulary: type[Vocabulary]) -> Cell:
    codes = dict.fromkeys(getattr(edge, column) for edge in row.edges)
    return Cell("・".join(vocabulary(code).label for code in codes if code) or "—")


def _contract_kinds(row: Any) -> Cell:
    return Cell("・".join(sorted({edge.contract_kind for edge in row.edges})) or "—")


def _group(row: Any) -> Cell:
    return Cell(GroupRelation(row.relation).label if row.relation else "—")


def _handlers(row: Any) -> Cell:
    return Cell(f"{row.handlers:,}", value=row.handlers) if row.edges else Cell("—")


def _findings(row: Any) -> Cell:
    href = f"{reverse('findings')}?{urlencode({'party': row.key_id})}" if row.findings else ""
    return Cell(f"{row.findings:,}", href, value=row.findings)


def _country(code: str | None) -> str:
    return load_catalog().country_name(code) if code else "判定不能"


def _stage(edges: Sequence[Any]) -> str:
    """Where the company stands in the life of its entrustments: the one furthest from its end is told."""
    if any(edge.running for edge in edges):
        return "委託中"
    if any(edge.ahead for edge in edges):
        return "開始前"
    return "終了" if edges else "委託なし"


def _next(row: Any, as_of: date) -> Cell:
    findings = f"{reverse('findings')}?{urlencode({'party': row.key_id})}"
    if row.due and row.due < as_of:
        return Cell("期限を過ぎた指摘を進める", findings, f"期限 {row.due:%Y年%-m月%-d日}")
    if row.findings:
        return Cell("指摘を確かめる", findings)
    if not row.edges:
        return Cell("委託を登録する", reverse("record-new", args=["declared", "registry"]))
    if not row.handlers and _stage(row.edges) == "委託中":
        return Cell("取扱者の名簿を求める", reverse("party", args=[row.key_id]))
    return Cell("—")


def _filters(reach: Reach, as_of: date) -> Sequence[Filter]:
    countries = [(code, load_catalog().country_name(code)) for code in registry.countries_of_parties(reach)]

    def by(column: str) -> Any:
        return lambda rows, value: registry.parties_with(rows, reach, **{column: value})

    def flagged(rows: Any, flag: str) -> Any:
        return registry.parties_holding(rows, reach, registry.items_with_flag(flag))

    return (
        Filter("work", "業務区分", by("work"), choices(WorkCategory)),
        Filter("contract", "契約種別", by("contract_kind"), choices(ContractKind)),
        Filter("form", "形態", by("form"), choices(EntrustmentForm)),
        Filter("delivery", "受渡しの形", by("delivery"), choices(DeliveryMode)),
        Filter("country", "国", lambda rows, value: rows.filter(country=value), countries),
        Filter(
            "group",
            "グループ会社",
            lambda rows, value: registry.group_parties(rows, reach, as_of, inside=value == "yes"),
            (("yes", "グループ会社"), ("no", "それ以外")),
        ),
        Filter("department", "部署", by("department"), list(registry.departments().items())),
        Filter("direction", "向き", by("direction"), choices(Direction)),
        Filter(
            "findings", "指摘", lambda rows, _value: registry.with_open_findings(rows, reach), (("open", "開いた指摘がある"),)
        ),
        Filter("flag", "データの印", flagged, list(FLAGS.items())),
    )
