"""``sekisho detect``: logs judged by rule, by behaviour, and for services that nobody declared."""

import sys
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sekisho.detection.plan import LEVELS, RuleBook
from sekisho.detection.rules import rule_paths
from sekisho.formats.fault import Faults
from sekisho_site.cli.behaviour import undeclared as undeclared_services
from sekisho_site.cli.behaviour import unusual
from sekisho_site.cli.clock import today
from sekisho_site.cli.events_judged import ENGINES, Line, Logs, Told, judged, read_book, write_lines
from sekisho_site.cli.exclusions import without_excluded
from sekisho_site.cli.files import STDOUT, require_writable, write_whole
from sekisho_site.cli.language import say
from sekisho_site.cli.listed import judged_with, lists_for, work_roles
from sekisho_site.cli.main import sekisho
from sekisho_site.cli.screen import show_table, tell, warn_of_nothing, working
from sekisho_site.cli.session import CommandError, Day, Session, everywhere

if TYPE_CHECKING:
    from sekisho.formats.events.mapping import Mapping as ColumnMapping

_SHOWN = 30
_FOLDER_OR_FILE = click.Path(path_type=Path)


@sekisho.command()
@click.argument("paths", nargs=-1, required=True, type=_FOLDER_OR_FILE, metavar="PATH...")
@click.option(
    "--rules",
    multiple=True,
    type=_FOLDER_OR_FILE,
    help="Sigma の規則のフォルダーかファイル。own は備え付けの規則です。いくつでも指定できます。",
)
@click.option(
    "--format", "layout", default="auto", show_default=True, help="ログの形式（auto、windows-json、evtx、jsonl、csv など）。"
)
@click.option("--mapping", type=_FOLDER_OR_FILE, help="列の読み方を書いた YAML。")
@click.option(
    "--year",
    type=click.IntRange(1970, 9999),
    help="年の書かれない日時（syslog など）の年。既定はファイルの書かれた日から決めます。",
)
@click.option("--engine", type=click.Choice(ENGINES), default="duckdb", show_default=True, help="判定に使うエンジン。")
@click.option("--spark-master", help="Spark のマスターの場所（例 spark://127.0.0.1:7077）。")
@click.option("--exclusions", type=_FOLDER_OR_FILE, help="除外（理由と終わりの日を持つもの）を書いた YAML。")
@click.option(
    "--lists", "listed", is_flag=True, help="作業フォルダーの名簿・ID一覧・申請などと突き合わせてから、規則で判定します。"
)
@click.option("--inquiries", type=_FOLDER_OR_FILE, help="受付の一覧（inquiry,customer,received_on）。照会と突き合わせます。")
@click.option("--baseline", is_flag=True, help="いつもと違う使い方を、基準日より前の記録と比べて示します。")
@click.option("--as-of", type=Day(), help="基準日。既定は今日。")
@click.option("--from", "first", type=Day(), help="この日から基準日までの毎日を判定します（--baseline）。")
@click.option("--budget", type=click.IntRange(min=1), default=10, show_default=True, help="一日に見られる件数。")
@click.option("--roster", type=_FOLDER_OR_FILE, help="利用者の職務の一覧（user,role）。同じ仕事の人と比べます（--baseline）。")
@click.option("--undeclared", type=_FOLDER_OR_FILE, help="申告済みのサービスの CSV。これにない送信先を示します。")
@click.option("--json", "json_out", help="見つけたものを一行ずつ JSON で書きます（- は標準出力）。")
@click.option("--fail-on", type=click.Choice(LEVELS[::-1]), help="これ以上の重さのものが見つかれば終了コード 1。")
@everywhere
def detect(
    session: Session,
    *,
    paths: tuple[Path, ...],
    rules: tuple[Path, ...],
    layout: str,
    mapping: Path | None,
    year: int | None,
    engine: str,
    spark_master: str | None,
    exclusions: Path | None,
    listed: bool,
    inquiries: Path | None,
    baseline: bool,
    as_of: date | None,
    first: date | None,
    budget: int,
    roster: Path | None,
    undeclared: Path | None,
    json_out: str | None,
    fail_on: str | None,
) -> int:
    """操作の記録を、規則と、いつもの使い方と、申告済みのサービスに照らして判定します。"""
    if not (rules or baseline or undeclared):
        raise CommandError(say("何で判定するかがありません。--rules、--baseline、--undeclared のどれかを指定してください。"))
    if (listed or inquiries) and not rules:
        raise CommandError(say("--lists と --inquiries は、規則での判定に使います。--rules も指定してください。"))
    if roster and not baseline:
        raise CommandError(say("--roster は、ふだんとの比べに使います。--baseline も指定してください。"))
    require_writable(json_out)
    logs = Logs(paths, _known(layout), _mapping(mapping, year))
    warn_of_nothing(paths)
    book = without_excluded(read_book(rule_paths(rules)), exclusions, as_of or today()) if rules else None
    lines: list[Iterator[Line]] = []
    if book and (listed or inquiries):
        lines.append(judged_with(lists_for(session, logs, inquiries, records=listed), engine, book, logs))
    elif book:
        lines.append(judged(engine, book, logs, spark_master))
    if baseline:
        day = as_of or today()
        lines.append(unusual(logs, first or day, day, budget, roles=work_roles(roster), beside=json_out is not None))
    if undeclared:
        lines.append(undeclared_services(logs, undeclared, beside=json_out is not None))
    with working("記録を判定しています…"):
        told = _written(json_out, chain.from_iterable(lines), book)
    _summarise(told, json_out)
    return 1 if fail_on and told.reaches(fail_on) else 0


def _known(layout: str) -> str:
    from sekisho.formats.events import layouts

    if layout != "auto" and layout not in layouts():
        known = "、".join(layouts())
        raise CommandError(
            say("--format {name} という形式はありません。auto、{known} のどれかにしてください。", name=layout, known=known)
        )
    return layout


def _mapping(path: Path | None, year: int | None) -> "ColumnMapping | None":
    from sekisho.formats.events.mapping import in_year, read_mapping

    try:
        return in_year(None if path is None else read_mapping(path), year)
    except Faults as faults:
        raise CommandError(str(faults)) from faults


def _written(target: str | None, lines: Iterator[Line], book: RuleBook | None) -> Told:
    """The lines in the file, which is there only when it is whole; on stdout as they come; or only counted."""
    if target is None:
        return write_lines(_Nowhere(), lines, book)
    if target == STDOUT:
        return write_lines(sys.stdout.buffer, lines, book)
    told: list[Told] = []

    def write(partial: Path) -> None:
        with partial.open("wb") as stream:
            told.append(write_lines(stream, lines, book))

    write_whole(Path(target), write)
    return told[0]


class _Nowhere(BytesIO):
    def write(self, data: object, /) -> int:
        """Take the bytes and forget them."""
        del data
        return 0


def _summarise(told: Told, target: str | None) -> None:
    """The heaviest first; on stdout when the lines went nowhere, else on stderr."""
    order = sorted(told.alerts, key=lambda each: (-LEVELS.index(each[0]), -told.alerts[each], each[1]))
    rows = [
        (level, title, f"{told.alerts[level, title]:,}", f"{told.events[level, title]:,}") for level, title in order[:_SHOWN]
    ]
    if rows:
        show_table((say("重さ"), say("見つけたもの"), say("件数"), say("記録の行")), rows, stderr=target is not None)
    if len(order) > _SHOWN:
        tell("ほかに {others} 種類あります。", others=len(order) - _SHOWN)
    tell("見つけたもの {alerts:,} 件、読めない行 {unreadable:,} 行。", alerts=told.alerts.total(), unreadable=told.unreadable)
    if target is not None and target != STDOUT:
        tell("JSON を {target} に書きました。", target=target)
