"""What a log source asks of events, and what its fields are called there.

Knows ``logsources.yaml`` and that one category may stand in several logs (``process_creation`` in Sysmon's and in Security's).
Refuses to know what a rule looks for.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any as Anything

import yaml

from sekisho.detection.plan import All, Any, Condition, Exists, Is, LogSource, Matcher, Not, Null, OtherField, Test, Text

Names = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class _Log:
    """Where a category stands: the events that it asks for, and what its fields are called there."""

    asks: Condition
    names: Names


@cache
def _table() -> dict[str, Anything]:
    text = files("sekisho.detection.sigma").joinpath("logsources.yaml").read_text("utf-8")
    table: dict[str, Anything] = yaml.safe_load(text)
    return table


def asked(source: LogSource, looks_for: Condition) -> Condition:
    """What a rule looks for, in the events that its log source asks for, under the names that they use."""
    match source.product:
        case "sekisho":
            return both(Test("category", Text((source.category,))), looks_for) if source.category else looks_for
        case "windows":
            found = _in_categories(source.category, looks_for)
            return both(_of_service(source.service), found)
        case None if source.service is None and source.category in _table()["categories"]:
            elsewhere = both(Test("EventID", Null()), looks_for)
            return Any((_in_categories(source.category, looks_for), elsewhere))
        case _:
            return _elsewhere(source, looks_for)


def both(first: Condition, second: Condition) -> Condition:
    """Both conditions, without needless nesting: what is always true adds nothing."""
    parts = [part for each in (first, second) for part in (each.of if isinstance(each, All) else (each,))]
    return parts[0] if len(parts) == 1 else All(tuple(parts))


def _elsewhere(source: LogSource, looks_for: Condition) -> Condition:
    """What logs ask that Windows did not write; Sysmon for Linux has event ids as well (``windows_ids``)."""
    parts = {"category": source.category, "product": source.product, "service": source.service}
    for log in _table()["elsewhere"]:
        if all(log[key] == value for key, value in parts.items() if key in log):
            names = {name: (name, *others) for name, others in log.get("names", {}).items()}
            found = _renamed(looks_for, names) if names else looks_for
            return found if log.get("windows_ids") else both(Test("EventID", Null()), found)
    return looks_for


def _in_categories(category: str | None, looks_for: Condition) -> Condition:
    logs = _logs(category)
    found = [both(log.asks, _renamed(looks_for, log.names) if log.names else looks_for) for log in logs]
    return found[0] if len(found) == 1 else Any(tuple(found)) if found else looks_for


@cache
def _logs(category: str | None) -> tuple[_Log, ...]:
    return tuple(
        _Log(
            both(Any(tuple(Test("EventID", Is(number)) for number in log["ids"])), _of_service(log["service"])),
            {name: tuple(there) for name, there in log.get("names", {}).items()},
        )
        for log in _table()["categories"].get(category, ())
    )


def _of_service(service: str | None) -> Condition:
    channels = _table()["services"].get(service, ())
    if not channels:
        return All(())
    untold = All((Test("Channel", Null()), Test("EventID", Exists(there=True))))
    return Any((*(Test("Channel", Text((channel,))) for channel in channels), untold))


def _renamed(condition: Condition, names: Names) -> Condition:
    match condition:
        case All(of):
            return All(tuple(_renamed(each, names) for each in of))
        case Any(of):
            return Any(tuple(_renamed(each, names) for each in of))
        case Not(of):
            return Not(_renamed(of, names))
        case Test(field, matcher):
            return _renamed_test(field, matcher, names)


def _renamed_test(field: str | None, matcher: Matcher, names: Names) -> Condition:
    fields = names.get(field, (field,)) if field is not None else (None,)
    matchers: list[Matcher] = [matcher]
    if isinstance(matcher, OtherField):
        matchers = [replace(matcher, field=other) for other in names.get(matcher.field, (matcher.field,))]
    tests = tuple(Test(each, held) for each in fields for held in matchers)
    if len(tests) == 1:
        return tests[0]
    is_absence = isinstance(matcher, Null) or (isinstance(matcher, Exists) and not matcher.there)
    return All(tests) if is_absence else Any(tests)
