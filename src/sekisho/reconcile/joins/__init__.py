"""Joins that several checks need, built once per snapshot and dropped with it.

Knows nothing of what is joined. A join must not keep the snapshot itself, or neither would ever be dropped.
"""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar
from weakref import WeakKeyDictionary

from sekisho.reconcile.snapshot import Snapshot

T = TypeVar("T")


def once_per_snapshot(build: Callable[[Snapshot], T]) -> Callable[[Snapshot], T]:
    """``build``, remembered for each snapshot as long as that snapshot lives."""
    built: WeakKeyDictionary[Snapshot, T] = WeakKeyDictionary()

    @wraps(build)
    def joined(snapshot: Snapshot) -> T:
        if snapshot not in built:
            built[snapshot] = build(snapshot)
        return built[snapshot]

    return joined
