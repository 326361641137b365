"""A session on a cluster, or on the processors of this machine.

Knows what Spark needs of this machine (the package, Java) and how its workers find this package. Refuses to know logs.
"""

import contextlib
import logging
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
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
    _start_java(_settings(master))
    try:
        made = SparkSession.builder.appName("sekisho").master(master or HERE)
        for name, value in _settings(master).items():
            made = made.config(name, value)
        spark = made.getOrCreate()
    except (*broken, RuntimeError, OSError, TypeError) as error:
        raise SparkError(
            f"Spark のマスター {master or HERE} で始められません（{_first_line(error)}）。--spark-master を確かめてください。"
        ) from error
    spark.sparkContext.setLogLevel("OFF")  # what goes wrong is raised; the log would print a trace beside it
    spark.sparkContext.pythonExec = sys.executable
    # both would print a trace when Java is gone; whoever waits is told anyway
    spark.sparkContext._accumulatorServer.handle_error = lambda *_: None  # type: ignore[method-assign]
    logging.getLogger().addHandler(logging.NullHandler())
    try:
        yield spark
    except broken as error:
        raise SparkError(
            f"Spark での判定が止まりました（{_first_line(error)}）。"
            "ワーカーの様子と、記録がどの機械からも読めるかを確かめてください。"
        ) from error
    finally:
        with contextlib.suppress(*broken, OSError):  # Java itself may be gone
            spark.stop()


def _start_java(settings: Mapping[str, str]) -> None:
    """Start Java unless it runs, so that what it says beside our own words is not on the screen."""
    from pyspark import SparkContext  # noqa: PLC0415
    from pyspark.conf import SparkConf  # noqa: PLC0415
    from pyspark.java_gateway import launch_gateway  # noqa: PLC0415

    if SparkContext._gateway is not None:
        return
    with tempfile.TemporaryFile() as said:
        said_there = {"stdout": said, "stderr": said}
        try:
            gateway = launch_gateway(SparkConf().setAll(list(settings.items())), said_there)  # type: ignore[no-untyped-call]
        except RuntimeError as error:
            said.seek(0)
            lines = said.read().decode(errors="replace").splitlines()
            told = [line.strip() for line in lines if "Error" in line or "Exception" in line]
            why = told[-1][:200] if told else _first_line(error)
            raise SparkError(f"Java を動かせません（{why}）。Java 17 が動くか確かめてください。") from error
    SparkContext._ensure_initialized(gateway=gateway)


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
    """What Java says first, without the call that it answers and what Python said to it."""
    lines = [line.removeprefix(": ") for line in str(error).splitlines() if line and not line.startswith("An error occurred")]
    return next(iter(lines), type(error).__name__).partition("Traceback")[0][:200].strip()
