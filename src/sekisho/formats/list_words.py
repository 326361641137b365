"""The words of published lists of sub-processors: what a column heading means, and what stands for nothing or for 'as above'.

Knows the word file that people edit (``list_headings.yaml``) and how a heading is built. Refuses to know tables and rows.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

_BRACKETED = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_PARTED = re.compile(r"[/|\n]")
_AFTERWARDS = re.compile(r"\b(?:of|for|by|in|at|from|to|with|under|where|that|which)\b")
_JAPANESE = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
_LATIN_WORD = re.compile(r"[a-z0-9]+")
_COMPOUND = re.compile(r"&|\band\b|及び|および|[、,・]")
_PLURAL = re.compile(r"\((?:s|es)\)")
_JOINED = (
    (re.compile(r"parent (?:company|entity|organi[sz]ation)"), "parent"),
    (re.compile(r"sub[\s-]?(?=process|contract)"), "sub"),
    (re.compile(r"third[\s-]?part(?:y|ies)"), "thirdparty"),
)
_PARTICLES = re.compile("における|を行う|及び|および|[のをとなるにで名・一覧等]")
_LONGEST_HEADING = 60
_WORDS_OF_A_SENTENCE = 8


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a heading says its column holds.

    ``role`` is name, processing, place (of what, is not said), processing_place, company_place or other. ``rank`` tells how
    surely a column of names is the companies', or a column of processing says what is done.
    """

    role: str
    rank: int = 0


class _Words:
    def __init__(self, content: Mapping[str, Any]) -> None:
        self.meanings: dict[str, Meaning] = {}
        for role in ("other", "place", "company_place"):
            self.meanings |= {word: Meaning(role) for word in content[role]["words"]}
        for role in ("processing", "name"):
            for group in content[role]:
                self.meanings |= {word: Meaning(role, group["rank"]) for word in group["words"]}
        japanese = sorted((word for word in self.meanings if _JAPANESE.search(word)), key=lambda word: (-len(word), word))
        self.japanese = re.compile("(?=(" + "|".join(map(re.escape, japanese)) + "))")
        self.of_processing, self.of_company = (frozenset(content[kind]) for kind in ("of_processing", "of_company"))
        beside = {word for word in self.of_processing | self.of_company if _JAPANESE.search(word)}
        self.longest_first = (*japanese, *sorted(beside - set(japanese), key=lambda word: (-len(word), word)))
        self.not_a_list, self.ended_titles = tuple(content["not_a_list"]), tuple(content["ended_titles"])
        self.status, self.ended_status = tuple(content["status"]), tuple(content["ended_status"])
        self.nothing, self.same_as_above = frozenset(content["nothing"]), frozenset(content["same_as_above"])
        self.everywhere = frozenset(_folded(word) for word in content["everywhere"])
        self.regions = self.everywhere | frozenset(_folded(word) for word in content["regions"])
        self.prefectures = tuple(content["prefectures"])


@lru_cache(maxsize=1)
def _words() -> _Words:
    return _Words(yaml.safe_load(files("sekisho.catalog").joinpath("data", "list_headings.yaml").read_text(encoding="utf-8")))


@lru_cache(maxsize=4096)
def meaning(heading: str) -> Meaning | None:
    """What the heading of a column says, or None when no word of it is known.

    >>> [meaning(text).role for text in ("Location of Processing", "本社所在地", "委託業務の内容", "サブプロセッサー名")]
    ['processing_place', 'company_place', 'processing', 'name']
    """
    folded = _folded(heading)
    if not folded or len(folded) > _LONGEST_HEADING:
        return None
    outside, inside = _BRACKETED.sub(" ", folded), " ".join(_BRACKETED.findall(folded))
    if name := _name_in_compound(outside):
        return name
    found = next((m for part in (*_PARTED.split(outside), *_PARTED.split(inside)) if (m := _of_part(part))), None)
    return Meaning(_which_place(folded)) if found and found.role == "place" else found


def _name_in_compound(heading: str) -> Meaning | None:
    """The name that comes first in "Name and address"; what follows it in the cell does not make it another column."""
    first, *rest = _COMPOUND.split(heading, maxsplit=1)
    found = _of_part(first)
    if not rest or not found or found.role != "name":
        return None
    second = _of_part(rest[0])
    return max(found, second, key=lambda each: each.rank) if second and second.role == "name" else found


def holds_address(heading: str) -> bool:
    """Whether a column of names has the address below the name.

    >>> holds_address("Sub-processor Name & Address"), holds_address("Name of sub-processor")
    (True, False)
    """
    outside = _BRACKETED.sub(" ", _folded(heading))
    rest = _COMPOUND.split(outside, maxsplit=1)[1:] if _name_in_compound(outside) else []
    return any(found.role.endswith("place") for part in rest if (found := _of_part(part)))


def _of_part(part: str) -> Meaning | None:
    if _JAPANESE.search(part):
        return _last_japanese(part) or _last_latin(part)
    head, *rest = _AFTERWARDS.split(part, maxsplit=1)
    if not head.strip() and part.strip().startswith("where"):
        return Meaning("place")
    first, second = _last_latin(head), _last_latin(" ".join(rest))
    kind_of_work = first and second and first.role == "other" and second.role == "processing"  # Type of Service
    return second if kind_of_work else first or second


def _last_japanese(part: str) -> Meaning | None:
    """The meaning of the word that ends last; the longest of those."""
    words = _words()
    ends = [(found.end(1), found.end(1) - found.start(1), found[1]) for found in words.japanese.finditer(part)]
    return words.meanings[max(ends)[2]] if ends else None


def _last_latin(part: str) -> Meaning | None:
    known = [(word, found) for word in _singulars(part) if (found := _words().meanings.get(word))]
    if len(known) > 1 and known[-1][0] == "name":
        before = known[-2][1]  # "Country Name" is a country, "Company Name" a name, "Service Name" the name of a service
        return Meaning("name", 2) if before.role == "processing" else before
    return known[-1][1] if known else None


def _singulars(text: str) -> Iterator[str]:
    for pattern, joined in _JOINED:
        text = pattern.sub(joined, text)
    for word in _LATIN_WORD.findall(text):
        if word in _words().meanings or word in _words().of_processing | _words().of_company:
            yield word
        else:
            yield word[:-3] + "y" if word.endswith("ies") else word.removesuffix("s")


def _which_place(folded: str) -> str:
    words = _words()
    beside = set(_singulars(folded))

    def told(of: Iterable[str]) -> bool:
        return any(word in beside or (_JAPANESE.search(word) and word in folded) for word in of)

    company_seat = any(word in folded for word, m in words.meanings.items() if m.role == "company_place" and len(word) > 1)
    if company_seat or told(words.of_company - words.of_processing):
        return "company_place"
    return "processing_place" if told(words.of_processing) else "place"


def is_plain_heading(heading: str) -> bool:
    """Whether a text is made of words of headings only. "Example Company" is no such text: it may be a company.

    >>> is_plain_heading("再委託先の名称"), is_plain_heading("Sub-processor Name"), is_plain_heading("みどり会社")
    (True, True, False)
    """
    words = _words()
    folded = _folded(heading)
    latin = (word for word in _singulars(folded) if not _AFTERWARDS.fullmatch(word))
    rest = re.sub("[a-z0-9]", "", folded)
    for word in words.longest_first:
        rest = rest.replace(word, "")
    known = all(word in words.meanings or word in words.of_processing | words.of_company for word in latin)
    return known and not _JAPANESE.search(_PARTICLES.sub("", rest))


def is_other_table(headings: Iterable[str]) -> bool:
    """Whether the headings show a table of something else (cookies, changes of a document).

    >>> is_other_table(["Date", "Sub-processor", "Change"]), is_other_table(["Vendor", "Purpose", "Country", "Last change"])
    (True, False)
    """
    told = [(found, heading) for heading in headings if (found := meaning(heading)) or _says_other(heading)]
    roles = {found.role for found, heading in told if found and not _says_other(heading)}
    complete = "name" in roles and "processing" in roles and roles & {"place", "processing_place", "company_place"}
    return not complete and any(_says_other(heading) for _, heading in told)


def _says_other(heading: str) -> bool:
    return any(word in _folded(heading) for word in _words().not_a_list)


def is_ended_title(title: str) -> bool:
    """Whether the title of a table says that it is not the list of today: companies that left, a history."""
    return any(word in _folded(title) for word in _words().ended_titles)


def is_status(heading: str) -> bool:
    """Whether a column may say that a company is not used any more."""
    return any(word in _folded(heading) for word in _words().status)


def is_ended_status(text: str) -> bool:
    """Whether a cell of such a column says so. What will end is still used ("to be removed")."""
    return _folded(text).startswith(_words().ended_status) and "予定" not in text


def is_note(text: str) -> bool:
    """Whether a text that stands alone in its row is a sentence or a date of the document, not the name of a company.

    >>> is_note("国名は処理の国を示す"), is_note("Last updated: June 1"), is_note("Example Cloud, Inc.")
    (True, True, False)
    """
    label = unicodedata.normalize("NFKC", text).partition(":")
    dated = bool(label[2]) and (found := meaning(label[0])) is not None and found.role == "other"
    sentence = text.endswith(".") and len(text.split()) >= _WORDS_OF_A_SENTENCE
    return dated or sentence or text.endswith("。") or "を" in text


def is_nothing(text: str) -> bool:
    """Whether a cell is empty or says that there is nothing."""
    return not text.strip() or _folded(text) in _words().nothing


def is_as_above(text: str) -> bool:
    """Whether a cell says: as in the row above."""
    return _folded(text) in _words().same_as_above


def is_region(text: str) -> bool:
    """Whether a word means several countries, or none in particular."""
    return _folded(text).removeprefix("the ") in _words().regions


def is_everywhere(text: str) -> bool:
    """Whether a word is so wide that countries beside it are examples only."""
    return _folded(text) in _words().everywhere


def is_address_in_japan(text: str) -> bool:
    """Whether a text begins with the name of a prefecture, as addresses in Japan do."""
    return text.startswith(_words().prefectures)


def _folded(text: str) -> str:
    return " ".join(_PLURAL.sub("s", unicodedata.normalize("NFKC", text).casefold().replace("\n", "/")).split())
