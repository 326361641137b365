"""Lists beside logs in ``sekisho detect``: the workspace's records and the files that people give, and judging with them.

Knows where lists come from. Refuses to know what they say (``detection.lists``) and what there is to judge.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from sekisho.detection.alert import RuleAlert
from sekisho.detection.event import Event, Unreadable
from sekisho.detection.lists import Lists
from sekisho.detection.plan import RuleBook
from sekisho.formats.fault import Faults
from sekisho.record import Record
from sekisho_site.cli.events_judged import Logs, events_of
from sekisho_site.cli.files import read_file
from sekisho_site.cli.language import say
from sekisho_site.cli.session import CommandError, Session
from sekisho_site.config.workspace import open_workspace

T = TypeVar("T")


def lists_for(session: Session, logs: Logs, inquiries: Path | None, *, records: bool) -> Lists:
    """The lists of the workspace's records (if ``records``), of a file of inquiries, and of doors in the logs."""
    from sekisho.engines.behaviour.doors import door_entries  # noqa: PLC0415  (engines are heavy)
    from sekisho.formats.inquiries import read_inquiries  # noqa: PLC0415

    kept = _read(read_inquiries, inquiries) if inquiries else ()
    stored: Sequence[Record] = ()
    if records:
        open_workspace(session.home, new=False)
        from sekisho_site.records.detecting import records_of_lists  # noqa: PLC0415  (needs the workspace)

        stored = records_of_lists()
    try:
        entries = door_entries(logs.paths, layout=logs.layout, mapping=logs.mapping)
    except Faults as faults:
        raise CommandError(str(faults)) from faults
    return Lists.of(stored, entries=entries, inquiries=kept)


def work_roles(path: Path | None) -> Mapping[str, str]:
    """The work of each user, from a file; nothing without one."""
    from sekisho.formats.work_roles import read_work_roles  # noqa: PLC0415

    return _read(read_work_roles, path) if path else {}


def _read(reader: Callable[[bytes, str], T], path: Path) -> T:
    try:
        return reader(read_file(path), str(path))
    except Faults as faults:
        raise CommandError(str(faults)) from faults


def judged_with(lists: Lists, engine: str, book: RuleBook, logs: Logs) -> Iterator[RuleAlert | Unreadable]:
    """What an engine finds when lists are put beside the events. Raises CommandError for logs that are not there."""
    from sekisho.engines.duckdb import detect  # noqa: PLC0415

    if engine == "spark":
        raise CommandError(say("--engine spark では、--lists と --inquiries は使えません。--engine duckdb にしてください。"))
    try:
        if engine == "duckdb":
            yield from detect(book, logs.paths, logs.layout, logs.mapping, lists=lists)
        else:
            yield from _by_reference(lists, book, logs)
    except Faults as faults:
        raise CommandError(str(faults)) from faults


def _by_reference(lists: Lists, book: RuleBook, logs: Logs) -> Iterator[RuleAlert | Unreadable]:
    from sekisho.engines.reference import alerts, matches  # noqa: PLC0415

    events: list[Event] = []
    for made in events_of(logs):
        if isinstance(made, Unreadable):
            yield made
        else:
            events.append(lists.filled(made))
    yield from alerts(book, matches(book, events))
