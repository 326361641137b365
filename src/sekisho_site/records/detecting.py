"""The own rules over the workspace's store: what they tell, with who and what it is about.

Knows which engine judges and what the rules and the first event of an alert add to it. Refuses to store anything.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sekisho.detection.alert import RuleAlert
from sekisho.detection.event import Event
from sekisho.detection.lists import KINDS, Lists
from sekisho.detection.plan import Correlation, Rule, RuleBook
from sekisho.detection.rules import own_folder
from sekisho.detection.told import AlertKind, AlertLevel, ToldAlert
from sekisho.record import Record
from sekisho_site.records.event_store import events_of
from sekisho_site.records.queries.snapshots import current_records

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_AT_ONCE = 500


def own_rules(kept: Path) -> RuleBook:
    """The product's own rules; ``kept`` is the folder in which they are kept compiled."""
    from sekisho.detection.sigma import compiled  # noqa: PLC0415  (its library is heavy)

    return compiled([own_folder()], kept)


def records_of_lists() -> list[Record]:
    """The records of which lists are made, as they stand now."""
    return list(current_records(KINDS))


def lists_beside(store: Any) -> Lists:
    """What the workspace's records, and the doors in the logs themselves, say beside the events of the store."""
    from sekisho.engines.behaviour.doors import door_entries  # noqa: PLC0415  (engines are heavy)

    return Lists.of(records_of_lists(), entries=door_entries([store.root]))


def told_by(book: RuleBook, store: Any, lists: Lists) -> Iterator[ToldAlert]:
    """What the rules tell of the events in the store with the lists beside them, as people take it up."""
    from sekisho.engines.duckdb import detect  # noqa: PLC0415  (engines are heavy)

    # the worker beside the pages is one process among others
    found = detect(book, [store.root], processes=1, lists=lists)
    yield from taken_up(book, (each for each in found if isinstance(each, RuleAlert)), store)


def taken_up(book: RuleBook, found: Iterable[RuleAlert], store: Any) -> Iterator[ToldAlert]:
    """Alerts of an engine with what their rules and their first events say of them."""
    rules: dict[str, Rule | Correlation] = {rule.id: rule for rule in (*book.rules, *book.correlations)}
    waiting: list[RuleAlert] = []
    for alert in found:
        waiting.append(alert)
        if len(waiting) == _AT_ONCE:
            yield from _told(waiting, rules, store)
            waiting = []
    yield from _told(waiting, rules, store)


def _told(found: list[RuleAlert], rules: Mapping[str, Rule | Correlation], store: Any) -> Iterator[ToldAlert]:
    places = {alert.events[0] for alert in found if alert.events}
    times = [time for alert in found for time in (alert.first, alert.last) if time is not None]
    known_days = all(alert.first is not None for alert in found)
    first, last = (_day(min(times)), _day(max(times))) if times and known_days else (None, None)
    events = events_of(store, places, first, last) if store is not None else {}
    for alert in found:
        event = events.get(alert.events[0]) if alert.events else None
        yield as_told(alert, rules.get(alert.rule), event)


def as_told(alert: RuleAlert, rule: Rule | Correlation | None, event: Event | None) -> ToldAlert:
    """One alert with the words of its rule and the names in its first event; the group-by fields come before these."""
    notes = rule.notes if rule is not None else {}

    def named(*names: str) -> str:
        sources = [alert.subject, event.fields if event is not None else {}]
        found = (source.get(name) for source in sources for name in names)
        return next((str(each)[:200] for each in found if isinstance(each, str | int) and str(each).strip()), "")

    levels = {level.value: level for level in AlertLevel}
    return ToldAlert(
        kind=AlertKind.RULE,
        rule=alert.rule,
        title=alert.title,
        level=levels.get(alert.level, AlertLevel.MEDIUM),
        subject=alert.subject,
        first=_moment(alert.first),
        last=_moment(alert.last),
        count=alert.count,
        events=alert.events,
        party=named("party"),
        person=named("user"),
        device=named("device"),
        system=named("system"),
        measure=(rule.measure or "") if rule is not None else "",
        sign=(rule.sign or "") if rule is not None else "",
        explanation=notes.get("description", "").strip(),
        notes=notes.get("false_positives_ja", "").strip(),
    )


def described(alerts: Iterable[ToldAlert], book: RuleBook) -> Iterator[ToldAlert]:
    """Alerts that were read from a file, with what the rules say of them where the file does not."""
    rules: dict[str, Rule | Correlation] = {rule.id: rule for rule in (*book.rules, *book.correlations)}
    for alert in alerts:
        rule = rules.get(alert.rule)
        if rule is None:
            yield alert
            continue
        yield replace(
            alert,
            measure=alert.measure or rule.measure or "",
            sign=alert.sign or rule.sign or "",
            explanation=alert.explanation or rule.notes.get("description", "").strip(),
            notes=alert.notes or rule.notes.get("false_positives_ja", "").strip(),
        )


def _moment(time: int | None) -> datetime | None:
    return None if time is None else _EPOCH + timedelta(microseconds=time)


def _day(time: int) -> date:
    return (_EPOCH + timedelta(microseconds=time)).date()
