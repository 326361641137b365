"""``sekisho reconcile`` and ``sekisho story``: hold the three records against each other and tell what does not fit."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from sekisho.finding import Finding
from sekisho.reconcile import Reconciliation
from sekisho.stories.logs import LOG_STORIES
from sekisho.stories.run import StoryResult, run_story, story_names
from sekisho.terms import Outcome, Severity
from sekisho_site.cli.clock import now, today
from sekisho_site.cli.files import STDOUT, require_writable, write_file, writing
from sekisho_site.cli.language import say
from sekisho_site.cli.main import sekisho
from sekisho_site.cli.screen import show, show_counts, show_findings, show_table, tell, working, write_json
from sekisho_site.cli.session import CommandError, Day, Session, everywhere
from sekisho_site.config.workspace import open_workspace

_RECORDS_SHOWN = 4
_GRADES = [severity.value for severity in Severity]
FAILING = [*_GRADES, Outcome.CANNOT_TELL.value]


@sekisho.command()
@click.option("--as-of", type=Day(), help="基準日。既定は今日。")
@click.option("--known-at", help="その時点で知っていた記録だけで照合します（日時、例 2026-04-01T09:00+09:00）。")
@click.option("--party", help="一社だけ照合します（番号、名前、法人番号のどれか）。")
@click.option("--json", "json_out", help="結果を JSON で書きます（- は標準出力）。")
@click.option("--html", type=click.Path(path_type=Path), help="結果を一つの HTML ファイルに書きます。")
@click.option("--fail-on", type=click.Choice(FAILING), help="これ以上の重さの不一致（または判定不能）があれば終了コード 1。")
@everywhere
def reconcile(
    session: Session,
    as_of: date | None,
    known_at: str | None,
    party: str | None,
    json_out: str | None,
    html: Path | None,
    fail_on: str | None,
) -> int:
    """台帳・約束・実態を照合し、食い違いを示します。"""
    moment = _moment(known_at)
    require_writable(json_out, html)
    open_workspace(session.home, new=False)
    from sekisho_site.usecases import reconcile_records

    with working("照合しています…"):
        reconciled = reconcile_records(by=session.by, at=now(), as_of=as_of or today(), known_at=moment, party=party)
    if json_out:
        write_json(json_out, reconciled.reconciliation.as_json())
    if html:
        from sekisho_site.report.gathering import report_of

        write_file(html, report_of(reconciled.reconciliation, reconciled.snapshot, title=say("照合の報告")).encode())
        tell("{html} に書きました。", html=html)
    if json_out != STDOUT:
        show_findings(reconciled.reconciliation, reconciled.names)
        show_counts(reconciled.reconciliation)
        if reconciled.merged:
            tell(
                "新しい指摘 {opened} 件、続いている指摘 {standing} 件、解消した指摘 {resolved} 件。",
                opened=reconciled.opened,
                standing=reconciled.standing,
                resolved=reconciled.resolved,
            )
        else:
            tell("過去の時点を見ただけです。いまの指摘の状態は変えていません。")
        _tell_next(reconciled.reconciliation, told=bool(json_out or html))
    return 1 if fail_on and any(_fails(finding, fail_on) for finding in reconciled.reconciliation.findings) else 0


def _tell_next(result: Reconciliation, *, told: bool) -> None:
    """What a person does next: find the records behind the findings, or load records at all."""
    if not any(result.count(outcome) for outcome in Outcome):
        tell("照合できる記録がありません。基準日と、台帳を取り込んであるか（sekisho import registry）を確かめてください。")
    elif result.findings and not told:
        tell("もとになった記録・根拠・直し方は、--html 報告.html を付けると一つのページで見られます。")


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise CommandError(
            say("--known-at「{text}」は日時ではありません。2026-04-01T09:00+09:00 のように書いてください。", text=text)
        ) from error
    return moment if moment.tzinfo else moment.replace(tzinfo=now().tzinfo)


def _fails(finding: Finding, fail_on: str) -> bool:
    if fail_on == Outcome.CANNOT_TELL.value:
        return True
    return finding.outcome is Outcome.CONFLICTS and _GRADES.index(finding.severity) <= _GRADES.index(fail_on)


@sekisho.command()
@click.argument("name", metavar="NAME|all")
@click.option("--json", "json_out", help="結果を JSON で書きます（- は標準出力）。")
@click.option(
    "--logs",
    type=click.Path(path_type=Path),
    help="動かす代わりに、物語の操作の記録（JSONL、月ごと）を新しいフォルダーに書きます（C-01、C-02、asahi）。",
)
@click.option("--people", type=click.IntRange(min=1), help="--logs で働く人の数。少なくすると記録が小さくなります。")
@everywhere
def story(session: Session, name: str, json_out: str | None, logs: Path | None, people: int | None) -> int:
    """物語（公開事案と架空の会社）を動かし、どの規則が、いつ、どの二つの記録から指摘できたかを示します。"""
    if logs is not None:
        _write_logs(name, logs, people)
        return 0
    known = story_names()
    if name != "all" and name not in known:
        raise CommandError(say("{name} という物語はありません。あるのは {known} です。", name=name, known="、".join(known)))
    require_writable(json_out)
    with working("物語を動かしています…"):
        results = [run_story(each) for each in (known if name == "all" else [name])]
    if json_out:
        write_json(json_out, results[0].as_json() if name != "all" else _stories_json(results))
    if json_out != STDOUT:
        for result in results:
            _tell_story(result)
        show_table((say("物語"), say("不一致"), say("判定不能"), say("期待どおり")), [_line(result) for result in results])
    disagreeing = [result.story.name for result in results if not result.agreement.agrees]
    if disagreeing:
        tell("期待と違う物語: {names}", names="、".join(disagreeing))
    return 1 if disagreeing else 0


def _write_logs(name: str, folder: Path, people: int | None) -> None:
    if name not in LOG_STORIES:
        known = "、".join(LOG_STORIES)
        raise CommandError(say("{name} には操作の記録がありません。記録があるのは {known} です。", name=name, known=known))
    if folder.exists():
        raise CommandError(say("{path}: すでにあります。まだないフォルダーの名前を指定してください。", path=folder))
    writing(folder, folder.mkdir)
    lines = 0
    with working("操作の記録を作っています…"):
        for file, content in LOG_STORIES[name].files(people):
            write_file(folder / file, content)
            lines += content.count(b"\n")
    tell("{folder} に {lines:,} 行を書きました。", folder=folder, lines=lines)


def _stories_json(results: list[StoryResult]) -> dict[str, Any]:
    """All stories together: the sums of the contract's counts, and each story in its own form."""
    return {
        "stories": [result.as_json() for result in results],
        "agreed": sum(result.reconciliation.count(Outcome.AGREES) for result in results),
        "conflicts": sum(result.reconciliation.count(Outcome.CONFLICTS) for result in results),
        "cannot_tell": sum(result.reconciliation.count(Outcome.CANNOT_TELL) for result in results),
        "agrees": all(result.agreement.agrees for result in results),
    }


def _tell_story(result: StoryResult) -> None:
    told = result.story
    show(f"■ {told.name} {told.title}")
    show(say("当時の認識: {text}", text=told.believed.strip()))
    show(say("のちに判明: {text}", text=told.came_to_light.strip()))
    if told.discovered_on:
        show(say("実際の発覚: {day}", day=told.discovered_on))
    rows = [
        (
            fired.first_fired_on,
            fired.lead or "",
            fired.finding.rule,
            fired.finding.outcome.label,
            fired.finding.title,
            "、".join(item.heading for item in fired.first.evidence[:_RECORDS_SHOWN]),
        )
        for fired in sorted(result.fired, key=lambda fired: fired.first_fired_on)
    ]
    headings = (say("出せた日"), say("発覚より"), say("規則"), say("判定"), say("指摘"), say("どの記録から"))
    show_table(headings, rows)
    for line in result.agreement.missing:
        show(say("期待したのに出ない: {line}", line=line))
    for line in result.agreement.unexpected:
        show(say("期待していないのに出た: {line}", line=line))
    show()


def _line(result: StoryResult) -> tuple[object, ...]:
    run = result.reconciliation
    agreement = say("はい") if result.agreement.agrees else say("いいえ")
    return result.story.name, run.count(Outcome.CONFLICTS), run.count(Outcome.CANNOT_TELL), agreement
