"""How things look on a terminal: results on stdout, messages on stderr, a bar where there is a terminal."""

import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from sekisho.reconcile import Reconciliation
from sekisho.terms import Outcome, Severity
from sekisho_site.cli.files import STDOUT, write_file
from sekisho_site.cli.language import say

_PLAIN_WIDTH = 120
_STYLES = {Severity.CRITICAL: "bold red", Severity.HIGH: "red", Severity.MEDIUM: "yellow", Severity.LOW: "cyan"}


def _console(*, stderr: bool) -> Console:
    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() else int(os.environ.get("COLUMNS") or _PLAIN_WIDTH)
    return _Screen(stderr=stderr, width=width, highlight=False, soft_wrap=False)


class _Screen(Console):
    def on_broken_pipe(self) -> None:
        """The library would end the process with the exit code that here means findings; ``main`` decides that."""
        raise BrokenPipeError


def tell(text: str, /, **values: object) -> None:
    """A message for the person at the terminal (stderr)."""
    _console(stderr=True).print(Text(say(text, **values)), soft_wrap=True)


def show(line: str = "") -> None:
    """One line of a result (stdout)."""
    _console(stderr=False).print(Text(line), soft_wrap=True)


@contextmanager
def working(text: str, /, **values: object) -> Iterator[None]:
    """Long work: a moving bar on a terminal, one plain line otherwise."""
    label = say(text, **values)
    console = _console(stderr=True)
    if not console.is_terminal:
        console.print(Text(label), soft_wrap=True)
        yield
        return
    bar = Progress(
        SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), console=console, transient=True
    )
    with bar:
        bar.add_task(label, total=None)
        yield


def write_json(target: str, content: object) -> None:
    """JSON to a file, or to stdout for ``-``."""
    text = json.dumps(content, ensure_ascii=False, indent=2) + "\n"
    if target == STDOUT:
        sys.stdout.write(text)
    else:
        write_file(Path(target), text.encode())
        tell("JSON を {target} に書きました。", target=target)


def show_findings(result: Reconciliation, names: Mapping[str, str]) -> None:
    """The findings as a table, heaviest first; ``names`` are the parties' by key."""
    table = Table(show_lines=True, header_style="bold", expand=True)
    table.add_column(say("重さ"), min_width=4, no_wrap=True)
    table.add_column(say("判定"), min_width=8, no_wrap=True)
    table.add_column(say("規則"), min_width=8, no_wrap=True)
    table.add_column(say("会社"), ratio=2, overflow="fold")
    table.add_column(say("何が食い違うか"), ratio=7, overflow="fold")
    for finding in result.findings:
        told = Text(finding.title, style="bold")
        told.append(f"\n{finding.explanation}", style="not bold")
        table.add_row(
            Text(finding.severity.label, style=_STYLES[finding.severity]),
            Text(finding.outcome.label),
            finding.rule,
            Text(names.get(finding.party, finding.party)),
            told,
        )
    _console(stderr=False).print(table)


def show_counts(result: Reconciliation) -> None:
    """One line: how many comparisons had each outcome, and by grade the findings that conflict."""
    grades: dict[Severity, int] = {}
    for finding in result.findings:
        if finding.outcome is Outcome.CONFLICTS:
            grades[finding.severity] = grades.get(finding.severity, 0) + 1
    by_grade = "、".join(f"{grade.label} {grades[grade]}" for grade in Severity if grade in grades)
    counts = "　".join(f"{outcome.label} {result.count(outcome):,}" for outcome in Outcome)
    show(f"{result.as_of}  {counts}" + (f"　（{by_grade}）" if by_grade else ""))


def show_table(headings: Sequence[str], rows: Sequence[Sequence[Any]], *, stderr: bool = False) -> None:
    """A plain table of a result, or beside one (``stderr``); the headings are already in the chosen language."""
    table = Table(header_style="bold")
    for heading in headings:
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*(Text(str(cell)) for cell in row))
    _console(stderr=stderr).print(table)


def warn_of_nothing(paths: Sequence[Path]) -> None:
    """Say of which folders nothing can come, because no file stands in them; it is no error."""
    from sekisho.formats.events import holds_nothing  # noqa: PLC0415  (readers of logs are not for every command)

    for path in paths:
        if holds_nothing(path):
            tell("{path}: ログのファイルが一つもありません。フォルダーの場所を確かめてください。", path=path)
