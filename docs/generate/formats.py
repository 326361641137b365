"""Every sheet: its plane, its columns, what a cell may hold, with notes and examples; from the record kinds themselves."""

import inspect
from dataclasses import MISSING, Field, fields
from datetime import date
from typing import Any

from docs.generate import log_layouts
from docs.generate.markdown import anchor, table
from sekisho.formats.books import TITLES, WORKBOOKS
from sekisho.planes import CATALOGUES, KINDS, REFERENCES
from sekisho.record import Column, Record
from sekisho.terms import Plane, Vocabulary

_TYPES = {date: "日付", int: "整数", str: "文字"}
_CATALOGUE_NAMES = {
    "data_item": "データ項目",
    "check_item": "点検項目",
    "clause": "条項",
    "clause_level": "条項の段",
    "annual_item": "年次報告の項目",
    "sign": "兆候",
    "country": "国（ISO 3166-1）",
}


def page() -> str:
    """The page of all record kinds, plane by plane."""
    parts = [
        "# 書式\n\n",
        "記録の種類一つがシート一枚です。見出し・型・語彙は、取込み・書出し・データベース・この頁で同じ一つの記述から作ります。\n",
    ]
    parts.append("\n## ブック\n\n一つの Excel ファイルに、次のシートが入ります。表紙に、全件か差分かを書きます。\n\n")
    parts.append(table(["ブック", "名前", "シート"], ([TITLES[name], f"`{name}`", _sheets(name)] for name in WORKBOOKS)))
    for plane in Plane:
        parts.append(f"\n## {plane.label}\n")
        parts.extend(_sheet(kind) for kind in KINDS if kind.schema.plane is plane)
    parts.append(log_layouts.section())
    return "".join(parts)


def _sheets(workbook: str) -> str:
    kinds = WORKBOOKS[workbook]
    if kinds == KINDS:
        return "この頁のすべて"
    return "、".join(f"[{kind.schema.sheet}](#{kind.schema.source})" for kind in kinds)


def _sheet(kind: type[Record]) -> str:
    schema = kind.schema
    written = {item.name: item for item in fields(kind)}  # type: ignore[arg-type]
    rows = (
        [column.heading, f"`{column.name}`", _cell(column), _blank(written[column.name]), column.note, column.example]
        for column in schema.columns
    )
    dated = next((column.heading for column in schema.columns if column.name == schema.dated_by), None)
    when = f"事実の日は「{dated}」です。" if dated else "日付を持たない記録です。"
    return (
        f"\n{anchor(schema.source)}### {schema.sheet}\n\n"
        f"`{schema.source}`（`{kind.__name__}`）。{when} {_purpose(kind)}\n\n"
        f"{table(['列', '名前', '書けるもの', '空欄', '注', '例'], rows)}"
    )


def _purpose(kind: type[Record]) -> str:
    return " ".join((inspect.getdoc(kind) or "").split("\n\n")[0].split())


def _blank(item: Field[Any]) -> str:
    """What an empty cell means."""
    if item.default is MISSING:
        return "不可"
    if isinstance(item.default, Vocabulary):
        return f"「{item.default.label}」"
    return "可" if item.default in (None, ()) else str(item.default)


def _cell(column: Column) -> str:
    if column.vocabulary:
        told = " / ".join(member.label for member in column.vocabulary)
    elif column.refers_to in CATALOGUES:
        told = _CATALOGUE_NAMES[column.refers_to]
    elif column.refers_to in REFERENCES:
        referred = REFERENCES[column.refers_to].schema
        told = f"[{referred.sheet}](#{referred.source})の番号"
    else:
        told = _TYPES[column.cell]
    return f"{told}（複数可）" if column.many else told
