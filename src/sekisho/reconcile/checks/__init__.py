"""One file per check, in a folder per pair of records. The list is the folder itself."""

import pkgutil
from functools import lru_cache
from importlib import import_module

from sekisho.reconcile.check import Check


@lru_cache(maxsize=1)
def all_checks() -> tuple[Check, ...]:
    """Every check, in the order of rule and name."""
    modules = (import_module(found.name) for found in pkgutil.walk_packages(__path__, prefix=f"{__name__}.") if not found.ispkg)
    return tuple(sorted((Check.of(module) for module in modules), key=lambda c: (c.ground.rule, c.id)))
