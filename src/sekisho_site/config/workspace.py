"""Opening a workspace: the folder, the database in it, and the tables this version needs.

A process opens one workspace: Django reads its settings once. Nothing of the shell's memory may be imported before.
"""

import fcntl
import os
from pathlib import Path

import django
from django.apps import apps

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


def open_workspace(home: Path | None = None) -> Path:
    """Configure Django, create the folders, bring the tables up to this version; the folder's path.

    Raises :class:`WorkspaceError` when the folder cannot be written or a newer version of Sekisho wrote the database.
    """
    opened = configure(home)
    try:
        (opened / "evidence").mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WorkspaceError(
            f"{opened}: 作業フォルダーを作れません（{error.strerror}）。書ける場所を指定してください。"
        ) from error
    with (opened / "opening.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two processes that open a new workspace together: one makes the tables
        _migrate(opened)
    return opened


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
            call_command("migrate", verbosity=0, interactive=False)
    except DatabaseError as error:
        raise WorkspaceError(f"データベースを開けません（{str(error).splitlines()[0]}）。") from error
