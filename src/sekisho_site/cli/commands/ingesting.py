"""``sekisho ingest`` and ``sekisho logs``: logs into the store of events, and which days of them are there."""

import json
import os
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from sekisho.detection.coverage import Coverage, judge
from sekisho.formats.fault import Faults
from sekisho.response.holidays import is_holiday
from sekisho.terms import LogState
from sekisho_site.cli.clock import today
from sekisho_site.cli.files import STDOUT, require_writable, write_whole
from sekisho_site.cli.language import say
from sekisho_site.cli.main import sekisho
from sekisho_site.cli.screen import show, show_table, tell, warn_of_nothing, working, write_json
from sekisho_site.cli.session import CommandError, Day, Session, everywhere

if TYPE_CHECKING:
    from sekisho.formats.events.mapping import Mapping

_PATH = click.Path(path_type=Path)
_STORE_HELP = "イベントの保管場所。既定は作業フォルダーの events。"


@sekisho.command()
@click.argument("paths", nargs=-1, type=_PATH, metavar="PATH...")
@click.option("--store", type=_PATH, help=_STORE_HELP)
@click.option("--layout", default="auto", show_default=True, help="ログの形式（auto、windows-json、evtx、jsonl、csv など）。")
@click.option("--mapping", type=_PATH, help="列の読み方を書いた YAML。")
@click.option(
    "--year",
    type=click.IntRange(1970, 9999),
    help="年の書かれない日時（syslog など）の年。既定はファイルの書かれた日から決めます。",
)
@click.option("--compact", is_flag=True, help="小さいファイルを日ごとにまとめます（多くなれば自動でもまとめます）。")
@click.option("--json", "json_out", help="取り込んだファイルと読めない行を、一行ずつ JSON で書きます（- は標準出力）。")
@everywhere
def ingest(
    session: Session,
    paths: tuple[Path, ...],
    store: Path | None,
    layout: str,
    mapping: Path | None,
    year: int | None,
    compact: bool,
    json_out: str | None,
) -> None:
    """ログをイベントの保管場所に足します。同じ中身のファイルと同じ番号のイベントは、一度だけ入ります。"""
    if not paths and not compact:
        raise CommandError(say("取り込むファイルかフォルダーを指定してください。"))
    require_writable(json_out)
    warn_of_nothing(paths)
    with _told_plainly():
        read_by = _mapped(mapping, year)
        if json_out is None or json_out == STDOUT:
            told = _take_in(session, paths, store, layout, read_by, compact, sys.stdout if json_out else None)
        else:
            told = []

            def write(partial: Path) -> None:
                with partial.open("w", encoding="utf-8") as out:
                    told.extend(_take_in(session, paths, store, layout, read_by, compact, out))

            write_whole(Path(json_out), write)
            tell("JSON を {target} に書きました。", target=json_out)
    if json_out is None:
        headings = [say("ファイル"), say("形式"), say("イベント"), say("既にある番号"), say("読めない行"), say("状態")]
        show_table(headings, told)


def _mapped(path: Path | None, year: int | None) -> "Mapping | None":
    from sekisho.formats.events.mapping import in_year, read_mapping

    return in_year(None if path is None else read_mapping(path), year)


def _take_in(
    session: Session,
    paths: Sequence[Path],
    store: Path | None,
    layout: str,
    read_by: "Mapping | None",
    compact: bool,
    out: TextIO | None,
) -> list[Sequence[str]]:
    """Take in every file; a row for each. What was taken in stands when a later file is refused."""
    from sekisho.formats.eventstore import StoreWriter
    from sekisho.formats.eventstore.ingest import ingest as take_in
    from sekisho.formats.eventstore.ingest import unreadable_lines

    for path in paths:
        if not path.exists():
            raise CommandError(say("{path}: ファイルもフォルダーもありません。場所と名前を確かめてください。", path=path))
    rows: list[Sequence[str]] = []
    unreadable = 0
    with working("ログを取り込んでいます…"), StoreWriter(_place(session, store), waiting=_tell_waiting) as writer:
        for taken in take_in(paths, writer, layout=layout, mapping=read_by):
            manifest = taken.manifest
            unreadable += manifest.unreadable
            if out:
                _write(out, taken.as_json())
                for line in unreadable_lines(writer, taken):
                    _write(out, line.as_json())
            state = say("取り込みました") if taken.new else say("取込み済み")
            counts = (f"{count:,}" for count in (manifest.rows, manifest.repeats, manifest.unreadable))
            rows.append((taken.name, manifest.layout, *counts, state))
        joined = writer.compact() if compact else None
    if joined is not None:
        tell("小さいファイルをまとめました（{joined:,} 個減りました）。", joined=joined)
    if unreadable:
        tell("読めない行が {count:,} 行あります。--json で場所と理由が分かります。", count=unreadable)
    return rows


def _write(out: TextIO, told: object) -> None:
    out.write(json.dumps(told, ensure_ascii=False) + "\n")


def _tell_waiting(holder: int | None) -> None:
    tell("別の取込み（プロセス {holder}）が終わるのを待っています…", holder=holder or "?")


def _place(session: Session, store: Path | None) -> Path:
    home = session.home or Path(os.environ.get("SEKISHO_HOME") or "sekisho-data")
    return store or home / "events"


@contextmanager
def _told_plainly() -> Iterator[None]:
    """Let faults of files leave as one line each, exit 2."""
    try:
        yield
    except Faults as faults:
        raise CommandError(str(faults)) from faults


@sekisho.group("logs")
@everywhere
def logs(session: Session) -> None:
    """取り込んだログについて調べます。"""


@logs.command("check")
@click.option("--store", type=_PATH, help=_STORE_HELP)
@everywhere
def check(session: Session, store: Path | None) -> None:
    """保管場所のファイルがそろっていて、読めて、目録と合うかを確かめます。"""
    from sekisho.formats.eventstore import open_store

    with _told_plainly(), working("保管場所を確かめています…"):
        opened = open_store(_place(session, store))
        opened.check()
    files, rows = len(opened.manifests), opened.rows
    show(say("そろっています: 取り込んだファイル {files:,}、イベント {rows:,}。", files=files, rows=rows))


@logs.command("coverage")
@click.option("--store", type=_PATH, help=_STORE_HELP)
@click.option("--as-of", type=Day(), help="この日の前日まで（UTC）を判定します。既定は今日。")
@click.option("--from", "first", type=Day(), help="この日からを示します。")
@click.option("--schedule", type=_PATH, help="どのログがどの曜日にあるはずか、いつから残すかを書いた YAML。")
@click.option("--json", "json_out", help="結果を JSON で書きます（- は標準出力）。")
@click.option("--fail-on", type=click.Choice(["gap"]), help="欠けか時刻の巻戻りがあれば終了コード 1。")
@everywhere
def coverage(
    session: Session,
    store: Path | None,
    as_of: date | None,
    first: date | None,
    schedule: Path | None,
    json_out: str | None,
    fail_on: str | None,
) -> int:
    """どのログが、どの日にあり、どの日に欠けているかを示します。"""
    from sekisho.formats.eventstore import open_store
    from sekisho.formats.log_schemes import read_schemes

    require_writable(json_out)
    until = as_of or today()
    with _told_plainly():
        schemes = read_schemes(schedule) if schedule else []
        traits = [manifest.traits for manifest in open_store(_place(session, store)).manifests]
    found = judge(traits, until=until, schemes=schemes, is_holiday=is_holiday)
    if json_out:
        write_json(json_out, {"as_of": str(until), "logs": [each.as_json() for each in found]})
    if json_out != STDOUT:
        _show(found, first)
    wrong = any(span.state is not LogState.COMPLETE for each in found for span in each.spans)
    return 1 if fail_on and wrong else 0


def _show(found: Sequence[Coverage], first: date | None) -> None:
    rows: list[Sequence[str]] = []
    for each in found:
        marks = each.marks()
        months: dict[str, list[date]] = defaultdict(list)
        for day in marks:
            if first is None or day >= first:
                months[f"{day:%Y-%m}"].append(day)
        for month, days in months.items():
            if all(marks[day] == "·" for day in days):
                continue
            strip = " " * (days[0].day - 1) + "".join(marks[day] for day in days)
            count = sum(each.days[day].rows for day in days if day in each.days)
            rows.append((each.stream.source, each.stream.party, each.stream.system, month, strip, f"{count:,}"))
    show_table((say("ログ"), say("会社"), say("システム"), say("月"), say("1日から"), say("件数")), rows)
    show(say("■ あり　× 欠け　△ 足りない・読めない　! 時刻の巻戻り　· なし（いつもない日）"))
    for each in found:
        for span in each.spans:
            if span.state is not LogState.COMPLETE:
                about = " ".join(filter(None, (each.stream.source, each.stream.party, each.stream.system)))
                show(f"{about}  {span.first}〜{span.last}  {span.state.label}: {span.why}")
    if not found:
        tell("保管場所にログがありません。sekisho ingest で取り込めます。")
