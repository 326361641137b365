"""Many small questions in one: the rows of several querysets by one statement, each row with the place of its queryset.

Knows SQL only. Every queryset brings its own reach and limit, and selects as many columns of the same types as the others.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from sekisho_site.records.queries.reach import Reach

#: Stands in a statement that was made beforehand for whatever is asked about. No key of a record holds such a character.
_ASKED = "\ue000"
Parts = Callable[[Reach, str], Iterable[QuerySet[Any, Any]]]


def together(parts: Iterable[QuerySet[Any, Any]]) -> Iterator[tuple[int, *tuple[Any, ...]]]:
    """The rows of all querysets (``values_list``), each begun by the number of its queryset."""
    yield from _rows(*_statement(parts))


def together_about(parts: Parts, reach: Reach, about: str) -> Iterator[tuple[int, *tuple[Any, ...]]]:
    """The same for one of many alike: the statement is made once for each reach, for it costs more to make than to answer.

    ``parts`` is a function of the module, and makes the same querysets of every ``about``, which they use as a value only.
    """
    statement, parameters = _prepared(parts, reach, connection.vendor)
    yield from _rows(statement, [about if value == _ASKED else value for value in parameters])


@lru_cache(maxsize=256)
def _prepared(parts: Parts, reach: Reach, vendor: str) -> tuple[str, list[Any]]:  # noqa: ARG001 - each database has its SQL
    return _statement(parts(reach, _ASKED))


def _statement(parts: Iterable[QuerySet[Any, Any]]) -> tuple[str, list[Any]]:
    statements: list[str] = []
    parameters: list[Any] = []
    for number, part in enumerate(parts):
        try:
            statement, told = part.query.sql_with_params()
        except EmptyResultSet:
            continue
        statements.append(f"SELECT {number} AS part, p{number}.* FROM ({statement}) AS p{number}")  # noqa: S608 (made by querysets)
        parameters.extend(told)
    return " UNION ALL ".join(statements), parameters


def _rows(statement: str, parameters: list[Any]) -> Iterator[tuple[int, *tuple[Any, ...]]]:
    if not statement:
        return
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        yield from cursor.fetchall()
