"""What every command has in common: its options, the session they make, files it is given, and how it refuses."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import click

from sekisho.formats.dates import read_date
from sekisho.formats.misread import Misread
from sekisho_site.cli.language import say, speak

Command = Callable[..., Any]
Made = TypeVar("Made")
BAD_INPUT = 2


class CommandError(click.ClickException):
    """Wrong use or bad input: one line that says file, place, what is wrong and what to do. Exit code 2."""

    exit_code = BAD_INPUT


@dataclass
class Session:
    """What one call of ``sekisho`` was told: the workspace's folder and who is acting."""

    home: Path | None = None
    by: str = "command-line"


def _remember(context: click.Context, parameter: click.Parameter, value: Any) -> None:
    if value is None:
        return
    if parameter.name == "lang":
        speak(value)
    else:
        setattr(context.ensure_object(Session), str(parameter.name), value)


def everywhere(command: Command) -> Command:
    """Let a command understand ``--home``, ``--lang`` and ``--by``, and hand it the session."""
    for option in (
        click.option(
            "--by", callback=_remember, expose_value=False, envvar="SEKISHO_BY", help="操作する人の番号や役職。記録に残ります。"
        ),
        click.option("--lang", type=click.Choice(["ja", "en"]), callback=_remember, expose_value=False, help="表示の言語。"),
        click.option(
            "--home",
            type=click.Path(file_okay=False, path_type=Path),
            callback=_remember,
            expose_value=False,
            help="作業フォルダー。既定は SEKISHO_HOME または ./sekisho-data。",
        ),
    ):
        command = option(command)
    return click.pass_obj(command)


class Day(click.ParamType):
    """A date in any form that a workbook cell may hold."""

    name = "DATE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The date, or a usage error that shows an example."""
        if isinstance(value, date):
            return value
        try:
            return read_date(value)
        except Misread:
            self.fail(say("「{value}」は日付ではありません。2026-04-01 のように入れてください", value=value), param, ctx)


def read_file(path: Path) -> bytes:
    """The bytes of a file that a person named, or a plain error."""
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise CommandError(say("{path}: ファイルがありません。場所と名前を確かめてください。", path=path)) from error
    except IsADirectoryError as error:
        raise CommandError(say("{path}: フォルダーです。ファイルを指定してください。", path=path)) from error
    except OSError as error:
        raise CommandError(
            say("{path}: 読めません（{why}）。権限を確かめてください。", path=path, why=error.strerror)
        ) from error


def write_file(path: Path, content: bytes) -> None:
    """Write a file that a person named, whole or not at all."""
    write_whole(path, lambda partial: partial.write_bytes(content))


def write_whole(path: Path, write: Callable[[Path], object]) -> None:
    """Let ``write`` fill a file beside ``path``, which takes its place only when it is complete."""
    partial = path.with_name(f".{path.name}.partial")

    def whole() -> None:
        write(partial)
        partial.replace(path)

    writing(path, whole)


def writing(path: Path, write: Callable[[], Made]) -> Made:
    """What ``write`` gives; a plain error that names ``path`` when the file cannot be written."""
    try:
        return write()
    except OSError as error:
        raise CommandError(
            say("{path}: 書けません（{why}）。場所と権限を確かめてください。", path=path, why=error.strerror)
        ) from error
