"""Keys of records: those that begin so, and the next one that is free.

Knows how each database finds a beginning by its index.
"""

import re
from typing import Any, cast

from django.db import connection
from django.db.models import F, Q, QuerySet, TextField
from django.db.models.functions import Cast, Length

from sekisho.record import Record
from sekisho_site.records.models import MODELS
from sekisho_site.records.queries.reach import Reach

_LAST = "\U0010ffff"
_NUMBERED = re.compile(r"(.*?)(\d+)$")
_LOOKED_AT = 20
KEYED = frozenset(kind for kind, model in MODELS.items() if model._meta.get_field("key").is_relation)


def key_column(kind: type[Record]) -> str:
    """The column of the key itself, without a look at the identity behind it."""
    return "key_id" if kind in KEYED else "key"


def begins(column: str, text: str) -> Q:
    """That a text column begins so, in the way that the index of each database can answer."""
    if connection.vendor == "postgresql":
        return Q(**{f"{column}__startswith": text})
    return Q(**{f"{column}__gte": text, f"{column}__lt": text + _LAST})


def keys_beginning(rows: QuerySet[Any], kind: type[Record], text: str) -> QuerySet[Any]:
    """The rows of a kind whose key begins so."""
    if connection.vendor != "postgresql":
        return rows.filter(key__gte=text, key__lt=text + _LAST)
    if kind in KEYED:
        rows = rows.alias(own_key=Cast(F("key_id"), TextField()))
        return rows.filter(own_key__startswith=text)
    return rows.filter(key__startswith=text)


def next_key(kind: type[Record], within: Reach) -> str:
    """A key that nobody has: the greatest number so far and one more, as the example of the kind is written.

    Somebody of a department counts under the department's own number: how many records others have is not theirs to see.
    """
    found = _NUMBERED.match(kind.schema.columns[0].example)
    stem, digits = (found[1], found[2]) if found else (f"{kind.schema.columns[0].example}-", "0001")
    stem = f"{stem}{within.department}-" if within.department else stem
    last = _greatest(kind, stem, None)
    while last and (wider := _greatest(kind, stem, len(last) + 1)):
        last = wider
    return f"{stem}{int(last or 0) + 1:0{len(last or digits)}d}"


def _greatest(kind: type[Record], stem: str, width: int | None) -> str:
    """The digits of the last key behind the stem, of this many digits (None: as the index has them), or nothing."""
    column = key_column(kind)
    rows = keys_beginning(cast("QuerySet[Any]", MODELS[kind].objects.all()), kind, stem).order_by(f"-{column}")
    if width is not None:
        rows = rows.alias(wide=Length(column)).filter(wide=len(stem) + width)
    rests = (str(key)[len(stem) :] for key in rows.values_list(column, flat=True)[:_LOOKED_AT])
    return next((rest for rest in rests if rest.isascii() and rest.isdigit()), "")
