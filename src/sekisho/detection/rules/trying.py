"""Try the examples of rules on an engine, and tell where it disagrees with them.

Knows that examples must not meet: all are judged in one run, so each is moved to years of its own. Refuses to know engines:
``judge`` is handed in, any function from a book and events to alerts.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from sekisho.detection.alert import RuleAlert
from sekisho.detection.event import Event
from sekisho.detection.plan import RuleBook
from sekisho.detection.rules.examples import Example

Judge = Callable[[RuleBook, Sequence[Event]], Iterable[RuleAlert]]

_FIRST_YEAR = datetime(1971, 1, 1, tzinfo=UTC)
_DAY = timedelta(days=1)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Disagreement:
    """An example on which a rule does not do what the example says. ``why`` is one Japanese sentence."""

    example: Example
    why: str


def disagreements(book: RuleBook, examples: Sequence[Example], judge: Judge) -> tuple[Disagreement, ...]:
    """Where ``judge`` disagrees with the examples, in their order. All rules of the book are in force at once."""
    gap = timedelta(microseconds=max((each.timespan for each in book.correlations), default=0)) + 2 * _DAY
    alerts: dict[str, list[RuleAlert]] = {example.place: [] for example in examples}
    for alert in judge(book, [event for example in _apart(examples, gap) for event in example.events]):
        place = alert.events[0].file
        if place in alerts:
            alerts[place].append(alert)
    found = (
        (example, _why(example, [alert for alert in alerts[example.place] if alert.rule == example.rule]))
        for example in examples
    )
    return tuple(Disagreement(example, why) for example, why in found if why)


def _apart(examples: Iterable[Example], gap: timedelta) -> Iterable[Example]:
    """The examples one after another in time, whole days apart, further than any window reaches."""
    begin = _FIRST_YEAR
    for example in examples:
        times = [_moment(event) for event in example.events]
        days = (begin - min(times)) // _DAY + 1
        yield replace(example, events=tuple(_moved(event, days * _DAY) for event in example.events))
        begin = max(times) + days * _DAY + gap


def _moment(event: Event) -> datetime:
    return datetime.fromisoformat(str(event.fields["timestamp"]))


def _moved(event: Event, by: timedelta) -> Event:
    assert event.time is not None  # noqa: S101  (examples state their time)
    fields = {**event.fields, "timestamp": (_moment(event) + by).isoformat()}
    return replace(event, time=event.time + by // _MICROSECOND, fields=fields)


def _why(example: Example, alerts: Sequence[RuleAlert]) -> str | None:
    if len(alerts) != example.fires:
        return f"{example.fires} 件出るはずが {len(alerts)} 件です。"
    if len(alerts) == 1 and example.subject is not None and dict(alerts[0].subject) != dict(example.subject):
        return f"対象が {dict(example.subject)} のはずが {dict(alerts[0].subject)} です。"
    if len(alerts) == 1 and example.count is not None and alerts[0].count != example.count:
        return f"数が {example.count:g} のはずが {alerts[0].count:g} です。"
    return None
