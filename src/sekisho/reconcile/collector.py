"""The garbage collector at rest while records are gathered and judged.

Knows that records, verdicts and findings are values without cycles: reference counts alone free them. Looking through a
million of them for cycles again and again takes a third of the time of a run.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """No search for cycles inside the block; afterwards the collector is as it was."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
