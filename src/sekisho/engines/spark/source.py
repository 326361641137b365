"""A folder in which batches are laid down, as a source of Structured Streaming: whatever lies there by its number.

Knows files named by numbers that rise by one, and how Spark asks for them. Refuses to know what is in them. It reads with
Python, since Java finds names that are not ASCII only where the environment of its process says so.
"""

from collections.abc import Iterator
from pathlib import Path

from pyspark.sql.datasource import DataSource, DataSourceStreamReader, InputPartition
from pyspark.sql.types import StructType

_LAST = "last"


def laid_down(folder: Path, number: int) -> Path:
    """Where the batch of a number lies."""
    return folder / f"{number}.json"


class Batches(DataSource):
    """The source of one folder (option ``folder``)."""

    @classmethod
    def name(cls) -> str:
        """By which ``readStream`` asks for it."""
        return "sekisho-batches"

    def schema(self) -> str:
        """One row for each batch: its text."""
        return "told string"

    def streamReader(self, schema: StructType) -> "_Reader":  # noqa: N802
        """Who follows the folder."""
        del schema
        return _Reader(Path(self.options["folder"]))


class _Reader(DataSourceStreamReader):
    """Follows on the driver which batches there are; each is read by a task of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._last = folder, 0

    def initialOffset(self) -> dict[str, int]:  # noqa: N802
        """Before the first batch."""
        return {_LAST: 0}

    def latestOffset(self) -> dict[str, int]:  # noqa: N802
        """The batch laid down last, also when it was taken away since."""
        self._last = max([self._last, *(int(path.stem) for path in self._folder.glob("[0-9]*.json"))])
        return {_LAST: self._last}

    def partitions(self, start: dict[str, int], end: dict[str, int]) -> list[InputPartition]:
        """Batches in between: those behind the first number up to the second."""
        return [InputPartition(number) for number in range(start[_LAST] + 1, end[_LAST] + 1)]

    def read(self, partition: InputPartition) -> Iterator[tuple[str]]:
        """The text of one batch."""
        yield (laid_down(self._folder, partition.value).read_text("ascii"),)
