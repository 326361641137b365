"""A join is built once per snapshot and lives no longer than it."""

import gc
import weakref
from datetime import date

from sekisho.catalog import load_catalog
from sekisho.reconcile import Snapshot, reconcile
from sekisho.reconcile.joins import once_per_snapshot


def snapshot():
    return Snapshot([], as_of=date(2026, 6, 1), catalog=load_catalog())


def test_a_join_is_built_once_for_each_snapshot():
    built = []
    join = once_per_snapshot(lambda seen: built.append(id(seen)) or len(built))
    first, second = snapshot(), snapshot()
    assert (join(first), join(first), join(second), join(first)) == (1, 1, 2, 1)


def test_no_join_of_the_checks_keeps_a_snapshot_alive():
    judged = snapshot()
    reconcile(judged)
    gone = weakref.ref(judged)
    del judged
    gc.collect()
    assert gone() is None
