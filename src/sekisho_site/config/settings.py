"""Django settings. Everything that differs between workspaces comes from the environment, read once when Django starts.

``SEKISHO_HOME``        the workspace's folder (default ``./sekisho-data``): database, received files
``DATABASE_URL``        another database, e.g. ``postgres://user@/name?host=/run/postgresql`` (default: SQLite in the folder)
``SEKISHO_SECRET_KEY``  the signing key; never kept in the folder (default: one for this process, as nothing signed outlives it)
"""

import secrets
import warnings
from pathlib import Path
from typing import Any

import environ

from sekisho_site.config.refusal import RefusedError

env = environ.Env()

SEKISHO_HOME: Path = Path(env.str("SEKISHO_HOME", default="") or "sekisho-data").absolute()
SECRET_KEY = env.str("SEKISHO_SECRET_KEY", default="") or secrets.token_urlsafe(48)

INSTALLED_APPS = ["sekisho_site.records"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# IMMEDIATE: a transaction takes the only write lock at once, so that two writers wait for each other instead of failing.
# FULL: what was acknowledged survives a power cut.
_SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 60,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
}


def _database() -> dict[str, object]:
    url = env.str("DATABASE_URL", default="")
    database = _named(url) if url else {"ENGINE": "django.db.backends.sqlite3", "NAME": SEKISHO_HOME / "db.sqlite3"}
    if database["ENGINE"].endswith("sqlite3"):
        database["OPTIONS"] = {**database.get("OPTIONS", {}), **_SQLITE_OPTIONS}
    return database


def _named(url: str) -> dict[str, Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the refusal below says it in words for people
        database: dict[str, Any] = env.db_url_config(url)
    if not database.get("ENGINE"):
        why = "DATABASE_URL: データベースの種類が分かりません。"
        raise RefusedError(f"{why}postgres://利用者@ホスト/名前 か sqlite:///場所 の形で書いてください。")
    return database


DATABASES = {"default": _database()}

USE_TZ = True
TIME_ZONE = "Asia/Tokyo"
LANGUAGE_CODE = "ja"
USE_I18N = True
