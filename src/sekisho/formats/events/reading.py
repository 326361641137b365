"""Events of files: one file in one layout, or many files and folders, each content once.

Knows which reader a layout asks for. Refuses to know products: those are the layouts.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path

from sekisho.detection.event import EventRef, Unreadable
from sekisho.formats.events.flat import flattened
from sekisho.formats.events.json_records import records
from sekisho.formats.events.layout import Layout, layouts
from sekisho.formats.events.making import Made, Maker
from sekisho.formats.events.paths import PathKind, found_files
from sekisho.formats.events.recognise import recognised
from sekisho.formats.events.source import Source, open_source
from sekisho.formats.events.unread import Unread
from sekisho.formats.events.windows import windows_fields
from sekisho.formats.fault import Fault, Faults


def _json(source: Source, layout: Layout, maker: Maker) -> Iterator[Made]:
    """JSON: one record a line or documents that span lines."""
    read = windows_fields if layout.options.get("shape") == "windows" else flattened
    batches, codec = source.lines()
    for line, record in records(batches, codec):
        if isinstance(record, Unread):
            yield maker.unreadable(line, record)
            continue
        try:
            yield maker.event(line, read(record))
        except Unread as unread:
            yield maker.unreadable(line, unread)


READERS: dict[str, Callable[[Source, Layout, Maker], Iterator[Made]]] = {"json": _json}


def read_file(  # noqa: PLR0913 - each is a choice of its own
    path: Path | str,
    layout: str = "auto",
    mapping: Layout | None = None,
    *,
    name: str | None = None,
    wanted: frozenset[str] | None = None,
    year: int | None = None,
) -> Iterator[Made]:
    """Every event of one file, streamed; what cannot be read comes as Unreadable.

    ``layout`` is a name of ``layouts()`` or ``auto``; a ``mapping`` is used instead of it. ``name`` is what the events call the
    file, ``wanted`` the only fields anybody will read (None: all), ``year`` the year of times that state none.
    Raises Faults for a layout that nobody knows.
    """
    path = Path(path)
    file = str(path) if name is None else name
    if mapping is None and layout != "auto" and layout not in layouts():
        raise Faults(
            [Fault(file, f"形式「{layout}」はありません", f"次のどれかにしてください: auto、{'、'.join(layouts())}。")]
        )
    return _read(path, layout, mapping, file, wanted, year)


def _read(  # noqa: PLR0913, PLR0917 - the same choices
    path: Path, layout: str, mapping: Layout | None, file: str, wanted: frozenset[str] | None, year: int | None
) -> Iterator[Made]:
    last = 1
    try:
        with open_source(path) as source:
            used = mapping or layouts()[recognised(source) if layout == "auto" else layout]
            maker = Maker(file, used, wanted, year)
            for made in READERS[used.reader](source, used, maker):
                last = made.ref.line
                yield made
    except Unread as unread:
        yield Unreadable(EventRef(file, last), unread.why)
    except OSError as error:
        yield Unreadable(
            EventRef(file, last), f"読めません（{error.strerror or error}）。ファイルと読む権限を確かめてください。"
        )


def read_events(
    paths: Iterable[str | Path],
    *,
    layout: str = "auto",
    mapping: Layout | None = None,
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
