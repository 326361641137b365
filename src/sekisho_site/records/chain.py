"""The chain of entrustments as one statement: who is above an entrustment that stands, itself included.

An entrustment is below another when it, or any between them, names it as its upper one; all of them must stand. UNION drops
what was met before, so that diamonds cost nothing twice and a cycle ends. Knows the tables; writes nothing.
"""

_ABOVE = """
WITH RECURSIVE above(start, key) AS (
    SELECT key, key FROM records_entrustment WHERE known_until IS NULL {limited}
    UNION
    SELECT above.start, edge.upper_id FROM above
    JOIN records_entrustment lower_one ON lower_one.key = above.key AND lower_one.known_until IS NULL
    JOIN records_entrustmentupper edge ON edge.version_id = lower_one.id
    JOIN records_entrustment upper_one ON upper_one.key = edge.upper_id AND upper_one.known_until IS NULL
)
SELECT 'D:' || owner.department_id, above.start FROM above
JOIN records_entrustment owner ON owner.key = above.key AND owner.known_until IS NULL AND owner.department_id IS NOT NULL
UNION
SELECT 'P:' || owner.entrustee_id, above.start FROM above
JOIN records_entrustment owner ON owner.key = above.key AND owner.known_until IS NULL
UNION
SELECT 'P:' || owner.entruster_id, above.start FROM above
JOIN records_entrustment owner ON owner.key = above.key AND owner.known_until IS NULL
"""


def scopes(*, of: int | None = None) -> str:
    """A statement that yields (scope, entrustment) of every entrustment, or of as many as are given as parameters."""
    limited = "" if of is None else f"AND key IN ({', '.join(['%s'] * of)})"
    return _ABOVE.format(limited=limited)
