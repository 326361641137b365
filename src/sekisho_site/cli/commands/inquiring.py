"""``sekisho who``: who touched which customer's records, when, from where, on whose account; and the reverse."""

import json
import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sekisho.detection.inquiry import (
    Answer,
    Gap,
    InquiryOutcome,
    Question,
    Touching,
    WrongQuestionError,
    days_without,
    holes_of,
    outcome_of,
    timesketch_line,
)
from sekisho.formats.fault import Faults
from sekisho.response.holidays import is_holiday
from sekisho_site.cli.clock import now
from sekisho_site.cli.files import STDOUT, require_writable, write_file, writing
from sekisho_site.cli.language import say
from sekisho_site.cli.main import sekisho
from sekisho_site.cli.screen import show, show_table, tell, working, write_json
from sekisho_site.cli.session import CommandError, Day, Session, everywhere
from sekisho_site.config.workspace import WorkspaceError, open_workspace

if TYPE_CHECKING:
    from sekisho.engines.behaviour.inquiry import Found

_PATH = click.Path(path_type=Path)
_EVENTS = 100_000
_ROWS = 50
_NAMED = 4
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_JAPAN = timedelta(hours=9)


@sekisho.command()
@click.argument("paths", nargs=-1, type=_PATH, metavar="[PATH]...")
@click.option("--store", type=_PATH, help="イベントの保管場所。PATH もなければ作業フォルダーの events。")
@click.option("--customer", help="この顧客番号の記録に触れた人を探します。")
@click.option("--record", metavar="表:キー", help="この表のこのキーの記録に触れた人を探します。")
@click.option("--user", help="この利用者（ID か要員番号）が触れたものを示します。")
@click.option("--from", "first", type=Day(), help="この日から（日本の日付）。")
@click.option("--to", "last", type=Day(), help="この日まで。")
@click.option("--format", "layout", default="auto", show_default=True, help="ログの形式（auto、jsonl、csv など）。")
@click.option("--mapping", type=_PATH, help="列の読み方を書いた YAML。")
@click.option("--json", "json_out", help="答えを JSON で書きます（- は標準出力）。")
@click.option("--timesketch", type=_PATH, help="見つけた操作を Timesketch の JSONL で書きます。")
@click.option("--seal", is_flag=True, help="答えを作業フォルダーの証跡に封じます（ファイルの SHA-256 と記録の連なりの一件）。")
@everywhere
def who(
    session: Session,
    *,
    paths: tuple[Path, ...],
    store: Path | None,
    customer: str | None,
    record: str | None,
    user: str | None,
    first: date | None,
    last: date | None,
    layout: str,
    mapping: Path | None,
    json_out: str | None,
    timesketch: Path | None,
    seal: bool,
) -> None:
    """だれが、いつ、どこから、だれの ID で顧客の記録に触れたかを示します。見えない期間があれば、そのまま示します。"""
    try:
        question = Question.of(customer=customer, record=record, user=user, first=first, last=last)
    except WrongQuestionError as wrong:
        raise CommandError(str(wrong)) from wrong
    require_writable(json_out, timesketch)
    opened = _opened(session, needed=seal)
    sources = [*paths, *([store] if store else [])] or [_home(session) / "events"]
    with working("記録を調べています…"):
        answer = _answer(question, sources, layout, mapping, opened=opened)
    if timesketch:
        _write_timesketch(timesketch, answer)
    if json_out:
        write_json(json_out, answer.as_json())
    _show(answer, beside=json_out == STDOUT)
    if seal:
        _seal(session, answer)


def _home(session: Session) -> Path:
    return session.home or Path(os.environ.get("SEKISHO_HOME") or "sekisho-data")


def _opened(session: Session, *, needed: bool) -> bool:
    """Whether a workspace tells who holds which account. One that was named must be there; without one the logs speak alone."""
    try:
        open_workspace(session.home, new=False)
    except WorkspaceError:
        if needed or session.home is not None:
            raise
        return False
    return True


def _answer(question: Question, sources: Sequence[Path], layout: str, mapping: Path | None, *, opened: bool) -> Answer:
    from sekisho.engines.behaviour.inquiry import inquire
    from sekisho.formats.events.mapping import read_mapping

    try:
        found = inquire(
            sources,
            question,
            accounts=_accounts(question) if opened else (),
            layout=layout,
            mapping=read_mapping(mapping) if mapping else None,
            most=_EVENTS,
        )
    except Faults as faults:
        raise CommandError(str(faults)) from faults
    gaps, limits = _gaps(found, question), _limits(found)
    people = _with_holders(found.people) if opened else tuple(found.people)
    return Answer(
        question=question,
        outcome=outcome_of(found.count, gaps, limits),
        count=found.count,
        people=people,
        touched=tuple(found.touched),
        counts=tuple(found.counts),
        events=tuple(found.events),
        gaps=tuple(gaps),
        limits=tuple(limits),
    )


def _accounts(question: Question) -> tuple[str, ...]:
    from sekisho_site.records.queries.account_holders import accounts_of

    return accounts_of(question.user) if question.user else ()


def _with_holders(people: Sequence[Touching]) -> tuple[Touching, ...]:
    """The accounts with those who hold them by the records; where these say nothing, what the events say stands."""
    from sekisho_site.records.queries.account_holders import account_holders

    holders = account_holders({each.account for each in people})
    return tuple(replace(each, holders=holders.get(each.account) or each.holders) for each in people)


def _gaps(found: "Found", question: Question) -> list[Gap]:
    """What cannot be seen: of stores by what they know of their logs, of files by the days there are."""
    from sekisho.detection.coverage import judge

    if not found.stores:
        return days_without(found.days, question)
    traits = [manifest.traits for store in found.stores for manifest in store.manifests]
    days = [day for each in traits for volume in each.volumes if (day := volume.day) != "unknown"]
    if not days:
        return []
    until = max(date.fromisoformat(max(days)), question.last or date.min) + timedelta(days=1)
    return holes_of(judge(traits, until=until, is_holiday=is_holiday), question)


def _limits(found: "Found") -> list[str]:
    limits = []
    times, records = found.unknown_whose
    if times:
        limits.append(f"だれの記録かを書いていない参照・出力が {times:,} 件（{records:,} 件分）あり、含まれたか分かりません。")
    if found.unreadable:
        limits.append(f"読めない行が {found.unreadable:,} 行あります。")
    if not found.count and not found.stores and not found.days:
        limits.append("この期間の記録が一行もありません。")
    return limits


def _write_timesketch(target: Path, answer: Answer) -> None:
    lines = [line for event in answer.events if (line := timesketch_line(event)) is not None]
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    write_file(target, text.encode(errors="backslashreplace"))
    tell("Timesketch の {lines:,} 行を {target} に書きました。", lines=len(lines), target=target)
    if len(lines) < answer.count:
        tell("時刻のない操作と {most:,} 件より後の操作は、書いていません。", most=_EVENTS)


def _show(answer: Answer, *, beside: bool) -> None:
    put = tell if beside else show
    put(
        say("{about}: {outcome}（{count:,} 件）", about=answer.question.about, outcome=answer.outcome.label, count=answer.count)
    )
    if answer.people:
        headings = [
            "ID", say("持ち主"), say("件数"), say("最初"), say("最後"), say("端末"), say("拠点・接続元"), say("操作"),
        ]  # fmt: skip
        show_table(headings, [_row(each) for each in answer.people[:_ROWS]], stderr=beside)
    if len(answer.people) > _ROWS:
        tell("ほかに {others:,} の ID があります。--json ですべて分かります。", others=len(answer.people) - _ROWS)
    if answer.question.user is not None and answer.count:
        counts = dict(answer.counts)
        put(say("触れた顧客 {customers:,} 人、対象 {objects:,} 個。", customers=counts["customers"], objects=counts["objects"]))
        headings = [say("種類"), say("触れたもの"), say("件数"), say("最初"), say("最後")]
        kinds = {"customer": say("顧客"), "object": say("対象")}
        rows = [(kinds[e.kind], e.name, f"{e.count:,}", _time(e.first), _time(e.last)) for e in answer.touched[:_ROWS]]
        show_table(headings, rows, stderr=beside)
    if any(each.shared for each in answer.people):
        put(say("持ち主が何人もいる ID があります。だれの操作かは、この記録だけでは決まりません。"))
    for gap in answer.gaps[:_ROWS]:
        put(
            say(
                "見えない期間: {log} {first}〜{last} {why}",
                log=gap.log or say("全体"),
                first=gap.first,
                last=gap.last,
                why=gap.why,
            )
        )
    for limit in answer.limits:
        put(say("見えないもの: {limit}", limit=limit))
    if answer.outcome is InquiryOutcome.CANNOT_TELL:
        put(say("見つかりませんが、見えないところがあるので、触れていないとは言えません。"))


def _row(each: Touching) -> tuple[str, ...]:
    places = (*each.sites, *each.addresses)
    return (
        each.account or say("（なし）"),
        "、".join(each.holders) or say("不明"),
        f"{each.count:,}",
        _time(each.first),
        _time(each.last),
        _few(each.devices),
        _few(places),
        _few(each.actions),
    )


def _few(names: Sequence[str]) -> str:
    more = say(" ほか{others}", others=len(names) - _NAMED) if len(names) > _NAMED else ""
    return "、".join(names[:_NAMED]) + more


def _time(time: int | None) -> str:
    return "-" if time is None else f"{_EPOCH + _JAPAN + timedelta(microseconds=time):%Y-%m-%d %H:%M:%S}"


def _seal(session: Session, answer: Answer) -> None:
    """Seal the answer with who asked and when; the sealed file is the evidence, whatever becomes of other copies."""
    from sekisho_site.usecases.seal_inquiry import seal_inquiry

    at = now()
    content = {**answer.as_json(), "asked_by": session.by, "asked_at": at.isoformat()}
    text = json.dumps(content, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    sha256 = writing(
        _home(session),
        lambda: seal_inquiry(
            text.encode(errors="backslashreplace"),
            "inquiry.json",
            outcome=answer.outcome.value,
            events=answer.count,
            accounts=len(answer.people),
            gaps=len(answer.gaps),
            by=session.by,
            at=at,
        ),
    )
    show(f"SHA-256 {sha256}")
    tell("答えを証跡に封じました。sekisho verify で、変わっていないことを確かめられます。")
