"""Keeping the index of reach in step with the chain. Knows what must be written anew; what is said, the chain says."""

from collections.abc import Collection

from django.db import connection

from sekisho_site.records.chain import scopes
from sekisho_site.records.models import ReachedEntrustment

_BELOW = """
WITH RECURSIVE below(key) AS (
    SELECT key FROM records_entrustmentidentity WHERE key IN ({keys})
    UNION
    SELECT lower_one.key FROM below
    JOIN records_entrustmentupper edge ON edge.upper_id = below.key
    JOIN records_entrustment lower_one ON lower_one.id = edge.version_id AND lower_one.known_until IS NULL
) SELECT key FROM below
"""
_INSERT = f"INSERT INTO {ReachedEntrustment._meta.db_table} (scope, entrustment_id) "
#: Beyond so many changed entrustments the whole index is written anew.
_FEW = 500


def renew_reach(changed: Collection[str]) -> None:
    """Bring the index up to date after the entrustments with these keys began, changed or ended."""
    with connection.cursor() as cursor:
        below = None if len(changed) > _FEW else _below(list(changed))
        if below is None or len(below) > _FEW:
            ReachedEntrustment.objects.all().delete()
            cursor.execute(_INSERT + scopes())
        else:
            ReachedEntrustment.objects.filter(entrustment__in=below).delete()
            cursor.execute(_INSERT + scopes(of=len(below)), below)


def _below(keys: list[str]) -> list[str]:
    """These entrustments, whether they stand or not, and all that stand below them."""
    with connection.cursor() as cursor:
        cursor.execute(_BELOW.format(keys=", ".join(["%s"] * len(keys))), keys)
        return [key for (key,) in cursor.fetchall()]
