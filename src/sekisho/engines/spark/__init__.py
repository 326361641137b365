"""The Spark engine: the tasks of the DuckDB engine judged on a cluster, and correlations group by group where the hits are.

Knows clusters. Refuses to know what a rule means: every executor judges with the engine of columns, as one machine does.
"""

from sekisho.engines.spark.detecting import detect
from sekisho.engines.spark.session import SparkError, session
from sekisho.engines.spark.streaming import streaming

__all__ = ["SparkError", "detect", "session", "streaming"]
