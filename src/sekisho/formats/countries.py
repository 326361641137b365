"""Country names as people write them, in Japanese or English, to ISO 3166-1 alpha-2 codes.

Knows the names of CLDR and the further names of the catalog. Refuses to guess: a name of two countries finds none.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from importlib.resources import files

import yaml
from babel import Locale
from babel.core import get_global

# CLDR lists more than countries: unions, unassigned and test codes, and islands that ISO files under another code.
_NOT_COUNTRIES = frozenset(["AC", "CP", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"])
_FORMER = frozenset(["BUR", "DDR", "FXX", "QUU", "TMP", "YMD", "ZAR"])
_NOISE = re.compile(r"[\s・･.,、，'\"’‘“”\-‐‑–—()（）\[\]&]+")


def country_code(text: str) -> str | None:
    """The alpha-2 code of the country that ``text`` names, or None when it names none, or more than one.

    Codes are read in capitals only, so that a word such as ``no`` is not Norway.

    >>> [country_code(name) for name in ("米国", "Viet Nam", "ＵＫ", "台湾", "KOR", "JP", "Korea", "no")]
    ['US', 'VN', 'GB', 'TW', 'KR', 'JP', None, None]
    """
    folded = unicodedata.normalize("NFKC", text).strip()
    return _codes().get(folded) or _names().get(_folded(folded))


def country_codes() -> Iterator[str]:
    """Every alpha-2 code that is a country or territory, in alphabetical order."""
    return iter(sorted(set(_codes().values())))


def country_name(code: str) -> str:
    """The Japanese name of a code, as it is written to files; the code itself when it is not known."""
    return str(Locale("ja").territories.get(code, code))


def _folded(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name).casefold())
    # accents go, but the Japanese voicing marks (U+3099, U+309A) make another letter
    bare = "".join(c for c in decomposed if not unicodedata.combining(c) or c in "\u3099\u309a")
    return _NOISE.sub("", unicodedata.normalize("NFKC", bare))


@lru_cache(maxsize=1)
def _codes() -> Mapping[str, str]:
    territories = (str(code) for code in Locale("ja").territories)
    two = {code: code for code in territories if re.fullmatch("[A-Z]{2}", code) and code not in _NOT_COUNTRIES}
    three = {
        str(alpha3): str(targets[0])
        for alpha3, targets in get_global("territory_aliases").items()
        if re.fullmatch("[A-Z]{3}", str(alpha3)) and alpha3 not in _FORMER and targets[0] in two
    }
    return two | three


@lru_cache(maxsize=1)
def _names() -> Mapping[str, str | None]:
    found: dict[str, str | None] = {}
    for code, spellings in _spellings():
        for spelling in spellings:
            folded = _folded(spelling)
            found[folded] = code if found.get(folded, code) == code else None
    return found


def _spellings() -> Iterator[tuple[str, Iterable[str]]]:
    known = set(_codes().values())
    for locale in ("ja", "en"):
        yield from ((code, (name,)) for code, name in Locale(locale).territories.items() if code in known)
    further = yaml.safe_load(files("sekisho.catalog").joinpath("data", "country_names.yaml").read_text(encoding="utf-8"))
    yield from further["names"].items()
