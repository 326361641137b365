"""A session on a cluster, or on the processors of this machine.

Knows what Spark needs of this machine (the package, Java) and how its workers find this package. Refuses to know logs.
"""

import contextlib
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import sekisho

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

#: Two threads of this machine, when no master is named.
HERE = "local[2]"


class SparkError(RuntimeError):
    """Spark cannot be used here, or stopped; the text says in Japanese what is missing and what to do."""


@contextlib.contextmanager
def session(master: str | None = None) -> "Iterator[SparkSession]":
    """A Spark session that ends with the block; inside of another one, that one.

    ``master``: ``spark://HOST:PORT``; None uses this machine.

    Workers run the same Python with this very package: on a cluster of several machines it is installed on each of them at
    the same place, and the logs are on a file system that all of them share. Raises SparkError.
    """
    _require()
    # Spark is an extra, and dear to import
    from py4j.protocol import Py4JError  # noqa: PLC0415
    from pyspark.errors import PySparkException  # noqa: PLC0415
    from pyspark.sql import SparkSession  # noqa: PLC0415

    broken = (Py4JError, PySparkException)
    if here := SparkSession.getActiveSession():
        yield here
        return
    made = SparkSession.builder.appName("sekisho").master(master or HERE)
    for name, value in _settings(master).items():
        made = made.config(name, value)
    try:
        spark = made.getOrCreate()
    except (*broken, RuntimeError, OSError, TypeError) as error:
        raise SparkError(
            f"Spark のマスター {master or HERE} で始められません（{_first_line(error)}）。--spark-master を確かめてください。"
        ) from error
    spark.sparkContext.setLogLevel("OFF")  # what goes wrong is raised; the log would print a trace beside it
    spark.sparkContext.pythonExec = sys.executable
    try:
        yield spark
    except broken as error:
        raise SparkError(
            f"Spark での判定が止まりました（{_first_line(error)}）。"
            "ワーカーの様子と、記録がどの機械からも読めるかを確かめてください。"
        ) from error
    finally:
        spark.stop()


def _require() -> None:
    try:
        import pyspark  # noqa: F401, PLC0415
    except ImportError as error:
        raise SparkError("Spark が入っていません。pip install 'sekisho[spark]' で入れてください。") from error
    if not shutil.which("java"):
        raise SparkError(
            "Java がありません。Spark には Java 17 が要ります（Debian では apt install openjdk-17-jre-headless）。"
        )


def _settings(master: str | None) -> dict[str, str]:
    package = str(Path(sekisho.__file__).parent.parent)
    settings = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.executorEnv.PYTHONPATH": package,
        "spark.python.worker.reuse": "true",
        "spark.serializer": "org.apache.spark.serializer.KryoSerializer",
    }
    if master is None or "127.0.0.1" in master or "localhost" in master:
        settings |= {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
    return settings


def _first_line(error: BaseException) -> str:
    return str(error).strip().partition("\n")[0][:200]
