"""The countries of one cell of a published list: several in one cell, in Japanese or English, with towns and remarks beside.

Knows how people write places. Refuses to guess: a union or a region is no country, and what is not surely a country is told as
it stands.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from sekisho.formats.countries import country_code
from sekisho.formats.list_words import is_address_in_japan, is_everywhere, is_nothing, is_region

_HARD = re.compile(r"\s*(?:[、;；|｜/／\n::]|[,，]|\s[-–—]\s|・(?=\S))\s*")
_SOFT = re.compile(r"\s*(?:\b(?:and|or|as well as)\b|&|及び|および|並びに|ならびに|又は|または|と(?=.))\s*", re.IGNORECASE)
_BRACKETED = re.compile(r"[(（\[［]([^()（）\[\]［］]*)[)）\]］]")
_AND_OTHERS = re.compile(r"(?:\s*(?:など|等|ほか|他|and others?|etc\.?|and more|among others))+$", re.IGNORECASE)
_INTRODUCED = re.compile(
    r"^(?:(?:the|in|within|including|incl|e\.g|such as|primarily|mainly|and|or)(?![a-z])\.?|主に|おもに|例|主として)\s*(?=\S)",
    re.IGNORECASE,
)
# a part of the country named before it: バージニア州 of 米国, East of US
_PART_JAPANESE = re.compile(
    r"(?:国?内)?(?:の?(?:(?!以外|または|及び|および)[^\s、のと]){1,12}(?:州|省|市|県|都|府|区|郡|リージョン))?"
    r"(?:の?(?:国内|[東西南北中][東西南北央]?部?))?(?:の?(?:リージョン|拠点|データセンター?|サーバー?))?"
)
_TOWN_JAPANESE = re.compile(r"(?<=国)[ァ-ヺー]{2,}")
_DIRECTION = r"(?:north|south|east|west|central|northeast|northwest|southeast|southwest)"
_PART_LATIN = re.compile(rf"(?:[\s-]+(?:{_DIRECTION}|only|based|regions?|data\s?cent(?:er|re)s?|\d))+$", re.IGNORECASE)
_DIRECTION_OF_CODE = re.compile(rf"{_DIRECTION}\s+(?:{_DIRECTION}\s+)?([A-Z]{{2,3}})(?:\s+\d)?", re.IGNORECASE)
_AND = re.compile(r"\s+and\s+", re.IGNORECASE)
_CODE = re.compile("[A-Z]{2}")
#: A name with separators in it (Tanzania, United Republic of) has at most so many parts.
_LONGEST_NAME = 3
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]{2}")
_FIRST_FLAG_LETTER = 0x1F1E6
# codes and names that are as often a state of the USA as a country
_STATES_LIKE_COUNTRIES = frozenset(
    "AL AR AZ CA CO DE GA ID IL IN KY LA MA MD ME MN MO MS MT NC NE PA SC SD VA Georgia ジョージア".split()  # noqa: SIM905
)


@dataclass(frozen=True, slots=True)
class Places:
    """What a cell says of places: codes in the order written, words that are no single country, and remarks for people."""

    countries: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass
class _Reading:
    countries: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def read_places(text: str) -> Places:
    """The countries that a cell names, and what in it is not a country.

    >>> read_places("United States, Germany and 日本").countries
    ('US', 'DE', 'JP')
    >>> read_places("米国、EU").unread
    ('EU',)
    """
    reading = _Reading()
    for line in text.split("\n"):
        if not is_nothing(line):
            _read_line(_without_flags(line).strip(), reading)
    return Places(*(tuple(dict.fromkeys(each)) for each in (reading.countries, reading.unread, reading.remarks)))


def _without_flags(line: str) -> str:
    flags = _FLAG.findall(line)
    bare = _FLAG.sub("", line)
    codes = ["".join(chr(ord(letter) - _FIRST_FLAG_LETTER + ord("A")) for letter in flag) for flag in flags]
    return bare if bare.strip(" ,、/") else "、".join(codes)


def _read_line(line: str, reading: _Reading) -> None:
    pieces = [_Piece(piece) for piece in _pieces(line)]
    codes_only = all(_CODE.fullmatch(piece.text) for piece in pieces)
    towns: list[str] = []
    for place, piece in enumerate(pieces):
        others = (*pieces[:place], *pieces[place + 1 :])
        if piece.is_doubtful and not codes_only and any("US" in other.codes or not other.codes for other in others):
            # San Francisco, CA, USA: a state, told by its town; Georgia, USA may be two countries
            if not (towns and any("US" in other.codes for other in pieces[place + 1 :])):
                reading.unread.append("、".join([*towns, piece.text]))
                towns.clear()
            else:
                towns.append(piece.text)
        elif piece.codes:
            reading.countries.extend(piece.codes)
            reading.unread.extend(piece.unread)
            if towns:
                reading.remarks.append(f"「{'、'.join(towns)}」は、続く「{piece.text}」の中の地名として読みました")
                towns.clear()
        elif piece.names_region or not any(other.codes for other in pieces[place + 1 :]):
            reading.unread.append(piece.text)
        else:
            towns.append(piece.text)
    reading.unread.extend(towns)


def _pieces(line: str) -> Iterator[str]:
    """Parts between separators; parts that only together name a country stay together (Korea, Republic of)."""
    parts, brackets = [], _bracket_spans(line)
    start = 0
    for found in _HARD.finditer(line):
        if not any(first < found.start() < last for first, last in brackets):
            parts.append((start, found.start()))
            start = found.end()
    parts.append((start, len(line)))
    place = 0
    while place < len(parts):
        last = next(
            (end for end in range(len(parts) - 1, place, -1) if country_code(line[parts[place][0] : parts[end][1]])), place
        )
        whole = line[parts[place][0] : parts[last][1]].strip()
        place = last + 1
        if whole and not is_nothing(whole):
            yield from [whole] if country_code(whole) else _softly_parted(whole)


def _bracket_spans(line: str) -> list[tuple[int, int]]:
    return [found.span() for found in _BRACKETED.finditer(line)]


def _softly_parted(text: str) -> Iterator[str]:
    """Cut at "and" only where that gives a country: Trinidad and Tobago is one, a sentence none."""
    bare = _BRACKETED.sub("", text)
    parts = [part for part in _SOFT.split(text) if part.strip()] if bare == text else [text]
    if bare == text and len(parts) == 1 and len(text.split()) > 1 and all(_code(word) for word in text.split()):
        parts = text.split()
    yield from parts if any(_plain_code(part) for part in parts) else [text]


def _code(text: str) -> str | None:
    """``country_code``, and the names that are written with an ampersand there (Bosnia and Herzegovina)."""
    return country_code(text) or country_code(_AND.sub(" & ", text))


def _plain_code(text: str) -> str | None:
    found = _code(text)
    while not found and (shorter := _INTRODUCED.sub("", text)) != text:
        text = shorter
        found = _code(text)
    return found or _code(_AND_OTHERS.sub("", text)) or _code_of_part(text)


def _code_of_part(text: str) -> str | None:
    """The country of a text that names a part of it: 米国バージニア州, US East, an address in Japan."""
    if is_region(text):
        return None
    if is_address_in_japan(text):
        return "JP"
    for end in range(len(text) - 1, 1, -1):
        part = text[end:]
        whole = _PART_JAPANESE.fullmatch(part) or (_TOWN_JAPANESE.fullmatch(text, end) and not _code(part))
        if whole and (found := _code(text[:end])):
            return found
    of_code = _DIRECTION_OF_CODE.fullmatch(text)
    return _code(of_code[1]) if of_code else _code(_PART_LATIN.sub("", text))


class _Piece:
    """One place as written: the country outside brackets, or those inside brackets when outside is no country."""

    def __init__(self, text: str) -> None:
        self.text = text.strip()
        self.bare = _BRACKETED.sub(" ", self.text).strip()
        inside = " 、".join(_BRACKETED.findall(self.text))
        own = _plain_code(self.bare)
        further = read_places(inside) if inside else Places()
        self.names_region = is_region(self.bare) or any(map(is_region, self.bare.split()))
        self.is_doubtful = own is not None and self.bare in _STATES_LIKE_COUNTRIES
        self.codes: tuple[str, ...] = (own,) if own else further.countries
        self.unread: tuple[str, ...] = ()
        if own:
            others = set(further.countries) - {own} - ({"GE"} if own == "US" else set())
            self.unread = (inside,) if others else (self.text,) if _AND_OTHERS.search(self.bare) else ()
        elif further.countries and (
            further.unread or is_everywhere(self.bare) or _INTRODUCED.match(inside) or _AND_OTHERS.search(inside)
        ):
            self.unread = (self.text,)
