"""The entry point: options of every command, and how an error leaves the house (one line, exit 2, never a traceback)."""

import os
import sys
from pathlib import Path

import click

from sekisho_site.cli.language import asked_language, say, speak
from sekisho_site.cli.screen import tell

BAD_INPUT = 2


class CommandError(click.ClickException):
    """Wrong use or bad input: one line that says file, place, what is wrong and what to do. Exit code 2."""

    exit_code = BAD_INPUT


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--home", type=click.Path(file_okay=False, path_type=Path), help="作業フォルダー（既定: ./sekisho-data）")
@click.option("--lang", type=click.Choice(["ja", "en"]), help="表示の言語")
@click.option("--by", "actor", help="操作する人の番号や役職（記録に残ります。既定: SEKISHO_BY または command-line）")
@click.version_option(package_name="sekisho", message="sekisho %(version)s")
@click.pass_context
def sekisho(context: click.Context, home: Path | None, lang: str | None, actor: str | None) -> None:
    """関所 Sekisho: 委託先の台帳・約束・実態を照合し続けます。"""
    if lang:
        speak(lang)
    context.ensure_object(dict)
    context.obj["home"] = home
    context.obj["by"] = actor or os.environ.get("SEKISHO_BY") or "command-line"


def main() -> None:
    """Run ``sekisho``; the only place that ends the process."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    speak(asked_language())
    from sekisho_site.cli import commands  # noqa: F401, PLC0415  (registers every command on the group)

    try:
        status = sekisho.main(standalone_mode=False)
    except click.exceptions.Abort:
        tell("中止しました。何も変えていません。")
        status = 130
    except click.UsageError as error:
        place = error.ctx.command_path if error.ctx else "sekisho"
        tell("{place}: {why} 使い方は {place} --help で見られます。", place=place, why=_sentence(error.format_message()))
        status = BAD_INPUT
    except click.ClickException as error:
        tell("{why}", why=error.format_message())
        status = error.exit_code
    except BrokenPipeError:
        # the reader of the pipe (head, less) went away: nothing is wrong with the work
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 0
    sys.exit(status if isinstance(status, int) else 0)


def _sentence(text: str) -> str:
    return text if text.endswith(("。", ".")) else f"{text}{say('。')}"
