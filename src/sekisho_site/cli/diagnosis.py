"""What ``sekisho doctor`` looks at: versions, libraries, the workspace, the database, the catalog, fonts and Java."""

import os
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from sekisho.catalog import CatalogError, load_catalog
from sekisho_site.cli.language import say
from sekisho_site.cli.serving import refuse_taken_port
from sekisho_site.cli.session import CommandError
from sekisho_site.config.refusal import RefusedError
from sekisho_site.config.signing_key import kept_key, key_file

_NEEDED = ("Django", "python-calamine", "XlsxWriter", "lxml", "PyYAML", "Babel", "granian", "django-tasks-db")
_PORT = 8000
_OLDEST_SQLITE = (3, 37)
_ENOUGH_BYTES = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One thing looked at: what it is, how it stands, whether that is sound, and what to do if not."""

    subject: str
    state: str
    sound: bool
    remedy: str = ""
    optional: bool = False


def examine(home: Path | None) -> list[Diagnosis]:
    """Look at everything that the commands of this release need."""
    looks: tuple[Callable[[], Iterator[Diagnosis]], ...] = (
        _python,
        _libraries,
        _catalog,
        lambda: _workspace(home),
        _database,
        lambda: _pages(home),
    )
    return [diagnosis for look in looks for diagnosis in look()]


def _python() -> Iterator[Diagnosis]:
    found = ".".join(map(str, sys.version_info[:3]))
    yield Diagnosis("Python", found, sys.version_info >= (3, 11), say("Python 3.11 以上を入れてください。"))


def _libraries() -> Iterator[Diagnosis]:
    for name in _NEEDED:
        try:
            yield Diagnosis(name, version(name), True)
        except PackageNotFoundError:
            yield Diagnosis(name, say("ありません"), False, say("make install を実行してください。"))


def _catalog() -> Iterator[Diagnosis]:
    try:
        catalog = load_catalog()
    except CatalogError as error:
        yield Diagnosis(say("規則の版"), str(error), False, say("パッケージを入れ直してください。"))
        return
    yield Diagnosis(
        say("規則の版"), say("{version}（点検項目 {items}）", version=catalog.version, items=len(catalog.check_items)), True
    )


def _workspace(home: Path | None) -> Iterator[Diagnosis]:
    place = home or Path(os.environ.get("SEKISHO_HOME") or "sekisho-data")
    nearest = next(folder for folder in (place, *place.absolute().parents) if folder.exists())
    usable = nearest.is_dir() and os.access(nearest, os.W_OK)
    yield Diagnosis(say("作業フォルダー"), str(place), usable, say("書ける場所を --home で指定してください。"))
    free = shutil.disk_usage(nearest).free
    yield Diagnosis(say("空き容量"), f"{free / 1e9:.1f} GB", free > _ENOUGH_BYTES, say("1 GB 以上を空けてください。"))


def _database() -> Iterator[Diagnosis]:
    if not os.environ.get("DATABASE_URL"):
        sound = sqlite3.sqlite_version_info >= _OLDEST_SQLITE
        yield Diagnosis("SQLite", sqlite3.sqlite_version, sound, say("SQLite 3.37 以上の Python を使ってください。"))
        return
    from django.db import DatabaseError, connection  # noqa: PLC0415  (only with a configured database)

    from sekisho_site.config.workspace import configure  # noqa: PLC0415

    try:
        configure(None)
        connection.ensure_connection()
    except (DatabaseError, RefusedError) as error:
        reason = str(error).splitlines()[0]
        yield Diagnosis("DATABASE_URL", reason, False, say("データベースが動いているか、URL が正しいかを確かめてください。"))
        return
    yield Diagnosis("DATABASE_URL", connection.vendor, True)


def _pages(home: Path | None) -> Iterator[Diagnosis]:
    """Whether pages can be opened: the place, and the key by which sign-ins outlive a restart."""
    try:
        refuse_taken_port("127.0.0.1", _PORT)
        yield Diagnosis(say("ページのポート"), say("{port} は空いています", port=_PORT), True)
    except CommandError:
        taken = say("{port} は使われています", port=_PORT)
        remedy = say("開いているなら問題ありません。別の番号は sekisho serve --port で選べます。")
        yield Diagnosis(say("ページのポート"), taken, False, remedy, optional=True)
    if os.environ.get("SEKISHO_SECRET_KEY"):
        yield Diagnosis(say("署名の鍵"), "SEKISHO_SECRET_KEY", True)
        return
    place = home or Path(os.environ.get("SEKISHO_HOME") or "sekisho-data")
    try:
        state = str(key_file(place)) if kept_key(place) else say("まだありません（sekisho serve が作ります）")
        yield Diagnosis(say("署名の鍵"), state, True)
    except RefusedError as error:
        remedy = say("鍵のファイルの権限と中身を確かめてください。")
        yield Diagnosis(say("署名の鍵"), str(error), False, remedy)
