"""The incremental engine: of correlations, only the windows that new events touch are judged again.

Knows windows, stretches, and which of them an event can change. Refuses to know where events and findings are kept; held to
the reference by property tests.
"""

from sekisho.engines.incremental.grouping import counted_value, group_of, takes
from sekisho.engines.incremental.regions import Span, grows_only, widened
from sekisho.engines.incremental.windows import Happening, Window, events_of, firing, stretches

__all__ = [
    "Happening",
    "Span",
    "Window",
    "counted_value",
    "events_of",
    "firing",
    "group_of",
    "grows_only",
    "stretches",
    "takes",
    "widened",
]
