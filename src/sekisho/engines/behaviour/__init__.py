"""Many events summed up by SQL (DuckDB): amounts per person and day, traffic per party and destination, who touched what.

Knows how events of files and stores become one table, and one named step of SQL per thing that is summed. Refuses to judge:
what the sums mean stands in ``detection.baselines``, ``detection.undeclared`` and ``detection.inquiry``.
"""
