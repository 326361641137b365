"""Events of files: one file in one layout, or many files and folders, each content once.

Knows which reader a layout asks for. Refuses to know products: those are the layouts.
"""

import os
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import chain
from pathlib import Path

from sekisho.detection.event import EventRef, Unreadable
from sekisho.formats.events.layout import Layout, layouts
from sekisho.formats.events.making import Made, Maker
from sekisho.formats.events.mapping import Mapping
from sekisho.formats.events.paths import PathKind, found_files
from sekisho.formats.events.readers import read_layout_of
from sekisho.formats.events.recognise import recognised, with_id
from sekisho.formats.events.source import Source, open_source
from sekisho.formats.events.unread import Unread
from sekisho.formats.fault import Fault, Faults, reason_of


def read_file(  # noqa: PLR0913 - each is a choice of its own
    path: Path | str,
    layout: str = "auto",
    mapping: Mapping | None = None,
    *,
    name: str | None = None,
    wanted: frozenset[str] | None = None,
    year: int | None = None,
) -> Iterator[Made]:
    """Every event of one file, streamed; what cannot be read comes as Unreadable.

    ``layout`` is a name of ``layouts()`` or ``auto``; a ``mapping`` changes what it says. ``name`` is what the events call the
    file, ``wanted`` the only fields anybody will read (None: all). ``year`` is the year of times that state none; without it
    they lie in the last year before the file was written. Raises Faults for a layout that nobody knows.
    """
    given, path = os.fspath(path), Path(path)
    file = given if name is None else name
    if not (mapping and mapping.base) and layout != "auto" and layout not in layouts():
        raise Faults(
            [Fault(file, f"形式「{layout}」はありません", f"次のどれかにしてください: auto、{'、'.join(layouts())}。")]
        )
    return _read(path, layout, mapping, file, wanted, year)


def _read(  # noqa: PLR0913, PLR0917 - the same choices
    path: Path, layout: str, mapping: Mapping | None, file: str, wanted: frozenset[str] | None, year: int | None
) -> Iterator[Made]:
    last = 1
    try:
        with open_source(path) as source:
            used = layout_of(source, layout, mapping)
            maker = Maker(file, used, wanted, date(year, 12, 31) if year else latest_of(source, mapping))
            for made in read_layout_of(source, used, maker):
                last = made.ref.line
                yield made
    except Unread as unread:
        yield Unreadable(EventRef(file, last), unread.why)
    except OSError as error:
        yield Unreadable(EventRef(file, last), f"読めません（{reason_of(error)}）。ファイルと読む権限を確かめてください。")


def latest_of(source: Source, mapping: Mapping | None) -> date | None:
    """The day after which no time lies that states no year: the end of the year that is said, or when the file was written."""
    return (mapping.latest if mapping else None) or source.written_on


def layout_of(source: Source, layout: str, mapping: Mapping | None) -> Layout:
    """The layout of an open file: the one asked for or the one recognised, with what the mapping changes. Raises Unread."""
    name = mapping.base if mapping and mapping.base else layout
    found = recognised(source, mapping.encoding if mapping else None) if name == "auto" else layouts()[name]
    found = with_id(found, source)
    return mapping.over(found) if mapping else found


def read_events(
    paths: Iterable[str | Path],
    *,
    layout: str = "auto",
    mapping: Mapping | None = None,
    wanted: frozenset[str] | None = None,
    year: int | None = None,
) -> Iterator[Made]:
    """The events of files and folders in sorted order, each content once. ``file`` is the path as it was given.

    Raises Faults before anything is read: for paths where nothing stands, and for event stores and Parquet files, which are
    read by others (``found_files`` tells them apart).
    """
    found = found_files(paths)
    others = [item for item in found if item.kind is not PathKind.LOG]
    if others:
        raise Faults([Fault(item.name, "イベントの保管庫かParquetです", "ログのファイルを渡してください。") for item in others])
    readers = [read_file(item.path, layout, mapping, name=item.name, wanted=wanted, year=year) for item in found]
    return chain.from_iterable(readers)
