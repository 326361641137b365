"""A document that describes a correlation → the correlation of the plan.

Knows the seven types (and the median as a percentile), time spans, conditions with several bounds, aliases. Refuses to know
whether the rules that it names are there: ``book`` resolves them.
"""

from typing import Any as Anything

from sigma.correlations import (
    CorrelationConditionAND,
    CorrelationConditionOR,
    SigmaCorrelationTimespan,
    SigmaExtendedCorrelationCondition,
    SigmaRuleReference,
)
from sigma.exceptions import SigmaError

from sekisho.detection.plan import Correlation, CorrelationType, Threshold
from sekisho.detection.sigma.documents import Document
from sekisho.detection.sigma.rules import head_of

_SECOND = 1_000_000
_OPERATORS = ("gt", "gte", "lt", "lte", "eq", "neq")
_TEMPORAL = {CorrelationType.TEMPORAL, CorrelationType.TEMPORAL_ORDERED}
_OF_VALUES = {
    CorrelationType.VALUE_COUNT,
    CorrelationType.VALUE_SUM,
    CorrelationType.VALUE_AVG,
    CorrelationType.VALUE_PERCENTILE,
}
_MEDIAN = 50.0
_MOST_PERCENT = 100


def correlation_of(document: Document) -> Correlation:
    """The correlation that a document describes, its rules as they are named there; faults are noted in the document."""
    section = document.content.get("correlation")
    if not isinstance(section, dict):
        document.tell("correlation の中身がありません。type、rules、timespan、condition を書いてください。", "correlation")
        section = {}
    section = {str(key): value for key, value in section.items()}
    generates(document)
    written = str(section.get("type"))
    kind = _type(document, written)
    rules, thresholds, bounds = _rules_and_bounds(document, section, kind)
    counted = _counted(document, bounds, kind)
    return Correlation(
        **head_of(document),
        type=kind,
        rules=rules,
        timespan=_timespan(document, section),
        thresholds=thresholds,
        group_by=_names(document, section.get("group-by"), "group-by"),
        counted=counted,
        percentile=_MEDIAN if written == "value_median" else _percentile(document, bounds, kind),
        aliases=_aliases(document, section.get("aliases")),
    )


def generates(document: Document) -> bool:
    """Whether the rules below a correlation are told as well."""
    section = document.content.get("correlation")
    generate = section.get("generate", document.content.get("generate", False)) if isinstance(section, dict) else False
    if not isinstance(generate, bool):
        document.tell("generate は true か false で書いてください。", "correlation", "generate")
    return generate is True


def _type(document: Document, written: str) -> CorrelationType:
    if written == "value_median":
        return CorrelationType.VALUE_PERCENTILE
    try:
        return CorrelationType(written)
    except ValueError:
        known = "、".join(CorrelationType)
        document.tell(f"correlation の type「{written}」は使えません。{known} のどれかにしてください。", "correlation", "type")
        return CorrelationType.EVENT_COUNT


def _timespan(document: Document, section: dict[str, Anything]) -> int:
    written = section.get("timespan", section.get("timeframe"))
    try:
        return int(SigmaCorrelationTimespan(str(written)).seconds) * _SECOND
    except SigmaError:
        document.tell(
            f"timespan「{written}」を読めません。10m のように、正の数に s、m、h、d、w、M、y を付けてください。",
            "correlation",
            "timespan",
        )
        return _SECOND


def _names(document: Document, value: Anything, key: str) -> tuple[str, ...]:
    if value is None:
        return ()
    names = value if isinstance(value, list) else [value]
    if any(isinstance(each, dict | list) or each is None or each == "" for each in names):
        document.tell(f"{key} は名前か、名前の一覧で書いてください。", "correlation", key)
        return ()
    return tuple(str(each) for each in names)


def _rules_and_bounds(
    document: Document, section: dict[str, Anything], kind: CorrelationType
) -> tuple[tuple[str, ...], tuple[Threshold, ...], dict[str, Anything]]:
    rules = _names(document, section.get("rules"), "rules")
    condition = section.get("condition")
    if isinstance(condition, str) and kind in _TEMPORAL:
        rules, needed = _expression(document, condition, rules)
        return rules, (Threshold("gte", needed),), {}
    if not rules:
        document.tell("rules がありません。数える規則の id か name を並べてください。", "correlation")
    if condition is None and kind in _TEMPORAL:
        return rules, (Threshold("gte", len(rules)),), {}
    if not isinstance(condition, dict) or not condition:
        document.tell("condition がありません。「condition:」の下に「gte: 10」のように書いてください。", "correlation")
        return rules, (), {}
    bounds = {str(key): value for key, value in condition.items()}
    return rules, _thresholds(document, bounds), bounds


def _thresholds(document: Document, bounds: dict[str, Anything]) -> tuple[Threshold, ...]:
    thresholds = []
    for operator, number in bounds.items():
        place = ("correlation", "condition", operator)
        if operator in {"field", "percentile"}:
            continue
        if operator not in _OPERATORS:
            document.tell(f"condition の「{operator}」は使えません。{'、'.join(_OPERATORS)} のどれかにしてください。", *place)
        elif isinstance(number, bool) or not isinstance(number, int | float) or number != number:  # noqa: PLR0124  (nan)
            document.tell(f"condition の「{operator}: {number}」は数ではありません。数を書いてください。", *place)
        else:
            thresholds.append(Threshold(operator, number))
    if not thresholds and not document.faults:
        document.tell("condition に比べる数がありません。「gte: 10」のように書いてください。", "correlation", "condition")
    return tuple(thresholds)


def _expression(document: Document, text: str, rules: tuple[str, ...]) -> tuple[tuple[str, ...], int]:
    """``a and b`` asks for all of them, ``a or b`` for one. The plan knows no more, and no rule so far asks for more."""
    place = ("correlation", "condition")
    try:
        extended = SigmaExtendedCorrelationCondition(text)
    except SigmaError as error:
        document.tell(f"condition「{text}」を読めません（{error}）。規則の name を and か or でつないでください。", *place)
        return rules, 1
    named = tuple(extended.get_referenced_rules())
    parsed = extended.parsed
    is_flat = isinstance(parsed, SigmaRuleReference) or (
        isinstance(parsed, CorrelationConditionAND | CorrelationConditionOR)
        and all(isinstance(each, SigmaRuleReference) for each in parsed.args)
    )
    if not is_flat:
        document.tell(
            f"condition「{text}」は扱えません。and だけか or だけでつなぎ、込み入ったものは correlation を分けてください。",
            *place,
        )
    if rules and set(rules) != set(named):
        document.tell("rules と condition の規則が一致しません。同じ規則を書いてください。", *place)
    return rules or named, 1 if isinstance(parsed, CorrelationConditionOR) else len(named)


def _counted(document: Document, bounds: dict[str, Anything], kind: CorrelationType) -> str | None:
    if kind not in _OF_VALUES:
        return None
    names = _names(document, bounds.get("field"), "condition")
    if len(names) != 1:
        document.tell(
            f"{kind} には数える項目が一つ必要です。condition に「field: 項目名」を書いてください。", "correlation", "condition"
        )
        return None
    return names[0]


def _percentile(document: Document, bounds: dict[str, Anything], kind: CorrelationType) -> float | None:
    if kind is not CorrelationType.VALUE_PERCENTILE or document.content["correlation"].get("type") == "value_median":
        return None
    percentile = bounds.get("percentile")
    if isinstance(percentile, bool) or not isinstance(percentile, int | float) or not 0 <= percentile <= _MOST_PERCENT:
        document.tell(
            "value_percentile には百分位が必要です。condition に「percentile: 95」のように 0〜100 で書いてください。",
            "correlation",
            "condition",
        )
        return None
    return float(percentile)


def _aliases(document: Document, value: Anything) -> dict[str, dict[str, str]]:
    if value is None:
        return {}
    if not isinstance(value, dict) or not all(isinstance(fields, dict) for fields in value.values()):
        document.tell("aliases は「別名:」の下に「規則: 項目名」を並べて書いてください。", "correlation", "aliases")
        return {}
    return {str(alias): {str(rule): str(name) for rule, name in fields.items()} for alias, fields in value.items()}
