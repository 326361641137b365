"""How tests of fields are joined. ``All(())`` is always true, ``Any(())`` never."""

from dataclasses import dataclass

from sekisho.detection.plan.matcher import Matcher


@dataclass(frozen=True, slots=True)
class Test:
    """One field held to one matcher. ``field`` None is a keyword: any value of the event may hold the text."""

    field: str | None
    matcher: Matcher


@dataclass(frozen=True, slots=True)
class All:
    """Every condition holds."""

    of: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Any:
    """At least one condition holds."""

    of: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The condition does not hold; true of a missing field."""

    of: "Condition"


Condition = Test | All | Any | Not
