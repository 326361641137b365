"""What commands need that judge on a Spark cluster: is somebody there, and what is told when it stops.

Knows addresses of masters. Refuses to know what is judged.
"""

import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from sekisho_site.cli.language import say
from sekisho_site.cli.session import CommandError


@contextmanager
def told_by_spark() -> Iterator[None]:
    """Raises CommandError, out of the block, for a cluster that cannot be used or cannot go on."""
    from sekisho.engines.spark import SparkError  # noqa: PLC0415 - as every engine, imported when it is used

    try:
        yield
    except SparkError as error:
        raise CommandError(str(error)) from error


def require_master(master: str | None) -> None:
    """Raises CommandError when a master is named and no cluster listens there: Spark itself would go on trying for a minute."""
    if master is None:
        return
    named = re.fullmatch(r"spark://([^:/,]+):(\d{1,5})(,.*)?", master)  # several masters: the first one is asked
    if named is None:
        if not re.fullmatch(r"local(\[(\d+|\*)\])?|yarn|k8s://.+", master):
            raise CommandError(say("--spark-master「{master}」は spark://HOST:PORT の形で書いてください。", master=master))
        return
    try:
        socket.create_connection((named[1], int(named[2])), timeout=5).close()
    except (OSError, OverflowError) as error:
        raise CommandError(
            say("Spark のマスター {master} につながりません。動いているか、場所が正しいかを確かめてください。", master=master)
        ) from error
