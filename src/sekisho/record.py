"""What a record is: a frozen value of one sheet, each field a column that people know by its Japanese heading.

Knows how to describe a record kind (plane, source, sheet, columns). Refuses to know any particular kind: those live in
``declared``, ``promised`` and ``observed``, which never import one another. The workbook, the reference docs and the
database check themselves against this one description, so that a field is named once.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from types import NoneType, UnionType
from typing import Any, ClassVar, TypeVar, dataclass_transform, get_args, get_origin, get_type_hints

from sekisho.terms import Plane, Vocabulary


@dataclass(frozen=True, slots=True)
class Column:
    """One field of a record kind, as people and files see it.

    ``cell`` is the type of one value, ``many`` whether the field is a tuple of them. ``refers_to`` names
    the record source whose key the cell holds (``party``, ``entrustment`` …) or a catalogue
    (``data_item``, ``check_item``, ``clause``, ``clause_level``, ``country``, ``sign``, ``annual_item``).
    """

    name: str
    heading: str
    note: str
    example: str
    refers_to: str | None
    cell: type[Any]
    many: bool
    optional: bool

    @property
    def vocabulary(self) -> type[Vocabulary] | None:
        """The closed vocabulary of the cell, if it has one."""
        return self.cell if issubclass(self.cell, Vocabulary) else None


@dataclass(frozen=True, slots=True)
class Schema:
    """What is common to all records of one class.

    ``source`` is the id used by the catalog (``checks.yaml`` records), ``sheet`` the Japanese sheet name, ``dated_by``
    the field that holds the day of the fact (a record is not visible before it), ``columns`` are in sheet order.
    """

    source: str
    plane: Plane
    sheet: str
    dated_by: str | None
    columns: tuple[Column, ...]


class Record:
    """Base of all records. ``key`` is the number under which people keep the row; it never changes."""

    __slots__ = ()
    schema: ClassVar[Schema]
    key: str

    @property
    def fact_date(self) -> date | None:
        """The day of the fact the record states, or None if it has none."""
        return getattr(self, self.schema.dated_by) if self.schema.dated_by else None


R = TypeVar("R", bound=type)


def column(heading: str, *, note: str = "", example: str = "", refers_to: str | None = None, **options: Any) -> Any:
    """A dataclass field with the heading, note and example that files show. ``options`` go to ``dataclasses.field``."""
    return field(metadata={"heading": heading, "note": note, "example": example, "refers_to": refers_to}, **options)


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(column,))
def record(source: str, plane: Plane, sheet: str, *, dated_by: str | None = None) -> Callable[[R], R]:
    """Turn a class of columns into a frozen, slotted record kind."""

    def define(cls: R) -> R:
        made: Any = dataclass(frozen=True, slots=True, kw_only=True)(cls)
        made.schema = Schema(source, plane, sheet, dated_by, _columns(made))
        return made  # type: ignore[no-any-return]

    return define


def _columns(kind: type[Any]) -> tuple[Column, ...]:
    hints = get_type_hints(kind)
    return tuple(_column(f.name, hints[f.name], f.metadata) for f in fields(kind))


def _column(name: str, hint: Any, shown: Mapping[str, Any]) -> Column:
    optional = get_origin(hint) is UnionType and NoneType in get_args(hint)
    inner = next(a for a in get_args(hint) if a is not NoneType) if optional else hint
    many = get_origin(inner) is tuple
    return Column(
        name=name,
        heading=shown["heading"],
        note=shown["note"],
        example=shown["example"],
        refers_to=shown["refers_to"],
        cell=get_args(inner)[0] if many else inner,
        many=many,
        optional=optional or many,
    )
