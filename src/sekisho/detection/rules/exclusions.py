"""Exclusions: events that a rule shall leave alone, with a reason, who approved it, and a last day.

Knows the file of exclusions and how one narrows a rule. Refuses to know why it was approved: the reason is for people.
An exclusion that is over does not count any more and is told, so that nothing is left alone for ever.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sekisho.detection.plan import Condition, Correlation, Rule, RuleBook
from sekisho.detection.sigma import RuleFault, RuleFaults, excluded
from sekisho.detection.sigma.documents import Document, read_documents

_KEYS = ("rule", "where", "reason", "approver", "until")
_TEXTS = ("rule", "reason", "approver")


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Events for which ``condition`` holds do not count for ``rule`` (id or name) up to and including ``until``."""

    rule: str
    condition: Condition
    reason: str
    approver: str
    until: date
    place: str

    def counts(self, as_of: date) -> bool:
        """Whether it is still in force on a day."""
        return as_of <= self.until


@dataclass(frozen=True, slots=True)
class Excluded:
    """The book with the exclusions in force, and those that did not count: over, or of a rule that is not in the book."""

    book: RuleBook
    counted: tuple[Exclusion, ...]
    over: tuple[Exclusion, ...]
    unknown: tuple[Exclusion, ...]


def read_exclusions(file: str, content: bytes) -> tuple[Exclusion, ...]:
    """The exclusions of a YAML file (``exclusions:`` and a list). Raises ``RuleFaults`` with everything that is wrong."""
    documents, faults = read_documents(file, content)
    found = [each for document in documents for each in _of_document(document, faults)]
    if not documents and not faults:
        faults.append(RuleFault(file, 1, "除外が一つもありません。「exclusions:」の下に並べてください。"))
    if faults:
        raise RuleFaults(tuple(sorted(set(faults))), RuleBook(()))
    return tuple(found)


def exclude(book: RuleBook, exclusions: Iterable[Exclusion], as_of: date) -> Excluded:
    """The book without what is excluded on ``as_of``.

    An exclusion of a correlation narrows the rules that it counts, for this correlation only: what else uses them is as before.
    """
    every: list[Rule | Correlation] = [*book.rules, *book.correlations]
    ids = {name: each.id for each in every for name in (each.name, each.id) if name}
    counted: list[Exclusion] = []
    over: list[Exclusion] = []
    unknown: list[Exclusion] = []
    for each in exclusions:
        (unknown if each.rule not in ids else counted if each.counts(as_of) else over).append(each)
    for each in counted:
        book = _narrowed(book, ids[each.rule], each.condition)
    return Excluded(book, tuple(counted), tuple(over), tuple(unknown))


def _of_document(document: Document, faults: list[RuleFault]) -> list[Exclusion]:
    written = document.content.get("exclusions")
    if not isinstance(written, list):
        document.tell("「exclusions:」の下に、除外を並べて書いてください。", "exclusions")
        written = []
    read = [_exclusion(document, each, ("exclusions", str(number))) for number, each in enumerate(written)]
    faults.extend(document.faults)
    return [each for each in read if each is not None]


def _exclusion(document: Document, written: Any, place: tuple[str, ...]) -> Exclusion | None:
    before = len(document.faults)
    if not isinstance(written, dict):
        document.tell(f"除外は {'、'.join(_KEYS)} の組で書いてください。", *place)
        return None
    for key in _KEYS:
        if written.get(key) in (None, "", {}, []):
            document.tell(f"除外に {key}（{_MEANING[key]}）がありません。", *place)
    for key in written.keys() - set(_KEYS):
        document.tell(f"除外に「{key}」は書けません。{'、'.join(_KEYS)} のどれかです。", *place, str(key))
    for key in _TEXTS:
        if isinstance(written.get(key), dict | list):
            document.tell(f"{key} は一つの文字列で書いてください。", *place, key)
    until = _day(written.get("until"))
    if until is None and written.get("until"):
        document.tell("until は 2026-12-31 のように、最後の日を書いてください。", *place, "until")
    condition = _condition(document, written.get("where"), place)
    if len(document.faults) > before or until is None or condition is None:
        return None
    texts = {key: str(written[key]).strip() for key in _TEXTS}
    return Exclusion(**texts, condition=condition, until=until, place=f"{document.file} {document.lines[place]}行目")


_MEANING: Mapping[str, str] = {
    "rule": "規則の id か name",
    "where": "除く出来事の条件",
    "reason": "理由",
    "approver": "承認した人の番号",
    "until": "最後の日",
}


def _condition(document: Document, where: Any, place: tuple[str, ...]) -> Condition | None:
    """``where`` is written as a search of a rule is: a map of fields, or a list of maps."""
    if not where:
        return None
    if not isinstance(where, dict | list) or (isinstance(where, list) and not all(isinstance(each, dict) for each in where)):
        document.tell("where は項目と値の組（または、その一覧）で書いてください。", *place, "where")
        return None
    from sekisho.detection.sigma.detections import condition_of  # noqa: PLC0415  (the library behind it is slow to come)

    there = len((*place, "where"))
    lines = {
        ("detection", "where", *path[there:]): line
        for path, line in document.lines.items()
        if path[:there] == (*place, "where")
    }
    search = Document(document.file, document.lines[place], {"detection": {"where": where, "condition": "where"}}, lines)
    condition = condition_of(search)
    document.faults.extend(search.faults)
    return condition


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None


def _narrowed(book: RuleBook, id: str, condition: Condition) -> RuleBook:
    if id in {rule.id for rule in book.rules}:
        return replace(book, rules=tuple(excluded(rule, condition) if rule.id == id else rule for rule in book.rules))
    rules = {rule.id: rule for rule in book.rules}
    correlations = {each.id: each for each in book.correlations}
    added: dict[str, Rule | Correlation] = {}

    def own(below: str) -> str:
        """A silent copy of a rule or correlation below, narrowed, that only the excluded correlation uses."""
        copy = f"{below} ({id})"
        if copy not in added and below in rules:
            added[copy] = replace(excluded(rules[below], condition), id=copy, name=None, silent=True)
        elif copy not in added:
            added[copy] = replace(_over_copies(correlations[below], own), id=copy, name=None, silent=True)
        return copy

    whole = _over_copies(correlations[id], own)
    new_rules = [each for each in added.values() if isinstance(each, Rule)]
    inner = [each for each in added.values() if isinstance(each, Correlation)]
    outer = [whole if each.id == id else each for each in book.correlations]
    position = [each.id for each in outer].index(id)
    return RuleBook((*book.rules, *new_rules), (*outer[:position], *inner, *outer[position:]))


def _over_copies(correlation: Correlation, own: Any) -> Correlation:
    return replace(
        correlation,
        rules=tuple(own(below) for below in correlation.rules),
        aliases={alias: {own(below): name for below, name in fields.items()} for alias, fields in correlation.aliases.items()},
    )
