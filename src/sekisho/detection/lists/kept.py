"""Records by kind, as lists are made of them. Knows no kind in particular."""

from collections import defaultdict
from collections.abc import Iterable
from typing import TypeVar, cast

from sekisho.record import Record

R = TypeVar("R", bound=Record)


class Kept:
    """What records there are of a kind."""

    def __init__(self, records: Iterable[Record]) -> None:
        self._by_kind: dict[type[Record], list[Record]] = defaultdict(list)
        for record in records:
            self._by_kind[type(record)].append(record)

    def all(self, kind: type[R]) -> list[R]:
        """The records of the kind, in the order in which they came."""
        return cast("list[R]", self._by_kind.get(kind, []))
