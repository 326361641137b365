"""A document that describes a rule over single events → the rule of the plan.

Knows the head of a rule: id, title, level, log source, and this product's own ``measure`` and ``sign``. Refuses to know which
other rules there are.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any as Anything

from sekisho.detection.plan import LEVELS, UNRESOLVED, LogSource, Rule
from sekisho.detection.sigma.detections import condition_of
from sekisho.detection.sigma.documents import Document
from sekisho.detection.sigma.logsources import asked

_NOTES = ("description", "falsepositives", "status", "author", "references")


def rule_of(document: Document) -> Rule:
    """The rule that a document describes; what is wrong is noted in the document."""
    source = _logsource(document)
    condition = asked(source, condition_of(document))
    rule = Rule(**head_of(document), condition=condition, logsource=source)
    if not document.unresolved:
        return rule
    return replace(rule, notes={**rule.notes, UNRESOLVED: "、".join(dict.fromkeys(document.unresolved))})


def head_of(document: Document) -> dict[str, Anything]:
    """What rules and correlations have in common. Without an id the name, or else the title, is the id."""
    content = document.content
    title = text_at(document, "title")
    if title is None:
        document.tell("title がありません。規則の題を書いてください。", "title")
    name = text_at(document, "name")
    level = text_at(document, "level") or LEVELS[0]
    if level.lower() not in LEVELS:
        document.tell(f"level「{level}」は使えません。{'、'.join(LEVELS)} のどれかにしてください。", "level")
    return {
        "id": text_at(document, "id") or name or title or "",
        "name": name,
        "title": title or "",
        "level": level.lower(),
        "measure": text_at(document, "measure"),
        "sign": text_at(document, "sign"),
        "source": f"{document.file}:{document.line}",
        "notes": _notes(content),
    }


def text_at(document: Document, key: str) -> str | None:
    """The text that stands at a key of the head; None when there is none, a fault when it is a list or a map."""
    value = document.content.get(key)
    if value is None or value == "":
        return None
    if isinstance(value, dict | list):
        document.tell(f"{key} は一つの文字列で書いてください。", key)
        return None
    return str(value)


def _notes(content: Mapping[str, Anything]) -> dict[str, str]:
    told = {key: content[key] for key in content if key in _NOTES or str(key).endswith("_ja")}
    return {
        key: "\n".join(str(each) for each in value) if isinstance(value, list) else str(value)
        for key, value in told.items()
        if value is not None
    }


def _logsource(document: Document) -> LogSource:
    source = document.content.get("logsource")
    if not isinstance(source, dict):
        document.tell("logsource がありません。「logsource:」の下に product、category、service を書いてください。", "logsource")
        return LogSource()
    parts: dict[str, str | None] = {}
    for key in ("category", "product", "service"):
        value = source.get(key)
        if value is not None and not isinstance(value, str):
            document.tell(f"logsource の {key} は一つの文字列で書いてください。", "logsource", key)
            value = None
        parts[key] = value.strip().lower() if value else None
    if not any(source.get(key) for key in parts):
        document.tell("logsource が空です。product、category、service のどれかを書いてください。", "logsource")
    return LogSource(**parts)
