"""Rows of the flat schema in any number: a fictional carrier's parties at work, most of it dull, a little of it not.

Users, devices and customers repeat as they do in logs; objects and volumes hardly repeat, so that whoever works on distinct
values gains nothing there.
"""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

_AT_ONCE = 1_000_000
_START = 1_775_001_600_000_000
_CATEGORIES = ["file", "http", "authentication", "datastore", "process", "peripheral", "network", "door"]
_SHARES = [0.3, 0.25, 0.12, 0.2, 0.08, 0.01, 0.03, 0.01]
_ACTIONS = ["read", "write", "upload", "download", "login", "logout", "query", "export", "attach", "start", "enter", "delete"]


def write_rows(path: Path, rows: int) -> None:
    """A Parquet file of so many rows, in order of time; about 230 rows a second of a log."""
    random = np.random.default_rng(4)
    writer: pq.ParquetWriter | None = None
    for first in range(0, rows, _AT_ONCE):
        table = _table(random, first, min(_AT_ONCE, rows - first))
        writer = writer or pq.ParquetWriter(path, table.schema, compression="zstd")
        writer.write_table(table, row_group_size=262_144)
    if writer:
        writer.close()


def _table(random: np.random.Generator, first: int, count: int) -> pa.Table:
    category = random.choice(_CATEGORIES, count, p=_SHARES)
    numbers = random.integers(0, 40_000_000, count)
    users = random.zipf(1.3, count) % 20_000
    action = random.choice(_ACTIONS, count)
    http = category == "http"
    objects = np.where(
        http,
        np.char.add("https://site-", np.char.add((numbers % 5_000).astype(str), ".example/")),
        np.char.add("/srv/share/", np.char.add(numbers.astype(str), ".dat")),
    )
    times = _START + np.arange(first, first + count) * 4_300 + random.integers(0, 4_000, count)
    return pa.table(
        {
            "timestamp": pa.array(times, pa.timestamp("us", "UTC")),
            "category": category,
            "party": np.char.add("P", (users % 300).astype(str)),
            "tier": users % 3 + 1,
            "system": np.char.add("SYS-", (users % 40).astype(str)),
            "user": np.char.add("S-", users.astype(str)),
            "device": np.char.add("PC-", (users % 15_000).astype(str)),
            "action": action,
            "object": objects,
            "customer": pa.array(np.char.add("C", (numbers % 3_000_000).astype(str)), mask=category != "datastore"),
            "bytes": random.lognormal(9, 2.5, count).astype(np.int64),
            "records": pa.array(random.zipf(2, count) % 5_000, mask=category != "datastore"),
            "outcome": random.choice(["success", "failure"], count, p=[0.97, 0.03]),
        }
    )
