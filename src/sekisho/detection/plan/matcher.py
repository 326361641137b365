"""What one value must be like: a closed set of matchers, frozen and hashable so that each is judged once per distinct value.

Every matcher but ``Null`` and ``Exists(False)`` is false of a missing field. A list matches when any of its values does.
"""

from dataclasses import dataclass
from enum import Enum


class Wildcard(Enum):
    """A wildcard inside a text."""

    ANY_RUN = "*"
    ONE = "?"


ANY_RUN, ONE = Wildcard.ANY_RUN, Wildcard.ONE


@dataclass(frozen=True, slots=True)
class Text:
    """A whole text made of literal pieces and wildcards, compared without case unless ``cased``.

    ``contains``, ``startswith`` and ``endswith`` are wildcards at the ends. A number is compared as it is written.
    Wildcards reach over line breaks. ``()`` is the empty text. Without case means: each character by itself in lower case.
    """

    parts: tuple[str | Wildcard, ...]
    cased: bool = False


@dataclass(frozen=True, slots=True)
class Regex:
    """A regular expression of Python that is searched for anywhere in the text; ``flags`` out of ``i``, ``m``, ``s``."""

    pattern: str
    flags: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Cidr:
    """An address inside a network, IPv4 or IPv6 (``::ffff:`` addresses are both); anything that is no address is outside."""

    network: str


@dataclass(frozen=True, slots=True)
class Compare:
    """A number compared with ``<``, ``<=``, ``>``, ``>=`` or ``!=``; a text that is written as a number counts as one."""

    operator: str
    number: float


@dataclass(frozen=True, slots=True)
class Is:
    """A number or a truth value. A text that is written as that number in JSON, or as ``true`` or ``false``, is the same."""

    value: int | float | bool


@dataclass(frozen=True, slots=True)
class Null:
    """The field is missing, or stands there as JSON's null, as an empty list, or as a list of nulls only."""


@dataclass(frozen=True, slots=True)
class Exists:
    """The field stands in the event, whatever it holds (what ``Null`` is true of counts as missing), or does not."""

    there: bool


@dataclass(frozen=True, slots=True)
class OtherField:
    """The value equals the value of another field of the same event, begins or ends with it, or (both) contains it.

    False when either field is missing; of lists, any pair may fit.
    """

    field: str
    starts: bool = False
    ends: bool = False
    cased: bool = False


@dataclass(frozen=True, slots=True)
class TimePart:
    """A part of the time that the field states, as it is written there (no change of zone), against a number.

    ``unit`` is minute, hour, day, week (ISO 8601), month or year; ``operator`` is ``==`` or one of ``Compare``. Times are
    ISO 8601, with ``/`` for ``-`` allowed; anything else states no time.
    """

    unit: str
    operator: str
    number: float


Matcher = Text | Regex | Cidr | Compare | Is | Null | Exists | OtherField | TimePart
