"""Values that programs send, with their bounds, and the forms in which answers come."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Annotated, Any, Generic, TypeVar

from django.db.models import QuerySet
from ninja import Path, Schema
from ninja.files import UploadedFile
from pydantic import Field

T = TypeVar("T")

_PLAIN = r"^[^\u0000]*$"
_DAYS = "YYYY-MM-DD"

Words = Annotated[str, Field(max_length=200, pattern=_PLAIN)]
Key = Annotated[str, Field(min_length=1, max_length=200, pattern=_PLAIN)]
KeyPath = Path[Key]
Note = Annotated[str, Field(max_length=4_000, pattern=_PLAIN)]
Limit = Annotated[int, Field(ge=1, le=200)]
Offset = Annotated[int, Field(ge=0, le=10_000_000)]
Day = Annotated[date, Field(description=_DAYS)]


class SentFile(UploadedFile):
    """A file that was sent, of at least one byte: in an empty one there is nothing to read, and some programs drop it."""

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: Any, handler: Callable[..., Any]) -> dict[str, Any]:
        return {**super().__get_pydantic_json_schema__(core_schema, handler), "minLength": 1}

    @classmethod
    def _validate(cls, v: Any, _: Any) -> Any:
        sent = super()._validate(v, _)
        if not sent.size:
            raise ValueError("empty")
        return sent


class Paging(Schema, extra="forbid"):
    """Which part of a list: ``limit`` rows after the first ``offset``."""

    limit: Limit = 50
    offset: Offset = 0


class Page(Schema, Generic[T]):
    """A part of a list. ``total`` counts all rows that were asked for and are within reach."""

    items: list[T]
    total: int
    limit: int
    offset: int


def page_of(rows: QuerySet[Any], paging: Paging, shown: Callable[[Sequence[Any]], list[Any]]) -> dict[str, Any]:
    """The part of the rows that was asked for."""
    part = list(rows[paging.offset : paging.offset + paging.limit])
    return {"items": shown(part), "total": rows.count(), "limit": paging.limit, "offset": paging.offset}


class RecordOut(Schema):
    """A record: its kind, its key, and its columns by their names in English. ``known_from`` says since when it was held so."""

    source: str
    plane: str
    key: str
    values: dict[str, str | int | list[str] | None]
    known_from: datetime
    known_until: datetime | None


class ChangeOut(RecordOut):
    """One version of a record. ``by`` is the number of whoever recorded it, ``file`` the SHA-256 of where it was read."""

    by: str
    file: str | None
    place: str
