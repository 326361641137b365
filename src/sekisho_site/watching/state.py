"""What watching remembers, in one SQLite file inside the store: everything that one batch changes is one transaction.

Knows tables and the connection. Refuses to know what the rows mean to rules and files (``batches``, ``correlating``,
``following``). Why it is safe to die at any moment: docs/adr/0013.
"""

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sekisho_site.config.refusal import RefusedError

FILE = "watch.sqlite3"
VERSION = "2"
_WAIT_SECONDS = 60
#: From the version before to this one: ids are kept with the moment of their event, so that they can be forgotten.
_FROM_1 = ("ALTER TABLE seen ADD COLUMN time INTEGER", "CREATE INDEX seen_time ON seen (time) WHERE time IS NOT NULL")

_TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE source (
    id INTEGER PRIMARY KEY, path TEXT NOT NULL, device INTEGER NOT NULL, inode INTEGER NOT NULL, size INTEGER NOT NULL,
    changed INTEGER NOT NULL, offset INTEGER NOT NULL, line INTEGER NOT NULL, head TEXT NOT NULL, head_size INTEGER NOT NULL,
    tail TEXT NOT NULL, before INTEGER NOT NULL, inside INTEGER NOT NULL, whole INTEGER NOT NULL, copy INTEGER NOT NULL
);
CREATE TABLE taken (source INTEGER NOT NULL, digest BLOB NOT NULL, PRIMARY KEY (source, digest)) WITHOUT ROWID;
CREATE TABLE seen (id BLOB PRIMARY KEY, time INTEGER) WITHOUT ROWID;
CREATE INDEX seen_time ON seen (time) WHERE time IS NOT NULL;
CREATE TABLE journal (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, layout TEXT NOT NULL, file TEXT NOT NULL, line INTEGER NOT NULL, time INTEGER,
    id TEXT, fields TEXT, why TEXT
);
CREATE TABLE unreadable (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, source INTEGER NOT NULL, file TEXT NOT NULL, line INTEGER NOT NULL,
    why TEXT NOT NULL, passing INTEGER NOT NULL
);
CREATE INDEX unreadable_passing ON unreadable (source) WHERE passing;
CREATE TABLE happening (
    correlation TEXT NOT NULL, grp TEXT NOT NULL, time INTEGER NOT NULL, rule TEXT NOT NULL, ident TEXT NOT NULL,
    value TEXT NOT NULL, told TEXT NOT NULL, PRIMARY KEY (correlation, grp, time, rule, ident)
) WITHOUT ROWID;
CREATE TABLE grp (
    correlation TEXT NOT NULL, grp TEXT NOT NULL, first TEXT NOT NULL, subject TEXT NOT NULL, PRIMARY KEY (correlation, grp)
) WITHOUT ROWID;
CREATE TABLE stretch (
    correlation TEXT NOT NULL, grp TEXT NOT NULL, first_end INTEGER NOT NULL, last_end INTEGER NOT NULL,
    finding TEXT NOT NULL, PRIMARY KEY (correlation, grp, first_end)
) WITHOUT ROWID;
CREATE TABLE finding (
    id TEXT PRIMARY KEY, rule TEXT NOT NULL, title TEXT NOT NULL, level TEXT NOT NULL, subject TEXT NOT NULL, first INTEGER,
    last INTEGER, count REAL NOT NULL, events TEXT NOT NULL, revision INTEGER NOT NULL, previous REAL, state TEXT NOT NULL,
    replaced_by TEXT, changed INTEGER NOT NULL
);
CREATE UNIQUE INDEX finding_changed ON finding (changed);
CREATE TABLE notice (
    channel TEXT NOT NULL, finding TEXT NOT NULL, revision INTEGER NOT NULL, body TEXT NOT NULL, tries INTEGER NOT NULL,
    next_try REAL, answer TEXT NOT NULL, PRIMARY KEY (channel, finding, revision)
);
CREATE INDEX notice_waiting ON notice (next_try) WHERE next_try IS NOT NULL;
"""


def connect(store: Path) -> sqlite3.Connection:
    """A connection of the calling thread to the state inside a store, whose tables are made when they are not there.

    What is committed outlives a loss of power. Raises :class:`RefusedError` for a state that another version wrote.
    """
    path = store / FILE
    if not path.exists():
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))
    try:
        database = sqlite3.connect(path, timeout=_WAIT_SECONDS, isolation_level=None)
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = FULL")
        with transaction(database):
            if not database.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone():
                for statement in _TABLES.split(";\n"):
                    database.execute(statement)
                write_meta(database, "version", VERSION)
            elif read_meta(database, "version") == "1":
                for statement in _FROM_1:
                    database.execute(statement)
                write_meta(database, "version", VERSION)
        written = read_meta(database, "version")
    except sqlite3.DatabaseError as error:
        raise RefusedError(
            f"{path}: 見張りの控えを開けません（{error}）。壊れていれば、控えの写しから戻してください。"
        ) from error
    if written != VERSION:
        raise RefusedError(f"{path}: 別の版の Sekisho が書いた控えです。その版を使うか、新しい --store を指定してください。")
    return database


@contextmanager
def transaction(database: sqlite3.Connection) -> Iterator[None]:
    """All or nothing, alone among the writers."""
    database.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        database.rollback()
        raise
    database.commit()


@contextmanager
def watching_alone(store: Path) -> Iterator[None]:
    """One watcher for a store; the lock goes with the process. Raises :class:`RefusedError` when another one watches."""
    held = os.open(store / "watch.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(held)
        raise RefusedError(
            f"{store}: ほかの sekisho watch が見張っています。終わるのを待つか、別の --store にしてください。"
        ) from error
    try:
        yield
    finally:
        os.close(held)


def read_meta(database: sqlite3.Connection, key: str) -> str | None:
    """One remembered word."""
    found = database.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    return None if found is None else str(found[0])


def write_meta(database: sqlite3.Connection, key: str, value: str) -> None:
    """Remember one word; within a transaction."""
    database.execute("INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value", (key, value))
