"""Many small questions in one: the rows of several querysets by one statement, each row with the place of its queryset.

Knows SQL only. Every queryset brings its own reach and limit, and selects as many columns of the same types as the others.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet


def together(parts: Iterable[QuerySet[Any, Any]]) -> Iterator[tuple[int, *tuple[Any, ...]]]:
    """The rows of all querysets (``values_list``), each begun by the number of its queryset."""
    statements: list[str] = []
    parameters: list[Any] = []
    for number, part in enumerate(parts):
        try:
            statement, told = part.query.sql_with_params()
        except EmptyResultSet:
            continue
        statements.append(f"SELECT {number} AS part, p{number}.* FROM ({statement}) AS p{number}")  # noqa: S608 (made by querysets)
        parameters.extend(told)
    if not statements:
        return
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(statements), parameters)
        yield from cursor.fetchall()
