"""Whether a condition holds of one event.

Knows how tests are joined and what a missing field means. Refuses to know many events.
"""

from sekisho.detection.event import Event, Scalar
from sekisho.detection.plan import All, Any, Condition, Exists, Matcher, Not, Null, OtherField, Test
from sekisho.engines.reference.values import judge, refers, scalars


def holds(condition: Condition, event: Event) -> bool:
    """Whether the condition is true of the event: the meaning of every rule of single events."""
    match condition:
        case All(of):
            return all(holds(each, event) for each in of)
        case Any(of):
            return any(holds(each, event) for each in of)
        case Not(of):
            return not holds(of, event)
        case Test(field, matcher):
            if field is None:
                return any(_fits(matcher, scalars(value), event) for value in event.fields.values())
            return _fits(matcher, _values(field, event), event)


def _values(field: str, event: Event) -> list[Scalar]:
    return scalars(event.fields.get(field))


def _fits(matcher: Matcher, values: list[Scalar], event: Event) -> bool:
    match matcher:
        case Null():
            return not values
        case Exists(there):
            return bool(values) == there
        case OtherField():
            return any(refers(matcher, value, other) for value in values for other in _values(matcher.field, event))
        case _:
            return any(judge(matcher, value) for value in values)
