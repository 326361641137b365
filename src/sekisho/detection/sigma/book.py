"""Texts of rules → one book in which every reference leads somewhere.

Knows ids and names, and references of correlations. Refuses to know what a single rule means (``rules``,
``correlations``).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from warnings import catch_warnings

from sekisho.detection.plan import Correlation, Rule, RuleBook
from sekisho.detection.sigma.correlations import correlation_of, generates
from sekisho.detection.sigma.documents import Document, read_documents
from sekisho.detection.sigma.faults import RuleFault, RuleFaults
from sekisho.detection.sigma.rules import rule_of

_PARTS_OF_A_RULE = {"title", "logsource", "detection", "correlation", "filter", "action"}


@dataclass
class _Read:
    """A document with what it says: a rule, or a correlation that still names its rules as they are written."""

    document: Document
    says: Rule | Correlation


def book_of(texts: Iterable[tuple[str, bytes]], faults: Iterable[RuleFault] = ()) -> RuleBook:
    """The book of rules whose texts are given with the names of their files. Inner correlations stand before outer ones.

    A document that has no part of a rule is none. Raises ``RuleFaults`` with everything that is wrong.
    """
    told, texts = list(faults), list(texts)
    with catch_warnings(action="ignore", category=FutureWarning):  # of patterns that a later Python may read in another way
        read = _read_all(texts, told)
    book = _resolved(read, told)
    if not read and not told:
        files = f"{texts[0][0]} など {len(texts)} 個のファイル" if len(texts) > 1 else "".join(name for name, _ in texts)
        told.append(RuleFault(files or "規則", 0, "規則が一つもありません。--rules のフォルダーを確かめてください。"))
    if told:
        raise RuleFaults(tuple(sorted(set(told))), book)
    return book


def _read_all(texts: Iterable[tuple[str, bytes]], told: list[RuleFault]) -> dict[str, _Read]:
    read: dict[str, _Read] = {}
    for file, content in texts:
        documents, wrong = read_documents(file, content)
        told.extend(wrong)
        for document in documents:
            if _PARTS_OF_A_RULE & document.content.keys():
                _add(read, document, told)
    return read


def _add(read: dict[str, _Read], document: Document, told: list[RuleFault]) -> None:
    if "filter" in document.content:
        document.tell("filter の規則は扱いません。除外（理由と終わりの日を持つ exclusions）として書いてください。", "filter")
        told.extend(document.faults)
        return
    says = correlation_of(document) if "correlation" in document.content else rule_of(document)
    if document.faults:
        told.extend(document.faults)
        return
    there = read.get(says.id)
    if there is None:
        read[says.id] = _Read(document, says)
    elif replace(there.says, source="") != replace(says, source=""):
        document.tell(f"id「{says.id}」は {there.says.source} と同じです。別の id にしてください。", "id")
        told.extend(document.faults)


def _resolved(read: Mapping[str, _Read], told: list[RuleFault]) -> RuleBook:
    rules = {id: each.says for id, each in read.items() if isinstance(each.says, Rule)}
    ids = _names(read)
    correlations: dict[str, Correlation] = {}
    for id, each in read.items():
        if isinstance(each.says, Correlation):
            correlations[id] = _with_ids(each.says, each.document, ids)
    for id in _looping(correlations):
        read[id].document.tell(
            "correlation が自分自身を（間に挟んで）参照しています。参照を断ってください。", "correlation", "rules"
        )
    sound = {id: each for id, each in correlations.items() if not read[id].document.faults}
    while missing := [id for id, each in sound.items() if not set(each.rules) <= sound.keys() | rules.keys()]:
        for id in missing:
            del sound[id]
    told.extend(fault for id in correlations for fault in read[id].document.faults)
    quiet = _quiet(read, sound)
    return RuleBook(
        tuple(replace(rule, silent=id in quiet) for id, rule in rules.items()),
        tuple(replace(sound[id], silent=id in quiet) for id in _inner_first(sound)),
    )


def _names(read: Mapping[str, _Read]) -> dict[str, list[str]]:
    ids: dict[str, list[str]] = {}
    for id, each in read.items():
        for name in {id, id.lower(), each.says.name}:
            if name is not None:
                ids.setdefault(name, []).append(id)
    return ids


def _with_ids(correlation: Correlation, document: Document, ids: Mapping[str, list[str]]) -> Correlation:
    def found(name: str, *place: str) -> str:
        known = ids.get(name) or ids.get(name.lower(), [])
        if name in known:
            return name
        if not known:
            document.tell(f"規則「{name}」がありません。id か name を確かめるか、その規則も --rules で渡してください。", *place)
        elif len(known) > 1:
            document.tell(f"name「{name}」の規則がいくつもあります（{'、'.join(known)}）。id で書いてください。", *place)
        return known[0] if known else name

    rules = tuple(found(name, "correlation", "rules", str(number)) for number, name in enumerate(correlation.rules))
    if len(set(rules)) < len(rules):
        document.tell("rules に同じ規則が二度あります。一度だけ書いてください。", "correlation", "rules")
    aliases = {
        alias: {found(rule, "correlation", "aliases", alias, rule): name for rule, name in fields.items()}
        for alias, fields in correlation.aliases.items()
    }
    return replace(correlation, rules=rules, aliases=aliases)


def _looping(correlations: Mapping[str, Correlation]) -> Iterator[str]:
    for start in correlations:
        below, seen = list(correlations[start].rules), set()
        while below:
            id = below.pop()
            if id == start:
                yield start
                break
            if id in correlations and id not in seen:
                seen.add(id)
                below.extend(correlations[id].rules)


def _quiet(read: Mapping[str, _Read], correlations: Mapping[str, Correlation]) -> set[str]:
    used: set[str] = set()
    told: set[str] = set()
    for id, correlation in correlations.items():
        (told if generates(read[id].document) else used).update(correlation.rules)
    return used - told


def _inner_first(correlations: Mapping[str, Correlation]) -> list[str]:
    order: list[str] = []

    def place(id: str) -> None:
        if id in correlations and id not in order:
            for below in correlations[id].rules:
                place(below)
            order.append(id)

    for id in correlations:
        place(id)
    return order
