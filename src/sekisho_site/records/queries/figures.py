"""Figures of the office: how many there are, how they lie, how they moved. Each is counted within a reach.

Counting is remembered until something is written: the key of what is remembered holds the size of the evidence log, and
nothing is written without a leaf. Knows counts; the rows behind a count are the lists' to show.
"""

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from django.core.cache import cache
from django.db.models import Max

from sekisho.response.life import Stage
from sekisho_site.records.models import EvidenceHead
from sekisho_site.records.queries.reach import Reach, findings_within, parties_within

_KEPT_SECONDS = 24 * 60 * 60
_STILL_OPEN = tuple(stage.value for stage in Stage if stage.is_open)
Figures = TypeVar("Figures")


def log_size() -> int:
    """How many leaves the evidence log has: it grows with every write."""
    return EvidenceHead.objects.aggregate(size=Max("size"))["size"] or 0


def remembered(name: str, reach: Reach, as_of: date, count: Callable[[], Figures]) -> Figures:
    """What ``count`` gives, counted anew only when something was written since, or on another day."""
    key = "|".join((name, str(log_size()), as_of.isoformat(), reach.department or "", reach.party or ""))
    known: Any = cache.get(_safe(key))
    if known is None:
        known = count()
        cache.set(_safe(key), known, _KEPT_SECONDS)
    return known


def _safe(key: str) -> str:
    return key.encode("unicode_escape").hex()


def menu_figures(reach: Reach, as_of: date) -> dict[str, int]:
    """The counts beside the entries of the menu."""
    return remembered("menu", reach, as_of, lambda: _menu(reach))


def _menu(reach: Reach) -> dict[str, int]:
    return {
        "findings": findings_within(reach).filter(stage__in=_STILL_OPEN).count(),
        "parties": parties_within(reach).count(),
    }
