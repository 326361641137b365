"""What one value is like: every matcher of the plan, held to one value at a time.

Knows how values are compared: without case, as numbers, as addresses. Refuses to know fields and events.
"""

import operator
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from ipaddress import IPv6Address, ip_address, ip_network
from warnings import catch_warnings

from sekisho.detection.event import Scalar, Value
from sekisho.detection.plan import ANY_RUN, Cidr, Compare, Is, OtherField, Regex, Text, TimePart
from sekisho.detection.plan.matcher import Wildcard

#: The matchers that one value alone decides; the others ask of the event (``Null``, ``Exists``, ``OtherField``).
OfOneValue = Text | Regex | Cidr | Compare | Is | TimePart

_JSON_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_NUMBER = re.compile(r"\s*[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?\s*", re.ASCII)
#: Full-width digits, signs and points, as they stand in Japanese tables.
_WIDE = {ord(wide): narrow for wide, narrow in zip("０１２３４５６７８９．＋－", "0123456789.+-", strict=True)}
_TOO_LARGE = 10**100
_FLAGS = {"i": re.IGNORECASE, "m": re.MULTILINE, "s": re.DOTALL}
_OPERATORS: Mapping[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}


def scalars(value: Value) -> list[Scalar]:
    """The values that stand in a field: one, those of a list, or none at all. Null is no value."""
    return [each for each in (value if isinstance(value, list) else [value]) if each is not None]


def fold(text: str) -> str:
    """The text without case: each character by itself in lower case, so that the length stays.

    >>> fold("ΑΣ"), fold("İ"), fold("Ａdmin")
    ('ασ', 'İ', 'ａdmin')
    """
    low = text.lower()
    if len(low) == len(text) and "Σ" not in text:  # the whole at once: only a last sigma and longer letters depend on others
        return low
    return "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)


def text_of(value: Scalar) -> str:
    """A value as JSON writes it, a text as it stands.

    >>> text_of(True), text_of(4624), text_of(1.5), text_of("x")
    ('true', '4624', '1.5', 'x')
    """
    return str(value).lower() if isinstance(value, bool) else str(value)


def number_of(value: Scalar) -> int | float | None:
    """The number that a value is, or is written as; None when it is none. A truth value is no number.

    Neither is anything beyond a hundred digits: nobody means it, and sums must stay finite.

    >>> number_of("0042"), number_of(" -1.50 "), number_of("１２０"), number_of("1,000"), number_of(True), number_of("1e999")
    (42, -1.5, 120, None, None, None)
    """
    if isinstance(value, str):
        value = value if value.isascii() else value.translate(_WIDE)
        value = _written(value) if _NUMBER.fullmatch(value) else None
    if value is None or isinstance(value, bool):
        return None
    return value if abs(value) < _TOO_LARGE else None


def _written(text: str) -> int | float:
    try:
        return int(text)
    except ValueError:
        return float(text)


def judge(matcher: OfOneValue, value: Scalar) -> bool:
    """Whether one value (never null) is as the matcher says."""
    match matcher:
        case Text():
            return _is_like(matcher, text_of(value))
        case Regex(pattern, flags):
            return _regex(pattern, flags).search(text_of(value)) is not None
        case Cidr(network):
            return _is_inside(network, text_of(value))
        case Compare(sign, number):
            written = number_of(value)
            return written is not None and _OPERATORS[sign](written, number)
        case Is(wanted):
            return _is_same(wanted, value)
        case TimePart(unit, sign, number):
            part = _part(unit, text_of(value))
            return part is not None and _OPERATORS[sign](part, number)


def refers(matcher: OtherField, value: Scalar, other: Scalar) -> bool:
    """Whether ``value`` is, begins with, ends with or contains ``other``."""
    here, there = (text if matcher.cased else fold(text) for text in (text_of(value), text_of(other)))
    if matcher.starts and matcher.ends:
        return there in here
    if matcher.starts:
        return here.startswith(there)
    return here.endswith(there) if matcher.ends else here == there


@cache
def _regex(pattern: str, flags: frozenset[str]) -> re.Pattern[str]:
    with catch_warnings(action="ignore", category=FutureWarning):  # a later Python may read ``[[`` in another way
        return re.compile(pattern, sum(_FLAGS[flag] for flag in flags))


def _is_like(matcher: Text, value: str) -> bool:
    case = str if matcher.cased else fold
    pieces = (
        re.escape(case(part)) if not isinstance(part, Wildcard) else ".*" if part is ANY_RUN else "." for part in matcher.parts
    )
    return re.fullmatch("".join(pieces), case(value), re.DOTALL) is not None


def _is_inside(network: str, value: str) -> bool:
    try:
        address = ip_address(value.strip())
    except ValueError:
        return False
    inside = ip_network(network, strict=False)
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return address in inside or (mapped is not None and mapped in inside)


def _is_same(wanted: float | bool, value: Scalar) -> bool:
    if isinstance(wanted, bool) or isinstance(value, bool):
        return fold(text_of(value)) == text_of(wanted)
    if isinstance(value, str):
        return _JSON_NUMBER.fullmatch(value) is not None and _written(value) == wanted
    return value == wanted


def _part(unit: str, value: str) -> int | None:
    try:
        moment = datetime.fromisoformat(value.strip().replace("/", "-"))
    except ValueError:
        return None
    if unit == "week":
        return moment.isocalendar().week
    return {"minute": moment.minute, "hour": moment.hour, "day": moment.day, "month": moment.month, "year": moment.year}[unit]
