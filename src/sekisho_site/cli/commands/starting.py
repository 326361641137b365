"""``sekisho demo`` and ``sekisho doctor``: from nothing to the first findings; what is installed and what to fix."""

import click

from sekisho.formats.template import write_workbook
from sekisho.stories.run import load_story
from sekisho_site.cli.clock import now
from sekisho_site.cli.diagnosis import examine
from sekisho_site.cli.files import write_file
from sekisho_site.cli.language import say
from sekisho_site.cli.main import sekisho
from sekisho_site.cli.screen import show, show_counts, show_findings, tell, working
from sekisho_site.cli.session import CommandError, Session, everywhere
from sekisho_site.config.workspace import open_workspace

DEMO = "asahi"


@sekisho.command()
@click.option("--port", type=int, default=8000, help="ページを開くポート番号（ページは次の版から）。")
@click.option("--no-serve", is_flag=True, help="指摘を示したら終わります。")
@everywhere
def demo(session: Session, port: int, no_serve: bool) -> None:
    """架空の通信会社「あさひ通信」を読み込み、照合し、食い違いを示します。"""
    home = open_workspace(session.home)
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


@sekisho.command()
@everywhere
def doctor(session: Session) -> int:
    """何が入っていて、どこに書けるか、何を直せばよいかを調べます。"""
    findings = examine(session.home)
    for found in findings:
        show(f"{'✓' if found.sound else '✗'} {found.subject}: {found.state}" + ("" if found.sound else f" → {found.remedy}"))
    return 0 if all(found.sound or found.optional for found in findings) else 2
