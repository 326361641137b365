"""What was counted stays known until it may have changed: a small memory of each process, never of the database.

Knows names, reaches, days and states; what is counted, and what changes it, is for those who ask to say.
"""

from collections import OrderedDict
from collections.abc import Callable
from datetime import date
from threading import Lock
from typing import Any, TypeVar

from sekisho_site.records.queries.reach import Reach

_MOST = 300
_known: OrderedDict[tuple[str, Reach, date], tuple[object, Any]] = OrderedDict()
_lock = Lock()
Counted = TypeVar("Counted")


def remembered(name: str, reach: Reach, as_of: date, state: object, count: Callable[[], Counted]) -> Counted:
    """What ``count`` gives, counted anew only when ``state`` is another one, or the day. Nobody may change what is given.

    It is kept as it is, not as a copy: to copy thousands of rows costs more than to read them. Of each name, reach and day
    only the last state is kept, so that writing all day does not fill the memory.
    """
    key = (name, reach, as_of)
    with _lock:
        kept = _known.get(key)
        if kept is not None and kept[0] == state:
            _known.move_to_end(key)
            counted: Counted = kept[1]
            return counted
    counted = count()
    with _lock:
        _known[key] = (state, counted)
        _known.move_to_end(key)
        while len(_known) > _MOST:
            _known.popitem(last=False)
    return counted


def forget() -> None:
    """Know nothing any more: another workspace was opened in this process."""
    with _lock:
        _known.clear()
