"""What the anchors of a finding are called: 「GL3-4-4(3)」 is 個人情報保護法ガイドライン（通則編）3-4-4(3).

Knows the short forms in which grounds cite laws, guidelines and the catalog. Refuses to know what they say.
"""

import re
from collections.abc import Callable, Sequence

from sekisho.catalog import Catalog

_LAW = "個人情報の保護に関する法律"
_RULE = "個人情報の保護に関する法律施行規則"
_ORDER = "個人情報の保護に関する法律施行令"
_GUIDELINE = "個人情報保護法ガイドライン（通則編）"
_FORM = "総務省のヒアリング様式"
_LAWS = {
    "APPI": _LAW,
    "法": _LAW,
    "RULE": _RULE,
    "規則": _RULE,
    "ORDER": _ORDER,
    "番号法": "行政手続における特定の個人を識別するための番号の利用等に関する法律",
}


def anchor_name(anchor: str, catalog: Catalog) -> str:
    """How an anchor is called; one in no known form stays as it is.

    >>> from sekisho.catalog import load_catalog
    >>> anchor_name("APPI27-5-1", load_catalog())
    '個人情報の保護に関する法律 第27条第5項第1号'
    >>> anchor_name("法32条1項4号", load_catalog())
    '個人情報の保護に関する法律 第32条第1項第4号'
    >>> anchor_name("GL3-4-4※1", load_catalog())
    '個人情報保護法ガイドライン（通則編）3-4-4 ※1'
    """
    for pattern, name in _FORMS:
        if found := re.fullmatch(pattern, anchor):
            return name(found, catalog)
    return anchor


def _law(found: re.Match[str], _: Catalog) -> str:
    return f"{_LAWS[found[1]]} " + _place(found[2].split("-"))


def _law_in_words(found: re.Match[str], _: Catalog) -> str:
    return f"{_LAWS[found[1]]} " + _place([number for number in found.groups()[1:] if number])


def _place(numbers: Sequence[str]) -> str:
    return "".join(f"第{number}{unit}" for number, unit in zip(numbers, ("条", "項", "号"), strict=False))


def _case(found: re.Match[str], _: Catalog) -> str:
    return f"公表された事案 {found[0]}"


def _guideline(found: re.Match[str], _: Catalog) -> str:
    return f"{_GUIDELINE}{found[1]}{' ' if found[2] else ''}{found[2].strip()}"


def _question(found: re.Match[str], catalog: Catalog) -> str:
    question = catalog.questions.get(found[1])
    return f"{_FORM} {found[1]}" + (f"（{question['title_ja']}）" if question else "")


def _clause(found: re.Match[str], catalog: Catalog) -> str:
    clause = catalog.clauses.get(found[0])
    return f"条項 {found[0]}" + (f"（{clause['name_ja']}）" if clause else "")


def _check_item(found: re.Match[str], catalog: Catalog) -> str:
    item = catalog.check_items.get(found[0])
    return f"点検項目 {found[0]}" + (f"（{item['text_ja']}）" if item else "")


_FORMS: Sequence[tuple[str, Callable[[re.Match[str], Catalog], str]]] = (
    (r"(APPI|RULE|ORDER)(\d+(?:-\d+){0,2})", _law),
    (r"(法|規則|番号法)(\d+)条(?:(\d+)項)?(?:(\d+)号)?", _law_in_words),
    (r"C-\d\d", _case),
    (r"GL([\d-]+(?:\(\d+\))?)( ?(?:※\d|事例\d)?)", _guideline),
    (r"(?:N Q|FORM |B )(\d-\d+(?:-\d)?)\S*", _question),
    (r"CL-\d+", _clause),
    (r"[A-Z]{3}-\d+", _check_item),
)
