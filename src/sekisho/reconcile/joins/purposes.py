"""Which stated purpose an entrustment serves. Knows what is on record; refuses to judge what the purpose needs."""

from sekisho.declared import Entrustment, Purpose
from sekisho.reconcile.snapshot import Snapshot


def purpose_of(edge: Entrustment, snapshot: Snapshot) -> Purpose | None:
    """The purpose of the entrustment; a sub-entrustment without one of its own serves that of the nearest one above."""
    line = reversed(snapshot.chain.path(edge.key)) if edge.purpose is None else (edge,)
    known = (purpose for step in line if step.purpose for purpose in snapshot.by(Purpose, "key")[step.purpose])
    return next(known, None)
