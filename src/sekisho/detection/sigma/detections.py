"""``detection`` of a rule → one condition.

Knows maps, lists, keywords, modifiers and the language of ``condition``. Refuses to know log sources and correlations.
pySigma applies the modifiers and parses the condition; how its parts are joined is said here, because every fault must be
told with its line.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any as Anything

from pyparsing import ParseException
from sigma.conditions import (
    ConditionAND,
    ConditionIdentifier,
    ConditionItem,
    ConditionNOT,
    ConditionOR,
    ConditionSelector,
    SigmaCondition,
)
from sigma.exceptions import SigmaError, SigmaRegularExpressionError
from sigma.modifiers import SigmaCaseSensitiveModifier, modifier_mapping
from sigma.policy.profiles import TrustedPolicy
from sigma.rule.detection import EmptySigmaDetections, SigmaDetectionItem
from sigma.types import SigmaExpansion, SigmaType

from sekisho.detection.plan import All, Any, Condition, Not, Null, Test
from sekisho.detection.sigma.documents import Document
from sekisho.detection.sigma.values import UnfitValueError, UnresolvedError, keyword_of, matcher_of

_NEVER = Any(())
_NO_DETECTION = {"condition", "timeframe"}
_EXACT = 2**53
#: The specification's name of a modifier that pySigma only knows by its other name.
_OTHER_NAMES = {"utf16le": "wide"}
_SCALARS = (str, int, float, type(None))


def condition_of(document: Document) -> Condition:
    """What the rule looks for. Faults are noted in the document, and what is unfit never holds."""
    section = "detection"
    detection = document.content.get(section)
    if not isinstance(detection, dict):
        document.tell("detection がありません。「detection:」の下に探すものと condition を書いてください。", section)
        return _NEVER
    named = {
        str(name): _definition(document, value, (section, str(name)))
        for name, value in detection.items()
        if str(name) not in _NO_DETECTION
    }
    if not named:
        document.tell("探すものが一つもありません。「selection:」のように名前を付けて書いてください。", section)
        return _NEVER
    conditions = detection.get("condition")
    if conditions is None or conditions == []:
        document.tell("condition がありません。「condition: selection」のように書いてください。", section)
        return _NEVER
    several = conditions if isinstance(conditions, list) else [conditions]
    return _any([_expression(document, str(each), named) for each in several])


def _all(of: list[Condition]) -> Condition:
    return of[0] if len(of) == 1 else All(tuple(of))


def _any(of: list[Condition]) -> Condition:
    return of[0] if len(of) == 1 else Any(tuple(of))


def _definition(document: Document, value: Anything, place: tuple[str, ...]) -> Condition:
    if isinstance(value, Mapping):
        if not value:
            document.tell(f"「{place[-1]}」が空です。探す項目と値を書いてください。", *place)
        return _all([_item(document, str(key), each, (*place, str(key))) for key, each in value.items()])
    if isinstance(value, list) and not all(isinstance(each, _SCALARS) for each in value):
        return _any([_definition(document, each, (*place, str(position))) for position, each in enumerate(value)])
    return _item(document, None, value, place)


def _item(document: Document, key: str | None, value: Anything, place: tuple[str, ...]) -> Condition:
    named = None if key is None else _named(key)
    try:
        return _tests(document, SigmaDetectionItem.from_mapping(named, _fit_values(named, value), policy=TrustedPolicy))
    except UnfitValueError as error:
        document.tell(f"「{key or place[-1]}」: {error}", *place)
    except SigmaRegularExpressionError as error:
        document.tell(
            f"「{key or place[-1]}」: 正規表現が正しくありません（{error.__cause__}）。Python の書き方で直してください。",
            *place,
        )
    except (SigmaError, ValueError, TypeError, AttributeError, RecursionError, OverflowError) as error:
        why = str(error.args[0]) if error.args else type(error).__name__
        document.tell(
            f"「{key or place[-1]}」の値か修飾子が正しくありません（{why}）。Sigma の書き方を確かめてください。", *place
        )
    return _NEVER


def _named(key: str) -> str:
    field, *modifiers = key.split("|")
    return "|".join([field, *(_OTHER_NAMES.get(modifier, modifier) for modifier in modifiers)])


def _fit_values(key: str | None, value: Anything) -> Anything:
    """The values as pySigma must get them: whole numbers that it would round stay text, patterns are always text."""
    modifiers = key.split("|")[1:] if key else []
    for modifier in modifiers:
        if modifier not in modifier_mapping:
            known = "、".join(sorted({*modifier_mapping, *_OTHER_NAMES}))
            raise UnfitValueError(f"修飾子「{modifier}」は Sigma にありません。使えるのは {known} です。")
    values = value if isinstance(value, list) else [value]
    if any(not isinstance(each, _SCALARS) for each in values):
        raise UnfitValueError("値の中に入れ子を書くことはできません。文字列、数、null かその一覧にしてください。")
    if key is None and (not values or None in values):
        raise UnfitValueError("値がないこと（null）や空の一覧は、項目の名前を付けて書いてください。")
    if "re" in modifiers:
        if any(each is None or isinstance(each, bool) for each in values):
            raise UnfitValueError("re の値は正規表現を文字列で書いてください。")
        return [str(each) for each in values]
    return [str(each) if _is_rounded(each) else each for each in values]


def _is_rounded(value: Anything) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) > _EXACT


def _tests(document: Document, item: SigmaDetectionItem) -> Condition:
    cased = SigmaCaseSensitiveModifier in item.modifiers
    tests: list[Condition] = [_test(document, item.field, value, cased=cased) for value in item.value]
    if not tests:
        tests = [Test(item.field, Null())]
    joined = _all(tests) if item.value_linking is ConditionAND else _any(tests)
    return Not(joined) if item.negated else joined


def _test(document: Document, field: str | None, value: SigmaType, *, cased: bool) -> Condition:
    if isinstance(value, SigmaExpansion):
        return _any([_test(document, field, each, cased=cased) for each in value.values])
    try:
        return Test(field, keyword_of(value, cased=cased) if field is None else matcher_of(value, cased=cased))
    except UnresolvedError as error:
        document.unresolved.append(str(error))
        return _NEVER


def _expression(document: Document, text: str, named: Mapping[str, Condition]) -> Condition:
    place = ("detection", "condition")
    if "|" in text:
        document.tell(
            "condition の「|」（count など）は Sigma から無くなりました。correlation の規則として書き直してください。", *place
        )
        return _NEVER
    try:
        parsed = SigmaCondition(text, EmptySigmaDetections()).parse(postprocess=False)
        return _joined(parsed, named)
    except UnfitValueError as error:
        document.tell(f"condition「{text}」: {error}", *place)
    except (SigmaError, ParseException, RecursionError, TypeError) as error:
        document.tell(
            f"condition「{text}」を読めません（{error}）。and、or、not、括弧、1 of、all of の書き方を確かめてください。", *place
        )
    return _NEVER


def _joined(parsed: Anything, named: Mapping[str, Condition]) -> Condition:
    match parsed:
        case ConditionIdentifier():
            if parsed.identifier not in named:
                raise UnfitValueError(f"「{parsed.identifier}」が detection にありません。名前を合わせてください。")
            return named[parsed.identifier]
        case ConditionSelector():
            chosen = [named[name] for name in _chosen(parsed.pattern, named)]
            if not chosen:
                raise UnfitValueError(f"「{parsed.pattern}」に合う名前が detection にありません。名前を合わせてください。")
            return _all(chosen) if parsed.cond_class is ConditionAND else _any(chosen)
        case ConditionNOT():
            return Not(_joined(parsed.args[0], named))
        case ConditionAND():
            return _all([_joined(each, named) for each in parsed.args])
        case ConditionOR():
            return _any([_joined(each, named) for each in parsed.args])
        case ConditionItem() | _:
            raise UnfitValueError("この書き方は扱えません。and、or、not、1 of、all of で書いてください。")


def _chosen(pattern: str, named: Mapping[str, Condition]) -> Iterator[str]:
    """The names that ``1 of …`` means: a name that begins with an underscore is private unless the pattern begins so too."""
    wanted = re.compile(".*".join(map(re.escape, ("*" if pattern == "them" else pattern).split("*"))))
    return (name for name in named if wanted.fullmatch(name) and (pattern.startswith("_") or not name.startswith("_")))
