"""Values of Sigma, as pySigma reads them → matchers of the plan.

Knows every type of value that modifiers can yield. Refuses to know where a value stands.
"""

import re
from collections.abc import Iterator

from sigma.types import (
    CompareOperators,
    Placeholder,
    SigmaBool,
    SigmaCIDRExpression,
    SigmaCompareExpression,
    SigmaExists,
    SigmaFieldReference,
    SigmaNull,
    SigmaNumber,
    SigmaRegularExpression,
    SigmaRegularExpressionFlag,
    SigmaString,
    SigmaTimestampPart,
    SigmaType,
    SpecialChars,
)

from sekisho.detection.plan import (
    ANY_RUN,
    ONE,
    Cidr,
    Compare,
    Exists,
    Is,
    Matcher,
    Null,
    OtherField,
    Regex,
    Text,
    TimePart,
)
from sekisho.detection.plan.matcher import Wildcard

_OPERATORS = {
    CompareOperators.LT: "<",
    CompareOperators.LTE: "<=",
    CompareOperators.GT: ">",
    CompareOperators.GTE: ">=",
    CompareOperators.NEQ: "!=",
}
_FLAGS = {
    SigmaRegularExpressionFlag.IGNORECASE: ("i", re.IGNORECASE),
    SigmaRegularExpressionFlag.MULTILINE: ("m", re.MULTILINE),
    SigmaRegularExpressionFlag.DOTALL: ("s", re.DOTALL),
}


class UnfitValueError(ValueError):
    """A value that has no meaning; the text says in Japanese what is wrong and what to do."""


class UnresolvedError(ValueError):
    """A placeholder that nobody gave values for; the text is the placeholder."""


def matcher_of(value: SigmaType, *, cased: bool) -> Matcher:  # noqa: C901, PLR0911  (one line per type)
    """What a value of a field asks."""
    match value:
        case SigmaString():
            return Text(tuple(_parts(value)), cased)
        case SigmaRegularExpression():
            return _regex(value)
        case SigmaTimestampPart():
            return TimePart(value.timestamp_part.name.lower(), "==", value.number)
        case SigmaNumber():
            return Is(value.number)
        case SigmaBool():
            return Is(value.boolean)
        case SigmaNull():
            return Null()
        case SigmaExists():
            return Exists(value.exists)
        case SigmaCIDRExpression():
            return Cidr(str(value.network))
        case SigmaFieldReference():
            return OtherField(value.field, value.starts_with, value.ends_with, cased)
        case SigmaCompareExpression():
            number = value.number
            if isinstance(number, SigmaTimestampPart):
                return TimePart(number.timestamp_part.name.lower(), _OPERATORS[value.op], number.number)
            return Compare(_OPERATORS[value.op], number.number)
        case _:
            raise UnfitValueError(f"この種の値（{type(value).__name__}）は扱えません。別の書き方にしてください。")


def keyword_of(value: SigmaType, *, cased: bool) -> Matcher:
    """What a value without a field asks: a text is looked for inside any value, a number as it is written."""
    matcher = matcher_of(value, cased=cased)
    match matcher:
        case Text(parts):
            return Text(tuple(_single_runs((ANY_RUN, *parts, ANY_RUN))), cased)
        case Is(bool() as truth):
            return Text((ANY_RUN, str(truth).lower(), ANY_RUN), cased)
        case Is(number):
            return Text((ANY_RUN, str(number), ANY_RUN), cased)
        case Null() | Exists():
            raise UnfitValueError("値がないこと（null、exists）は項目の名前を付けて書いてください。")
        case _:
            return matcher


def _parts(value: SigmaString) -> Iterator[str | Wildcard]:
    return _single_runs(_plain(part) for part in value.s if part != "")


def _plain(part: str | SpecialChars | Placeholder) -> str | Wildcard:
    match part:
        case SpecialChars.WILDCARD_MULTI:
            return ANY_RUN
        case SpecialChars.WILDCARD_SINGLE:
            return ONE
        case Placeholder():
            raise UnresolvedError(f"%{part.name}%")
        case _:
            return str(part)


def _single_runs(parts: Iterator[str | Wildcard] | tuple[str | Wildcard, ...]) -> Iterator[str | Wildcard]:
    before: str | Wildcard = ""
    for part in parts:
        if not (part is ANY_RUN and before is ANY_RUN):
            yield part
        before = part


def _regex(value: SigmaRegularExpression) -> Regex:
    written = "".join(part.value if isinstance(part, Wildcard) else part for part in map(_plain, value.regexp.s))
    flags = frozenset(_FLAGS[flag][0] for flag in value.flags)
    try:
        re.compile(written, sum(_FLAGS[flag][1] for flag in value.flags))
    except (re.error, RecursionError, OverflowError) as error:
        raise UnfitValueError(
            f"正規表現「{written}」が正しくありません（{error}）。Python の書き方で直してください。"
        ) from error
    return Regex(written, flags)
