"""One record as somebody types it into a form: text by column, read by the same rules as the cells of a workbook.

Knows how the text of a field becomes a value, and how a value is shown in a field. Refuses to know which records exist: that is
the work of ``plan``, to which what was read goes on as a workbook of one row.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sekisho.formats.cells import reader, shown
from sekisho.formats.fault import Fault
from sekisho.formats.lists import join
from sekisho.formats.misread import Misread
from sekisho.formats.place import Place
from sekisho.formats.plan import Plan, plan_import
from sekisho.formats.references import Registered, resolved
from sekisho.formats.sheet import Unread, blanks
from sekisho.formats.workbook import Submitted
from sekisho.record import Column, Record

#: Under what the log and the history name the source of a record that was typed.
SCREEN = "画面"
_BLANK = Misread("値がありません", "この欄は必ず入れてください。")
#: The key of a form whose own key cannot be read; no record can have it.
_NAMELESS = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """What a form said: the text by column, the values that could be read, and what is wrong with the others.

    ``base`` is the record that was shown in the form, None for a new one. A field that still says what was shown keeps the
    value that was shown, to the letter.
    """

    kind: type[Record]
    values: Mapping[str, Any]
    faults: tuple[Fault, ...]
    base: Record | None = None

    @property
    def key(self) -> str:
        """The key, as far as it can be read."""
        return str(self.values.get("key", _NAMELESS))

    @property
    def submitted(self) -> Submitted:
        """The form as a workbook of one row."""
        place = _place(self.kind)
        row: Any = () if self.faults else ((self.kind(**self.values), place),)
        unread = (Unread(self.kind, self.key, self.values, place),) if self.faults else ()
        return Submitted(
            workbook="registry",
            name=SCREEN,
            as_of=None,
            whole=False,
            kinds=frozenset((self.kind,)),
            rows=row,
            faults=self.faults,
            unread=unread,
        )

    def after(self, around: Registered) -> Record | None:
        """The record that the form means, names of companies turned into keys; None while it has faults."""
        rows = resolved(self.submitted, around).rows
        return rows[0][0] if rows else None


def read_entry(kind: type[Record], said: Mapping[str, str], base: Record | None = None) -> Entry:
    """Read the text of every field of a form; everything that is wrong with it at once."""
    place, blank = _place(kind), blanks(kind)
    values: dict[str, Any] = {}
    faults: list[Fault] = []
    for column in kind.schema.columns:
        text = plain(said.get(column.name, ""))
        if base is not None and (column.name == "key" or text == plain(field_text(column, getattr(base, column.name)))):
            values[column.name] = getattr(base, column.name)
            continue
        try:
            values[column.name] = _value(column, text, blank)
        except Misread as misread:
            faults.append(place.fault(column, text or None, misread))
    return Entry(kind, values, tuple(faults), base)


def plan_entry(entry: Entry, around: Registered) -> Plan:
    """What the form would change among the records ``around`` it, or every fault."""
    return plan_import(entry.submitted, (record for records in around.values() for record in records.values()))


def field_text(column: Column, value: Any) -> str:
    """A value as its field shows it; several values stand in lines of their own, unless one of them holds a line break."""
    if column.many and column.vocabulary is None:
        lines = [str(shown(replace(column, many=False), each)) for each in value]
        if all(join((line,)) == line for line in lines):
            return "\n".join(lines)
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    told = shown(column, value)
    return "" if told is None else str(told)


def plain(text: str) -> str:
    """The text of a field as it was meant: one kind of line break, nothing blank around it."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _value(column: Column, text: str, blank: Mapping[str, Any]) -> Any:
    if text:
        return reader(column)(text)
    if column.name not in blank:
        raise _BLANK
    return blank[column.name]


def _place(kind: type[Record]) -> Place:
    return Place(SCREEN, kind.schema.sheet, 0, {})
