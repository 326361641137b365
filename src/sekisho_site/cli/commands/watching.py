"""``sekisho watch``: logs judged as they come, from a folder and over the network."""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from sqlite3 import Connection
from threading import Event
from time import monotonic
from types import FrameType
from typing import TYPE_CHECKING

import click

from sekisho.detection.plan import LEVELS
from sekisho.detection.rules import rule_paths
from sekisho.formats.fault import Faults
from sekisho_site.cli.clock import now, today
from sekisho_site.cli.cluster import require_master, told_by_spark
from sekisho_site.cli.events_judged import read_book
from sekisho_site.cli.exclusions import without_excluded
from sekisho_site.cli.files import STDOUT, require_writable, write_whole
from sekisho_site.cli.language import say
from sekisho_site.cli.main import sekisho
from sekisho_site.cli.screen import tell
from sekisho_site.cli.session import CommandError, Session, everywhere

if TYPE_CHECKING:
    from sekisho.engines.columns.matching import Matches
    from sekisho.formats.events.mapping import Mapping
    from sekisho_site.watching.intake.doors import Doors
    from sekisho_site.watching.notices import Sender
    from sekisho_site.watching.output import Lines
    from sekisho_site.watching.watcher import Wanted, Watcher

_PATH = click.Path(path_type=Path)
ENGINES = ("columns", "spark")
_REST = 0.1
_FLUSH_EVERY = timedelta(seconds=30).total_seconds()


@sekisho.command()
@click.argument("folder", type=_PATH, metavar="DIR")
@click.option("--store", type=_PATH, required=True, help="イベントの保管場所。見張りの控えもここに置きます。")
@click.option(
    "--rules", multiple=True, required=True, type=_PATH, help="Sigma の規則のフォルダーかファイル。own は備え付けの規則です。"
)
@click.option("--once", is_flag=True, help="いまあるものを読み終えたら止まります（ファイルは書き終わったものとみなします）。")
@click.option(
    "--layout",
    "--format",
    "layout",
    default="auto",
    show_default=True,
    help="ログの形式（auto、windows-json、jsonl、csv など）。",
)
@click.option("--mapping", type=_PATH, help="列の読み方を書いた YAML。")
@click.option(
    "--year",
    type=click.IntRange(1970, 9999),
    help="年の書かれない日時（syslog など）の年。既定はファイルの書かれた日から決めます。",
)
@click.option(
    "--late-days",
    type=click.IntRange(min=1),
    default=31,
    show_default=True,
    help="いちばん新しい記録からこの日数までは、遅れて届いても間に合ったときと同じに判定します。",
)
@click.option("--engine", type=click.Choice(ENGINES), default=ENGINES[0], show_default=True, help="判定に使うエンジン。")
@click.option("--spark-master", help="Spark のマスターの場所（例 spark://127.0.0.1:7077）。")
@click.option("--exclusions", type=_PATH, help="除外（理由と終わりの日を持つもの）を書いた YAML。")
@click.option("--json", "json_out", help="見つけたものを一行ずつ JSON で書きます（- は標準出力）。変わるたびに一行足します。")
@click.option("--listen", metavar="HOST:PORT", help="HTTP で受けます（POST /ingest に NDJSON、POST /v1/logs に OTLP）。")
@click.option("--syslog", metavar="HOST:PORT", help="syslog を TCP で受けます。")
@click.option(
    "--token-file", type=_PATH, help="HTTP で送る側の鍵を一行に一つ書いたファイル。環境変数 SEKISHO_INGEST_TOKEN でも渡せます。"
)
@click.option("--tls-cert", type=_PATH, help="受け口の証明書（PEM）。")
@click.option("--tls-key", type=_PATH, help="受け口の証明書の鍵（PEM）。")
@click.option("--tls-client-ca", type=_PATH, help="送る側に証明書を求めるとき、その発行者（PEM）。")
@click.option("--rate", type=click.IntRange(min=1), default=20_000, show_default=True, help="HTTP で受ける件数の上限（毎秒）。")
@click.option("--notify-webhook", metavar="URL", help="見つけたものを署名つきで知らせる URL。")
@click.option("--notify-secret-file", type=_PATH, help="知らせに付ける署名の鍵のファイル。")
@click.option("--notify-mail", metavar="ADDRESS", help="見つけたものを知らせるメールアドレス（SEKISHO_EMAIL_URL で送ります）。")
@click.option(
    "--notify-level", type=click.Choice(LEVELS), default="high", show_default=True, help="これ以上の重さのものを知らせます。"
)
@everywhere
def watch(
    session: Session,
    *,
    folder: Path,
    store: Path,
    rules: tuple[Path, ...],
    once: bool,
    layout: str,
    mapping: Path | None,
    year: int | None,
    late_days: int,
    engine: str,
    spark_master: str | None,
    exclusions: Path | None,
    json_out: str | None,
    listen: str | None,
    syslog: str | None,
    token_file: Path | None,
    tls_cert: Path | None,
    tls_key: Path | None,
    tls_client_ca: Path | None,
    rate: int,
    notify_webhook: str | None,
    notify_secret_file: Path | None,
    notify_mail: str | None,
    notify_level: str,
) -> None:
    """フォルダーに置かれるログと、送られてくるログを、来るそばから判定します。遅れて来た記録は、前の判定を改めます。"""
    from sekisho_site.watching.intake.doors import Doors
    from sekisho_site.watching.watcher import Wanted, require_folder

    require_folder(folder)
    if engine == "spark":
        require_master(spark_master)
    require_writable(json_out)
    if once and (listen or syslog):
        raise CommandError(say("--once と --listen・--syslog は一緒に使えません。受け続けるには --once を外してください。"))
    book = without_excluded(read_book(rule_paths(rules)), exclusions, today())
    senders = _senders(session, notify_webhook, notify_secret_file, notify_mail)
    levels = frozenset(LEVELS[LEVELS.index(notify_level) :])
    doors = Doors(
        http=listen,
        syslog=syslog,
        certificate=tls_cert,
        key=tls_key,
        client_authority=tls_client_ca,
        token_file=token_file,
        token=os.environ.get("SEKISHO_INGEST_TOKEN", ""),
        events_per_second=rate,
    )
    channels = [(channel, levels) for channel in senders]
    with _told_plainly():
        wanted = Wanted(folder, store, book, layout, _mapping(layout, mapping, year), channels, late_days)
        _watch(wanted, _matching(engine, wanted, spark_master), doors, senders, json_out, once=once)


@contextmanager
def _told_plainly() -> Iterator[None]:
    try:
        yield
    except Faults as faults:
        raise CommandError(str(faults)) from faults


@contextmanager
def _matching(engine: str, wanted: "Wanted", master: str | None) -> "Iterator[Matches]":
    """Where it is found out which rules are true of a batch: in this process, or on a cluster."""
    from sekisho.engines.columns.matching import Matching

    if engine != "spark":
        yield Matching(wanted.book).matches
        return
    from sekisho.engines.spark import streaming
    from sekisho_site.watching.watcher import STREAMED

    with told_by_spark(), streaming(wanted.book, wanted.store / STREAMED, master=master) as matches:
        yield matches


def _mapping(layout: str, path: Path | None, year: int | None) -> "Mapping | None":
    from sekisho.formats.events import layouts
    from sekisho.formats.events.mapping import in_year, read_mapping

    if layout != "auto" and layout not in layouts():
        known = "、".join(layouts())
        raise CommandError(
            say("形式「{layout}」はありません。次のどれかにしてください: auto、{known}。", layout=layout, known=known)
        )
    return in_year(None if path is None else read_mapping(path), year)


def _senders(session: Session, url: str | None, secret: Path | None, address: str | None) -> "dict[str, Sender]":
    from sekisho_site.config.workspace import configure
    from sekisho_site.watching import notices

    if (url is None) != (secret is None):
        raise CommandError(say("--notify-webhook と --notify-secret-file は両方を指定してください。"))
    if url or address:
        configure(session.home)
    senders: dict[str, Sender] = {}
    if url and secret:
        senders[notices.WEBHOOK] = notices.webhook(url, notices.read_secret(secret))
    if address:
        from django.conf import settings

        if not settings.SEKISHO_SENDS_MAIL:
            raise CommandError(say("メールを送る設定がありません。SEKISHO_EMAIL_URL を設定してください。"))
        senders[notices.MAIL] = notices.mail(address)
    return senders


def _watch(
    wanted: "Wanted",
    matching: "AbstractContextManager[Matches]",
    doors: "Doors",
    senders: "dict[str, Sender]",
    json_out: str | None,
    *,
    once: bool,
) -> None:
    from sekisho_site.watching.output import Lines
    from sekisho_site.watching.state import connect
    from sekisho_site.watching.watcher import watching

    stop, arrived = Event(), Event()
    with ExitStack() as closing:
        watcher = closing.enter_context(watching(wanted, matching))
        if watcher.begin():
            tell("規則が前と違うので、ためてある記録を判定し直しました。")
        lines = Lines(watcher.database, watcher.findings, wanted.book)
        if senders:
            _send_beside(closing, lambda: connect(wanted.store), senders)
        if once:
            _to_the_end(watcher, stop)
        else:
            _stop_when_asked(stop, arrived)
            _open(closing, doors, wanted.store, arrived)
            _keep_watching(watcher, wanted, lines, json_out, stop, arrived)
        watcher.flush()
        _write(lines, json_out, once=once)
        standing, unread = lines.counts()
        tell("続いている検知 {standing:,} 件、読めない行 {unread:,} 行。", standing=standing, unread=unread)
        _tell_late(watcher, wanted)


def _tell_late(watcher: "Watcher", wanted: "Wanted", known: int = 0) -> int:
    """Say how many events came after their windows were closed, if there are more than are known; how many."""
    late = watcher.late
    if late > known:
        tell(
            "{days} 日より遅れて届いた記録が {count:,} 件あります。保管し、一件ずつの規則では判定しましたが、"
            "回数などを数える規則には入れていません。sekisho detect {store} で全体を判定できます。",
            days=wanted.late_days,
            count=late,
            store=wanted.store,
        )
    return late


def _to_the_end(watcher: "Watcher", stop: Event) -> None:
    while watcher.round(now().timestamp(), complete=True, stop=stop.is_set):
        pass


def _keep_watching(
    watcher: "Watcher", wanted: "Wanted", lines: "Lines", json_out: str | None, stop: Event, arrived: Event
) -> None:
    from sekisho_site.watching.output import Following

    with ExitStack() as closing:
        following = None
        if json_out is not None:
            stream = sys.stdout
            if json_out != STDOUT:
                stream = closing.enter_context(Path(json_out).open("w", encoding="utf-8", errors="backslashreplace"))
            following = Following(lines, stream)
        tell("見張っています。終えるには Ctrl-C を押してください。")
        flushed, late = monotonic(), watcher.late
        while not stop.is_set():
            arrived.clear()
            taken = watcher.round(now().timestamp(), stop=stop.is_set)
            if following:
                following.go_on()
            elif fresh := lines.news():
                tell("新しい検知と改訂 {fresh:,} 件。--json で書き出せます。", fresh=fresh)
            if monotonic() - flushed > _FLUSH_EVERY:
                watcher.flush()
                flushed, late = monotonic(), _tell_late(watcher, wanted, late)
            if not taken:
                arrived.wait(_REST)


def _stop_when_asked(stop: Event, arrived: Event) -> None:
    def ask(_number: int, _frame: FrameType | None) -> None:
        stop.set()
        arrived.set()

    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, ask)


def _open(closing: ExitStack, doors: "Doors", store: Path, arrived: Event) -> None:
    from sekisho_site.watching.intake.doors import open_doors
    from sekisho_site.watching.watcher import RECEIVED

    told: Callable[[str], None] = lambda why: tell("{why}", why=why)  # noqa: E731
    opened = closing.enter_context(open_doors(doors, store / RECEIVED, clock=monotonic, arrived=arrived.set, told=told))
    for name, address in opened.items():
        tell("{name} で受けています: {address}", name=name, address=address)


def _send_beside(closing: ExitStack, connect: Callable[[], Connection], senders: "dict[str, Sender]") -> None:
    from sekisho_site.watching.notices import sending

    ended = Event()
    thread = sending(connect, senders, now, ended)
    closing.callback(thread.join)
    closing.callback(ended.set)


def _write(lines: "Lines", json_out: str | None, *, once: bool) -> None:
    if json_out is None:
        return
    if json_out != STDOUT:

        def write(partial: Path) -> None:
            with partial.open("w", encoding="utf-8", errors="backslashreplace") as out:
                out.writelines(lines.all())

        write_whole(Path(json_out), write)
        tell("JSON を {target} に書きました。", target=json_out)
    elif once:
        sys.stdout.writelines(lines.all())
