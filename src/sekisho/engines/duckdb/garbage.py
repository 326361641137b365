"""No search for garbage while very many values are made that come to stay.

Knows Python's collector of cycles. Refuses to switch on what somebody else switched off.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_collection() -> Iterator[None]:
    """Inside, no cycles are looked for."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
