"""``sekisho demo`` and ``sekisho doctor``: from nothing to the first findings and pages; what is installed and what to fix."""

from pathlib import Path

import click

from sekisho.formats.template import write_workbook
from sekisho.stories.run import load_story
from sekisho_site.cli.clock import now
from sekisho_site.cli.commands.serving import keep_open, prepare_to_serve
from sekisho_site.cli.diagnosis import examine
from sekisho_site.cli.files import write_file
from sekisho_site.cli.language import say
from sekisho_site.cli.main import sekisho
from sekisho_site.cli.screen import show, show_counts, show_findings, show_table, tell, working
from sekisho_site.cli.session import CommandError, Session, everywhere
from sekisho_site.config.workspace import open_workspace

DEMO = "asahi"
_HERE = "127.0.0.1"


@sekisho.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="ページを開くポート番号。")
@click.option("--no-serve", is_flag=True, help="指摘を示したら終わります。ページは開きません。")
@click.option("--people", is_flag=True, help="--no-serve でも、役割ごとに一人の利用者を作ります。")
@everywhere
def demo(session: Session, port: int, no_serve: bool, people: bool) -> None:
    """架空の通信会社「あさひ通信」を読み込み、照合し、食い違いを示し、ページを開きます。"""
    if not no_serve:
        prepare_to_serve(_HERE, port, session.home)
    home = open_workspace(session.home)
    _load(session, home)
    _logs(session, home)
    if people or not no_serve:
        _people(session)
    if not no_serve:
        keep_open(_HERE, port, home)


def _load(session: Session, home: Path) -> None:
    """The story's registry, reconciled, with its findings on the screen."""
    from sekisho_site.records.queries import has_records
    from sekisho_site.report.gathering import report_of
    from sekisho_site.usecases import import_workbook, reconcile_records

    story = load_story(DEMO)
    workbook = home / "asahi.xlsx"
    if has_records() and not workbook.exists():
        raise CommandError(say("{home}: 別の記録があります。--home で空のフォルダーを指定してください。", home=home))
    with working("あさひ通信の台帳を作っています…"):
        content = write_workbook("registry", story.known_by(story.as_of), as_of=story.as_of, whole=True)
        write_file(workbook, content)
    with working("{file} を取り込んでいます…", file=workbook.name):
        plan = import_workbook(content, workbook.name, workbook="registry", by=session.by, at=now())
    tell("{total}", total=plan.summary()[0])
    with working("照合しています…"):
        reconciled = reconcile_records(by=session.by, at=now(), as_of=story.as_of)
    report = home / "report.html"
    write_file(report, report_of(reconciled.reconciliation, reconciled.snapshot, title=say("照合の報告")).encode())
    show_findings(reconciled.reconciliation, reconciled.names)
    show_counts(reconciled.reconciliation)
    show(say("報告: {report}", report=report))
    show(say("台帳: {workbook}（直して sekisho import registry で取り込めます）", workbook=workbook))


def _logs(session: Session, home: Path) -> None:
    """The logs of the story's companies, judged by the own rules, and their reviews laid out."""
    from sekisho_site.cli.demo_logs import judge_demo_logs

    with working("見本のログを調べています…"):
        done = judge_demo_logs(home, session.by)
    tell("ログ {events:,} 行を調べ、警告 {alerts:,} 件を見つけました。", events=done.events, alerts=done.alerts.new)


def _people(session: Session) -> None:
    """One user of every role at work, and how each signs in. Called again, the passwords are new."""
    from sekisho_site.cli.demo_logs import sign_demo_reviews
    from sekisho_site.cli.demo_office import enliven
    from sekisho_site.usecases import make_demo_people

    made = make_demo_people(by=session.by, at=now())
    show_table(
        (say("役割"), say("メールアドレス"), say("パスワード")),
        [(person.role.label, person.email, person.password) for person in made],
    )
    with working("利用者が指摘に取りかかっています…"):
        enliven(DEMO, made)
        sign_demo_reviews(made)
    tell("見本の利用者です。パスワードはここに一度だけ示します。もう一度 demo を動かすと、新しくなります。")


@sekisho.command()
@everywhere
def doctor(session: Session) -> int:
    """何が入っていて、どこに書けるか、何を直せばよいかを調べます。"""
    findings = examine(session.home)
    for found in findings:
        show(f"{'✓' if found.sound else '✗'} {found.subject}: {found.state}" + ("" if found.sound else f" → {found.remedy}"))
    return 0 if all(found.sound or found.optional for found in findings) else 2
