"""Opening a workspace: the folder, the database in it, and the tables this version needs.

A process opens one workspace: Django reads its settings once. Nothing of the shell's memory may be imported before.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django
from django.apps import apps

from sekisho.formats.fault import reason_of
from sekisho_site.config.refusal import RefusedError


class WorkspaceError(RefusedError):
    """The workspace cannot be opened."""


def configure(home: Path | None) -> Path:
    """Let Django read its settings for the workspace ``home`` (None: ``SEKISHO_HOME`` or ``./sekisho-data``).

    Raises :class:`WorkspaceError` when this process has already opened another one.
    """
    from django.conf import settings  # noqa: PLC0415  (reading them fixes the home)

    if home is not None and not settings.configured:
        os.environ["SEKISHO_HOME"] = str(home)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sekisho_site.config.settings")
    if not apps.ready:
        django.setup()
    opened: Path = settings.SEKISHO_HOME
    if home is not None and home.absolute() != opened:
        raise WorkspaceError(f"{home}: 作業フォルダー {opened} を開いています。一度に開けるのは一つだけです。")
    return opened


def open_workspace(home: Path | None = None, *, new: bool = True) -> Path:
    """Configure Django, create the folders, bring the tables up to this version; the folder's path.

    Without ``new`` a workspace that is not there is refused instead of made: a mistyped folder must not look like a
    registry in which all is well. Raises :class:`WorkspaceError` for that, when the folder cannot be written, and when a
    newer version of Sekisho wrote the database.
    """
    opened = configure(home)
    if not new and not _stands():
        why = "作業フォルダーに記録がありません。--home か SEKISHO_HOME の場所を確かめてください。"
        raise WorkspaceError(f"{opened}: {why}初めて使うときは sekisho demo か sekisho import で記録を入れます。")
    try:
        opened.mkdir(parents=True, exist_ok=True, mode=0o700)
        (opened / "evidence").mkdir(exist_ok=True, mode=0o700)
        lock = (opened / "opening.lock").open("w")
    except OSError as error:
        raise WorkspaceError(
            f"{opened}: 作業フォルダーに書けません（{reason_of(error)}）。書ける場所を --home で指定してください。"
        ) from error
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two processes that open a new workspace together: one makes the tables
        _make_own_database(opened / "db.sqlite3")
        _migrate(opened)
    return opened


def _stands() -> bool:
    """Whether the database is there. One on a server is asked when it is opened."""
    from django.conf import settings  # noqa: PLC0415

    database: dict[str, Any] = settings.DATABASES["default"]
    return not database["ENGINE"].endswith("sqlite3") or Path(database["NAME"]).is_file()


def _make_own_database(own: Path) -> None:
    """A database in the folder is made readable by its owner only, before anything is in it."""
    from django.conf import settings  # noqa: PLC0415

    if settings.DATABASES["default"]["NAME"] == own and not own.exists():
        own.touch(mode=0o600)


def _migrate(opened: Path) -> None:
    from django.core.management import call_command  # noqa: PLC0415  (needs the settings)
    from django.db import DatabaseError, connection  # noqa: PLC0415
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415

    try:
        executor = MigrationExecutor(connection)
        known = executor.loader.disk_migrations
        unknown = [
            name
            for app, name in executor.loader.applied_migrations
            if app in executor.loader.migrated_apps and (app, name) not in known
        ]
        if unknown:
            raise WorkspaceError(
                f"{opened}: 新しい版の Sekisho が書いた作業フォルダーです（{max(unknown)}）。Sekisho を新しい版にしてください。"
            )
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            with _whole(connection):
                call_command("migrate", verbosity=0, interactive=False)
    except DatabaseError as error:
        raise WorkspaceError(f"データベースを開けません（{str(error).splitlines()[0]}）。") from error


@contextmanager
def _whole(connection: Any) -> Iterator[None]:
    """All tables or none: Django itself notes a migration down after what it did, and whoever is cut off between is stuck.

    On SQLite only. PostgreSQL does not alter tables in a transaction that has changed their rows before.
    """
    from django.db import transaction  # noqa: PLC0415

    if connection.vendor != "sqlite":
        yield
        return
    connection.disable_constraint_checking()  # tables are altered by copies; SQLite hears this outside of transactions only
    try:
        with transaction.atomic():
            yield
    finally:
        connection.enable_constraint_checking()
