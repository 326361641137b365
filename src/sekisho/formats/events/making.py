"""Fields become events: their time, their id, the schema's columns, and only the fields that are wanted.

Knows the shape of an event. Refuses to know files and how records are cut out of them.
"""

from collections.abc import Collection
from datetime import date, tzinfo

from sekisho.detection.event import Event, EventRef, Unreadable
from sekisho.formats.events.filling import Fields, Filling
from sekisho.formats.events.layout import Layout, TimeFrom
from sekisho.formats.events.times import read_time, zone_of
from sekisho.formats.events.unread import Unread, shown

Made = Event | Unreadable


class Maker:
    """Makes events of one file in one layout."""

    def __init__(self, file: str, layout: Layout, wanted: frozenset[str] | None, latest: date | None = None) -> None:
        self.file = file
        self._layout = layout
        self._wanted = wanted
        self._filling = Filling(layout, wanted)
        self._times = tuple((time, time.columns[0] if _is_plain(time) else None) for time in layout.times)
        self._id = layout.id
        self._latest = latest

    def event(self, line: int, fields: Fields) -> Made:
        """The event that begins on ``line``; unreadable when its time is none. ``fields`` is handed over, not copied."""
        try:
            time = self._time(fields)
        except Unread as unread:
            return self.unreadable(line, unread)
        number = fields.get(self._id) if self._id else None
        if not self._filling.idle:
            self._filling(fields)
        wanted = self._wanted
        if wanted is not None:
            fields = {name: value for name, value in fields.items() if name in wanted}
        return Event(EventRef(self.file, line), time, fields, None if number in (None, "") else str(number))

    def times_of(self, names: Collection[str]) -> None:
        """A table has these columns: of the layout's times only those whose columns are all there, if any are."""
        there = tuple(each for each in self._times if all(name in names for name in each[0].columns))
        self._times = there or self._times

    def also_time(self, column: str | None) -> None:
        """Where none of the layout's columns of time is in a file, its moments stand in this one."""
        if column is not None:
            self._times = (*self._times, (TimeFrom((column,), self._layout.options["zone"]), column))

    def unreadable(self, line: int, unread: Unread) -> Unreadable:
        """What is told of a line that is no event."""
        return Unreadable(EventRef(self.file, line), unread.why)

    def _time(self, fields: Fields) -> int | None:
        for time, plain in self._times:
            if plain is not None:
                value = fields.get(plain)
                if value is not None and value != "":
                    return read_time(value, time.zone, None, self._latest)
            elif (text := _joined(fields, time)) is not None:
                return read_time(text, _zone(fields, time), time.form, self._latest)
        return None


def _is_plain(time: TimeFrom) -> bool:
    return len(time.columns) == 1 and time.zone_column is None and time.form is None


def _joined(fields: Fields, time: TimeFrom) -> str | None:
    """The texts of the columns of a time, None when the first, its day, is not there.

    Raises Unread when the day is there and the time of day is not: it did not happen at midnight.
    """
    texts = ["" if (value := fields.get(name)) is None else str(value).strip() for name in time.columns]
    if not texts[0]:
        return None
    lacking = next((name for name, text in zip(time.columns, texts, strict=True) if not text), None)
    if lacking is not None:
        raise Unread(
            f"「{shown(texts[0])}」に時刻がありません（「{shown(lacking)}」の列が空です）。"
            "時刻を埋めるか、日付だけでよければ --mapping の time に日付の列だけを書いてください。"
        )
    return " ".join(texts)


def _zone(fields: Fields, time: TimeFrom) -> tzinfo:
    written = fields.get(time.zone_column) if time.zone_column else None
    if written in (None, ""):
        return time.zone
    try:
        return zone_of(str(written))
    except ValueError:
        raise Unread(f"「{shown(str(written))}」は時間帯として読めません。+09:00 の形に直してください。") from None
