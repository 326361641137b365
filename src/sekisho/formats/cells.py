"""Text ↔ value for every type of column: what a cell means, and how a value is shown in a cell.

Knows columns (``sekisho.record.Column``) and the catalog. Refuses to know sheets, rows and which records exist: a reference
is read as it stands, and resolved when the import is planned.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cache, partial
from typing import Any

from rapidfuzz import process

from sekisho.catalog import load_catalog
from sekisho.formats.countries import country_code, country_name
from sekisho.formats.dates import read_date
from sekisho.formats.lists import join, split
from sekisho.formats.misread import Cell, Misread, whole_number
from sekisho.party import corporate_number_fault
from sekisho.record import Column
from sekisho.terms import Vocabulary

KEY_LIMIT = 100
TEXT_LIMIT = 2_000
#: A row whose key begins with this is an example; no record may have such a key.
EXAMPLE_MARK = "例："
_CATALOGUES = frozenset({"data_item", "check_item", "clause", "clause_level", "annual_item", "sign"})
#: Catalogues whose entries are shown by name; the others are known by their id (INS-03, CL-11, A-3).
_SHOWN_BY_NAME = frozenset({"data_item", "clause_level", "sign"})
_UNHOLDABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_INTEGER = re.compile(r"\d+|\d{1,3}(?:,\d{3})+")
_EXACT_NUMBERS = 10**15

Reader = Callable[[Cell], Any]


def reader(column: Column, *, checked: bool = True) -> Reader:
    """The function that reads a filled cell of ``column``; it raises Misread. Blank cells are the caller's matter.

    Without ``checked`` a value is only read, not judged (wrong check digit, negative count, too long).
    """
    single = _single(column, checked=checked)
    if column.many:
        brackets = column.refers_to in _CATALOGUES or column.refers_to == "country"
        return partial(_read_many, single=single, brackets=brackets)
    return single


def shown(column: Column, value: Any) -> str | int | date | None:
    """How a value stands in its cell; None for a blank cell."""
    if value is None or value == ():
        return None
    if column.many:
        return join(str(_shown_single(column, each)) for each in value)
    return _shown_single(column, value)


def unholdable(text: str) -> Misread | None:
    """Why a cell cannot hold ``text`` exactly, or None when it can (Excel: 32,767 UTF-16 units, no control characters)."""
    if _UNHOLDABLE.search(text):
        return Misread("セルに入れられない制御文字を含みます", "その文字を消してください。")
    if len(text.encode("utf-16-le")) // 2 > 32_767:
        return Misread("セルに入る長さ（32,767字）を超えています", "短くするか、行を分けてください。")
    return None


def choices(column: Column) -> Mapping[str, str]:
    """What may stand in a cell of a closed column, as shown, with its explanation; empty when the column is open."""
    if column.vocabulary:
        return {member.label: member.value for member in column.vocabulary}
    if column.refers_to in _CATALOGUES:
        catalog = load_catalog()
        codes = catalog.entries(column.refers_to)
        return {str(_shown_single(column, code)): catalog.name_of(column.refers_to, code) for code in codes}
    return {}


def _single(column: Column, *, checked: bool) -> Reader:
    read: Reader = _read_text
    if column.vocabulary:
        read = partial(_read_word, words=_vocabulary_words(column.vocabulary))
    elif column.cell is date:
        read = read_date
    elif column.cell is int:
        read = partial(_read_integer, checked=checked)
    elif column.refers_to == "country":
        read = _read_country
    elif column.refers_to in _CATALOGUES:
        read = partial(_read_word, words=_catalogue_words(column.refers_to or ""))
    elif column.refers_to or column.name == "key":
        read = partial(_read_key, own=column.name == "key")
    elif "法人番号" in column.heading:
        read = partial(_read_corporate_number, checked=checked)
    return partial(_read_limited, read=read) if checked and read is _read_text else read


def _read_many(cell: Cell, *, single: Reader, brackets: bool) -> tuple[Any, ...]:
    values = split(_read_text(cell), brackets=brackets)
    if not values:
        raise Misread("区切りだけで、値がありません", "値を入れるか、空欄にしてください。")
    return tuple(_read_one_of_many(value, single) for value in values)


def _read_one_of_many(value: str, single: Reader) -> Any:
    try:
        return single(value)
    except Misread as misread:
        raise Misread(f"「{value}」の所が読めません（{misread.why}）", misread.remedy) from None


def _read_text(cell: Cell) -> str:
    if isinstance(cell, str):
        if not cell.strip() and cell:
            raise Misread("空白だけです", "値を入れるか、セルの中身を消して空欄にしてください。")
        return cell
    number = whole_number(cell)
    if number is not None and abs(number) < _EXACT_NUMBERS:
        return str(number)
    raise Misread(
        "文字列ではなく、数・日付・真偽値のセルです", "セルの書式を「文字列」にして、見えるとおりに入れ直してください。"
    )


def _read_limited(cell: Cell, *, read: Reader) -> str:
    text: str = read(cell)
    if len(text) > TEXT_LIMIT:
        raise Misread(f"長すぎます（{len(text):,}字）", f"{TEXT_LIMIT:,}字までにしてください。")
    if _UNHOLDABLE.search(text):
        raise Misread("制御文字を含みます", "その文字を消してください。")
    return text


def _read_key(cell: Cell, *, own: bool) -> str:
    text = _read_text(cell)
    if not own:
        return text.strip()
    if text != text.strip():
        raise Misread("前か後に空白があります", "空白を消してください。")
    if len(text) > KEY_LIMIT:
        raise Misread(f"番号として長すぎます（{len(text):,}字）", f"{KEY_LIMIT}字までにしてください。")
    if any(unicodedata.category(character) == "Cc" for character in text):
        raise Misread("改行か制御文字を含みます", "番号は1行で入れてください。")
    if text.startswith((EXAMPLE_MARK, "例:")):
        raise Misread("例の行の印が付いています", "「例：」を消すか、行ごと消してください。")
    return text


def _read_integer(cell: Cell, *, checked: bool) -> int:
    if isinstance(cell, str):
        folded = unicodedata.normalize("NFKC", cell).strip()
        number = int(folded.replace(",", "")) if _INTEGER.fullmatch(folded.removeprefix("-")) else None
    else:
        number = whole_number(cell)
    if number is None:
        raise Misread("整数ではありません", "120000 のように数字だけで入れてください（万・約・件などは付けません）。")
    if abs(number) >= _EXACT_NUMBERS:
        raise Misread("大きすぎます", "15桁までの数を入れてください。")
    if checked and number < 0:
        raise Misread("負の数です", "0以上の整数を入れてください。")
    return number


def _read_country(cell: Cell) -> str:
    code = country_code(_read_text(cell))
    if code is None:
        raise Misread(
            "国の名前として読めません", "日本語か英語の国名（例: ベトナム）または2文字の国コード（例: VN）を入れてください。"
        )
    return code


def _read_corporate_number(cell: Cell, *, checked: bool) -> str:
    text = _read_text(cell)
    digits = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", text))
    fault = corporate_number_fault(digits) if checked else None
    if fault:
        raise Misread(f"法人番号として{fault}", "登記や公表の番号と見比べて直してください。分からなければ空欄にしてください。")
    return digits


def _read_word(cell: Cell, *, words: Mapping[str, Any]) -> Any:
    text = _folded(_read_text(cell))
    if text in words:
        return words[text]
    near = process.extractOne(text, words.keys(), score_cutoff=60)
    remedy = f"「{near[0]}」のことですか。" if near else ""
    if len(words) <= 24:
        labels = dict.fromkeys(value.label if isinstance(value, Vocabulary) else value for value in words.values())
        remedy += f"{'・'.join(labels)} のどれかを入れてください。"
    else:
        remedy += "一覧にある言葉か記号を入れてください。"
    raise Misread("この欄で使う言葉ではありません", remedy)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


@cache
def _vocabulary_words(vocabulary: type[Vocabulary]) -> Mapping[str, Vocabulary]:
    words = {member.value: member for member in vocabulary}
    words |= {_folded(member.label).partition("(")[0]: member for member in vocabulary}
    return words | {_folded(member.label): member for member in vocabulary}


@cache
def _catalogue_words(catalogue: str) -> Mapping[str, str]:
    catalog = load_catalog()
    codes: Iterable[str] = catalog.entries(catalogue)
    return {_folded(catalog.name_of(catalogue, code)): code for code in codes} | {code: code for code in codes}


def _shown_single(column: Column, value: Any) -> str | int | date:
    if isinstance(value, Vocabulary):
        return value.label
    if column.refers_to == "country":
        return country_name(value)
    if column.refers_to in _SHOWN_BY_NAME:
        return load_catalog().name_of(column.refers_to or "", value)
    shown_value: str | int | date = value
    return shown_value
