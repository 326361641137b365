"""The entry point: the group of all commands, and how an error leaves the house (one line, exit 2, never a traceback)."""

import os
import sys
from contextlib import suppress
from importlib import import_module
from typing import TextIO

import click

from sekisho_site.cli.files import why_not
from sekisho_site.cli.language import asked_language, in_words, say, speak, told_language
from sekisho_site.cli.screen import tell
from sekisho_site.cli.session import BAD_INPUT, Session, everywhere
from sekisho_site.config.refusal import RefusedError

_STOPPED = (click.exceptions.Abort, KeyboardInterrupt)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="sekisho", message="sekisho %(version)s", help="版を示します。")
@everywhere
def sekisho(session: Session) -> None:
    """関所 Sekisho: 委託先の台帳・約束・実態の三つの記録を照合し続けます。"""


def main() -> None:
    """Run ``sekisho``; the only place that ends the process."""
    for name in ("stdout", "stderr"):
        # a closed stream is no stream at all: what would go there goes nowhere
        stream = getattr(sys, name) or open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115  (as long as we run)
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")
        setattr(sys, name, stream)
    speak(told_language(sys.argv[1:]) or asked_language())
    sys.exit(_run())


def _run() -> int:
    try:
        import_module("sekisho_site.cli.commands")  # commands register themselves on the group above
        _translate_help(sekisho)
        status = sekisho.main(prog_name="sekisho", standalone_mode=False, obj=Session())
        sys.stdout.flush()
    except BrokenPipeError:
        # the reader of the pipe (head, less) went away: nothing is wrong with the work
        _write_nowhere()
        return 0
    except (Exception, KeyboardInterrupt) as error:
        if os.environ.get("SEKISHO_DEBUG") and not isinstance(error, (click.ClickException, RefusedError, *_STOPPED)):
            raise
        if isinstance(error, OSError):
            _write_nowhere(sys.stdout)
        with suppress(OSError):
            tell("{why}", why=_told(error))
        return BAD_INPUT
    return status if isinstance(status, int) else 0


def _write_nowhere(*streams: TextIO) -> None:
    """Let what is still unwritten go nowhere, so that the end of the process does not complain about it again."""
    for stream in streams or (sys.stdout, sys.stderr):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _translate_help(command: click.Command) -> None:
    command.help = in_words(command.help or "")
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            parameter.help = in_words(parameter.help or "")
    if isinstance(command, click.Group):
        for each in command.commands.values():
            _translate_help(each)


def _told(error: BaseException) -> str:
    """What a person is told of an error: one line that says where, what is wrong and what to do."""
    match error:
        case click.exceptions.Abort() | KeyboardInterrupt():
            return say("中止しました。途中までの変更は残りません（その前に終わっていた変更は残ります）。")
        case click.ClickException():
            return _refused(error)
        case RefusedError():
            return str(error)
        case OSError():
            place = error.filename or say("出力")
            return say(
                "{path}: 読み書きできません（{why}）。場所、権限、空きを確かめてください。", path=place, why=why_not(error)
            )
        case _:
            return say(
                "想定していない誤りです（{kind}）。途中までの変更は残りません。SEKISHO_DEBUG=1 で詳しい記録が出ます。",
                kind=type(error).__name__,
            )


def _refused(error: click.ClickException) -> str:
    match error:
        case click.exceptions.NoArgsIsHelpError():
            return error.format_message()
        case click.UsageError():
            place = error.ctx.command_path if error.ctx else "sekisho"
            why = _sentence(error.format_message())
            return say("{place}: {why} 使い方は {place} --help で見られます。", place=place, why=why)
        case _:
            return error.format_message()


def _sentence(text: str) -> str:
    return text if text.endswith(("。", ".")) else text + say("。")
