"""Identity of a company: corporate number, and names as people write them.

Knows when two spellings are the same name and when a 法人番号 is well formed. Refuses to know which companies exist.
Source: 法人番号の指定等に関する省令2条 (check digit); spellings of 株式会社 and old characters from everyday documents.
"""

import re
import unicodedata
from collections.abc import Iterable

_LEGAL_FORMS = re.compile(
    r"株式会社|有限会社|合同会社|合資会社|合名会社|一般社団法人|一般財団法人|公益社団法人|公益財団法人|独立行政法人"
    r"|\((?:株|有|同|資|名|一社|一財|独)\)"
    r"|\b(?:incorporated|inc|corporation|corp|company|co|limited|ltd|llc|plc|pbc|ulc|gmbh|bv|pty|kk)\b\.?",
    re.IGNORECASE,
)
_OLD_CHARACTERS = str.maketrans(
    "髙﨑德濵濱邊邉澤齋齊斎櫻廣國學會眞嶋龍澁惠圓榮應藝寶靜瀨靑黑萬與當點發變體豐鐵",
    "高崎徳浜浜辺辺沢斉斉斉桜広国学会真島竜渋恵円栄応芸宝静瀬青黒万与当点発変体豊鉄",
)
_NOISE = re.compile(r"[\s・･.,，、。'\"’‐‑–—―\-ー()（）\[\]「」&＆]+")


def corporate_number_fault(number: str) -> str | None:
    """Why ``number`` is not a corporate number, in Japanese, or None when it is one.

    >>> corporate_number_fault("7000012050002") is None
    True
    >>> corporate_number_fault("1000012050002")
    '検査数字が合いません（先頭の数字は 7 のはずです）'
    """
    if not re.fullmatch(r"[0-9]{13}", number):
        return "13桁の数字ではありません"
    expected = check_digit(number[1:])
    if int(number[0]) != expected:
        return f"検査数字が合いません（先頭の数字は {expected} のはずです）"
    return None


def check_digit(base: str) -> int:
    """The check digit that stands before the 12 digits ``base`` (weights 1 and 2 from the right, modulus 9)."""
    weighted = sum(int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(base)))
    return 9 - weighted % 9


def normalised_name(name: str) -> str:
    """The name without legal form, width, case, old characters and punctuation: equal for spellings of one name.

    >>> normalised_name("㈱髙橋データ") == normalised_name("高橋データ　株式会社")
    True
    """
    folded = unicodedata.normalize("NFKC", name).translate(_OLD_CHARACTERS).casefold()
    bare = _NOISE.sub("", _LEGAL_FORMS.sub(" ", folded))
    return bare or _NOISE.sub("", folded)


class NameIndex:
    """Finds a party by corporate number, key, name or alias; ambiguous names find nothing."""

    def __init__(self, names: Iterable[tuple[str, str | None, Iterable[str]]]) -> None:
        """``names`` yields (party key, corporate number or None, every name and alias of the party)."""
        self._by_number: dict[str, str] = {}
        self._by_name: dict[str, str | None] = {}
        for key, number, spellings in names:
            if number:
                self._by_number[number] = key
            for spelling in {normalised_name(s) for s in (key, *spellings)}:
                known = self._by_name.get(spelling, key)
                self._by_name[spelling] = key if known == key else None

    def find(self, name: str, number: str | None = None) -> str | None:
        """The key of the party, or None when it is unknown or the name belongs to several."""
        if number and number in self._by_number:
            return self._by_number[number]
        return self._by_name.get(normalised_name(name))
