"""On which day a rule would first have told of what it tells: by what stood in the logs up to then.

Knows alerts and the rows that they name. Refuses to judge by itself: the reference engine says whether a correlation fires.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta, timezone

from sekisho.detection.alert import Match, RuleAlert
from sekisho.detection.event import Event, EventRef
from sekisho.detection.plan import Correlation, RuleBook
from sekisho.engines import reference
from sekisho.stories.logs.workday import Row

_JAPAN = timezone(timedelta(hours=9))
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def event_of(row: Row, file: str, line: int) -> Event:
    """A row as the event that stands on a line of a file."""
    moment = datetime.fromisoformat(str(row["timestamp"]))
    return Event(EventRef(file, line), (moment - _EPOCH) // timedelta(microseconds=1), row)


def alerts_of(book: RuleBook, events: Iterable[Event]) -> list[RuleAlert]:
    """What the reference engine tells. An event is held to the rules that ask for its category: the others are false of it."""
    by_category: dict[object, list[Event]] = {}
    for event in events:
        by_category.setdefault(event.fields.get("category"), []).append(event)
    found: list[Match] = []
    for category, some in by_category.items():
        rules = tuple(rule for rule in book.rules if rule.logsource.category in (None, category))
        found.extend(reference.matches(RuleBook(rules, book.correlations), some))
    return reference.alerts(book, found)


def first_days(book: RuleBook, alerts: Iterable[RuleAlert], events: Mapping[EventRef, Event]) -> Mapping[str, date]:
    """By rule id, the day (in Japan) on which its first alert would have been told. ``events`` are those that alerts name.

    A rule of single events tells when the event happens, a correlation when the first of its windows fires: later than the
    first event of the alert, which only its end makes one.
    """
    firsts: dict[str, RuleAlert] = {}
    for alert in alerts:
        there = firsts.get(alert.rule)
        if there is None or (alert.first or 0) < (there.first or 0):
            firsts[alert.rule] = alert
    correlations = {each.id: each for each in book.correlations}
    return {
        rule: _day(
            _told_at(book, correlations[rule], [events[ref] for ref in alert.events]) if rule in correlations else alert.first
        )
        for rule, alert in firsts.items()
    }


def _told_at(book: RuleBook, correlation: Correlation, events: Sequence[Event]) -> int | None:
    """When the correlation first fires on the events of its alert; its windows end at events, so halving finds the one."""
    below = _below(book, correlation)
    matches = sorted(reference.matches(below, events), key=lambda match: match.time or 0)
    least, most = 1, len(matches)
    while least < most:
        middle = (least + most) // 2
        fires = any(alert.rule == correlation.id for alert in reference.alerts(below, matches[:middle]))
        least, most = (least, middle) if fires else (middle + 1, most)
    return matches[least - 1].time


def _below(book: RuleBook, correlation: Correlation) -> RuleBook:
    """The correlation with what it refers to, and nothing else."""
    wanted = [correlation.id]
    known = {each.id: each for each in book.correlations}
    for id in wanted:
        wanted.extend(known[id].rules if id in known else ())
    rules = tuple(rule for rule in book.rules if rule.id in wanted)
    return RuleBook(rules, tuple(each for each in book.correlations if each.id in wanted))


def _day(time: int | None) -> date:
    return (_EPOCH + timedelta(microseconds=time or 0)).astimezone(_JAPAN).date()
