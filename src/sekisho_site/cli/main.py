"""The entry point: the group of all commands, and how an error leaves the house (one line, exit 2, never a traceback)."""

import os
import sys
from importlib import import_module

import click

from sekisho_site.cli.language import asked_language, say, speak
from sekisho_site.cli.screen import tell
from sekisho_site.cli.session import BAD_INPUT, Session, everywhere
from sekisho_site.config.refusal import RefusedError


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="sekisho", message="sekisho %(version)s", help="版を示します。")
@everywhere
def sekisho(session: Session) -> None:
    """関所 Sekisho: 委託先の台帳・約束・実態の三つの記録を照合し続けます。"""


def main() -> None:
    """Run ``sekisho``; the only place that ends the process."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    speak(asked_language())
    sys.exit(_run())


def _run() -> int:
    import_module("sekisho_site.cli.commands")  # commands register themselves on the group above
    try:
        status = sekisho.main(standalone_mode=False, obj=Session())
    except BrokenPipeError:
        # the reader of the pipe (head, less) went away: nothing is wrong with the work
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        if os.environ.get("SEKISHO_DEBUG") and not isinstance(error, (click.ClickException, RefusedError)):
            raise
        tell("{why}", why=_told(error))
        return BAD_INPUT
    return status if isinstance(status, int) else 0


def _told(error: Exception) -> str:
    """What a person is told of an error: one line that says where, what is wrong and what to do."""
    match error:
        case click.exceptions.Abort():
            return say("中止しました。何も変えていません。")
        case click.exceptions.NoArgsIsHelpError():
            return error.format_message()
        case click.UsageError():
            place = error.ctx.command_path if error.ctx else "sekisho"
            why = _sentence(error.format_message())
            return say("{place}: {why} 使い方は {place} --help で見られます。", place=place, why=why)
        case click.ClickException():
            return error.format_message()
        case RefusedError():
            return str(error)
        case _:
            kind = type(error).__name__
            return say(
                "想定していない誤りです（{kind}）。途中までの変更はありません。SEKISHO_DEBUG=1 で詳しい記録が出ます。",
                kind=kind,
            )


def _sentence(text: str) -> str:
    return text if text.endswith(("。", ".")) else text + say("。")
