"""Logs of many forms become events, each with the file and the physical line on which it begins.

Knows encodings, lines, and layouts written as data (``layouts/*.yaml``). Refuses to know rules and stores: those who judge and
keep events come after.
"""

from sekisho.formats.events.layout import Layout, layouts
from sekisho.formats.events.paths import Found, PathKind, found_files, holds_nothing, kind_of
from sekisho.formats.events.reading import read_events, read_file

__all__ = ["Found", "Layout", "PathKind", "found_files", "holds_nothing", "kind_of", "layouts", "read_events", "read_file"]
