"""Whole runs over files and stores: judged in columns, in as many processes as there are processors.

Knows files, tasks and processes. Refuses to know what a rule means (``engines.columns`` is held to ``engines.reference``).
"""

from sekisho.engines.duckdb.detecting import detect

__all__ = ["detect"]
