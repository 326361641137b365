"""The engine of columns: every test is asked once per distinct value, and combined as sets of rows.

Knows batches of events as dictionary columns. Refuses to know files, processes and what a value is like (the reference says).
"""

from sekisho.engines.columns.column import Batch, Column, Numbering, Words
from sekisho.engines.columns.judging import Judge
from sekisho.engines.columns.routes import Routes, Wanted

__all__ = ["Batch", "Column", "Judge", "Numbering", "Routes", "Wanted", "Words"]
