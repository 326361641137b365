"""What every command has in common: its options, the session they make, and how it refuses."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import click

from sekisho.formats.dates import read_date
from sekisho.formats.misread import Misread
from sekisho_site.cli.language import LANGUAGES, say, speak

Command = Callable[..., Any]
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
        click.option("--lang", type=click.Choice(LANGUAGES), callback=_remember, expose_value=False, help="表示の言語。"),
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
