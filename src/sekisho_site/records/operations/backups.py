"""A backup: every row of every table and every received file in one zip that any database of this version can take back.

Knows the layout of the zip. Refuses to take back what is not whole: counts and the evidence log are checked.
"""

import json
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models
from django.db.migrations.loader import MigrationLoader

from sekisho_site.config.refusal import RefusedError
from sekisho_site.records.models import ReceivedFile
from sekisho_site.records.operations.files import keep_content
from sekisho_site.records.vault import kept_at

FORMAT = "sekisho-backup/1"
_MANIFEST = "manifest.json"
_ROWS_AT_ONCE = 5_000
#: What people need beside their user to sign in again. Sessions, counted failures and the like are not taken along.
_OF_SIGNING_IN = ("account.EmailAddress", "mfa.Authenticator", "socialaccount.SocialAccount")


class BackupError(RefusedError):
    """A file cannot be taken back as a backup."""


def write_backup(target: Path) -> None:
    """Write all that the workspace holds; the caller keeps writers away until it is done."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        counts = {model.__name__: _write_table(archive, model) for model in tables()}
        for sha256 in ReceivedFile.objects.order_by("sha256").values_list("sha256", flat=True):
            archive.write(kept_at(sha256), f"files/{sha256}")
        archive.writestr(_MANIFEST, json.dumps({"format": FORMAT, "schema": _schema(), "rows": counts}))


def read_backup(source: Path) -> None:
    """Fill an empty workspace. Raises :class:`BackupError` for a file that is no backup, of another version, or not whole."""
    try:
        with zipfile.ZipFile(source) as archive:
            manifest = _manifest(archive)
            for model in tables():
                _read_table(archive, model, manifest["rows"][model.__name__])
            for sha256 in ReceivedFile.objects.values_list("sha256", flat=True):
                if keep_content(archive.read(f"files/{sha256}")) != sha256:
                    why = f"受け取ったファイル {sha256[:12]} の中身が変わっています。別の控えを使ってください。"
                    raise BackupError(f"{source.name}: {why}")
    except (zipfile.BadZipFile, KeyError, ValueError, EOFError) as error:
        raise BackupError(f"{source.name}: 控えとして読めません。壊れていないかを確かめてください。") from error
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(tables())):
            cursor.execute(statement)


def tables() -> Iterator[type[models.Model]]:
    """All tables that are kept, each after those that it refers to (a table that refers to itself comes in one piece)."""
    left = [*apps.get_app_config("records").get_models(), *(apps.get_model(label) for label in _OF_SIGNING_IN)]
    done: set[type[models.Model]] = set()
    while left:
        ready = [model for model in left if _referred(model) <= done]
        yield from ready
        done.update(ready)
        left = [model for model in left if model not in done]


def _referred(model: type[models.Model]) -> set[Any]:
    """The other tables that a table refers to; to itself it may, because references are held when the transaction ends."""
    return {field.related_model for field in model._meta.local_fields if field.is_relation} - {model}


def _schema() -> str:
    return max(name for app, name in MigrationLoader(connection).applied_migrations if app == "records")


def _write_table(archive: zipfile.ZipFile, model: type[models.Model]) -> int:
    count = 0
    with archive.open(f"tables/{model.__name__}.ndjson", "w", force_zip64=True) as out:
        for row in model.objects.order_by("pk").values(*_columns(model)).iterator(chunk_size=_ROWS_AT_ONCE):
            out.write(json.dumps(row, cls=_Exactly, ensure_ascii=False).encode() + b"\n")
            count += 1
    return count


class _Exactly(DjangoJSONEncoder):
    """Django's own form of JSON cuts moments to milliseconds; a backup must not."""

    def default(self, value: Any) -> Any:
        return value.isoformat() if isinstance(value, (date, datetime)) else super().default(value)


def _columns(model: type[models.Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


def _read_table(archive: zipfile.ZipFile, model: type[models.Model], promised: int) -> None:
    count = 0
    with archive.open(f"tables/{model.__name__}.ndjson") as lines:
        while batch := list(islice(lines, _ROWS_AT_ONCE)):
            told = [_values(model, json.loads(line)) for line in batch]
            rows = model.objects.bulk_create(model(**values) for values in told)
            _keep_times(model, rows, told)
            count += len(rows)
    if count != promised:
        raise BackupError(f"{model.__name__}: 控えの行が {promised} のはずが {count} です。別の控えを使ってください。")


def _keep_times(model: type[models.Model], rows: Sequence[models.Model], told: Sequence[dict[str, Any]]) -> None:
    """Give back the moments that a library's table fills by itself whenever a row is written."""
    stamped = [
        f.attname for f in model._meta.concrete_fields if getattr(f, "auto_now", False) or getattr(f, "auto_now_add", False)
    ]
    if stamped:
        for row, values in zip(rows, told, strict=True):
            for name in stamped:
                setattr(row, name, values[name])
        model.objects.bulk_update(rows, stamped)


def _values(model: type[models.Model], row: dict[str, Any]) -> dict[str, Any]:
    return {field.attname: field.to_python(row[field.attname]) for field in model._meta.concrete_fields}


def _manifest(archive: zipfile.ZipFile) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads(archive.read(_MANIFEST))
    if manifest["format"] != FORMAT or manifest["schema"] != _schema():
        raise BackupError(f"この版の控えではありません（{manifest['schema']}）。控えを作った版の Sekisho で戻してください。")
    return manifest
