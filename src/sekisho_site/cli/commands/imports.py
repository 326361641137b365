"""``sekisho import``: a plan first, then one transaction, or every error at once and nothing changed."""

from datetime import date
from pathlib import Path

import click

from sekisho.formats.books import TITLES, WORKBOOKS
from sekisho.formats.plan import Plan
from sekisho_site.cli.clock import now
from sekisho_site.cli.files import read_file, require_writable, write_file
from sekisho_site.cli.language import say
from sekisho_site.cli.main import sekisho
from sekisho_site.cli.screen import show, tell, working, write_json
from sekisho_site.cli.session import CommandError, Day, Session, everywhere
from sekisho_site.config.workspace import open_workspace


@sekisho.group("import")
@everywhere
def import_group(session: Session) -> None:
    """ファイルを取り込みます（計画を示し、全部か無かで反映）。"""


def _workbook_command(workbook: str) -> click.Command:
    @click.command(workbook, help=f"「{TITLES[workbook]}」のブックを取り込みます。")
    @click.argument("file", type=click.Path(path_type=Path))
    @click.option("--dry-run", is_flag=True, help="計画だけを示し、何も変えません。")
    @click.option("--json", "json_out", help="計画を JSON で書きます（- は標準出力）。")
    @click.option("--marked", type=click.Path(path_type=Path), help="誤りのセルに印を付けた写しを、この名前で書きます。")
    @everywhere
    def command(session: Session, file: Path, dry_run: bool, json_out: str | None, marked: Path | None) -> None:
        content = read_file(file)
        require_writable(json_out, marked)
        open_workspace(session.home)
        from sekisho_site.usecases import import_workbook

        with working("{file} を確かめています…", file=file.name):
            plan = import_workbook(content, file.name, workbook=workbook, by=session.by, at=now(), dry_run=dry_run)
        if json_out:
            write_json(json_out, plan.as_json())
        if plan.faults:
            _refuse(plan, content, marked)
        for line in plan.summary():
            show(line)
        _tell_end(dry_run, changed=not plan.changes_nothing)

    return command


def _tell_end(dry_run: bool, *, changed: bool) -> None:
    if dry_run:
        tell("試しに確かめただけです。何も変えていません。")
    elif changed:
        tell("取り込みました。sekisho reconcile で照合できます。")
    else:
        tell("取り込みました。記録に変わったところはありません。")


def _refuse(plan: Plan, content: bytes, marked: Path | None) -> None:
    """Tell every fault, keep nothing."""
    for fault in plan.faults:
        tell("{fault}", fault=fault)
    if marked:
        from sekisho.formats.marked import write_marked

        write_file(marked, write_marked(content, plan.faults))
        tell("印を付けた写しを {marked} に書きました。", marked=marked)
    elif any(fault.cell for fault in plan.faults):
        tell("--marked 写し.xlsx を付けると、誤りのセルに印を付けた写しができます。")
    elif any("様式" in fault.remedy for fault in plan.faults):
        tell("様式は sekisho export {workbook} --template 様式.xlsx で作れます。", workbook=plan.workbook)
    raise CommandError(
        say(
            "{count} 件の誤りがあります。何も取り込んでいません。直してからもう一度取り込んでください。", count=len(plan.faults)
        )
    )


for _workbook in WORKBOOKS:
    import_group.add_command(_workbook_command(_workbook))


@import_group.command("subprocessors")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--party", required=True, help="公開した会社（番号、名前、法人番号のどれか）。")
@click.option("--on", "listed_on", type=Day(), required=True, help="一覧の日。")
@click.option("--rename", "renames", multiple=True, metavar="前の名前=今の名前", help="人が確かめた改名。何度でも書けます。")
@click.option("--dry-run", is_flag=True, help="差だけを示し、何も変えません。")
@click.option("--json", "json_out", help="差を JSON で書きます（- は標準出力）。")
@everywhere
def subprocessors(
    session: Session, file: Path, party: str, listed_on: date, renames: tuple[str, ...], dry_run: bool, json_out: str | None
) -> None:
    """事業者が公開した再委託先の一覧（md・csv・xlsx・html）を取り込み、前の一覧との差を示します。"""
    content = read_file(file)
    confirmed = _confirmed(renames)
    require_writable(json_out)
    open_workspace(session.home)
    from sekisho_site.usecases import import_subprocessors

    with working("{file} を読んでいます…", file=file.name):
        read = import_subprocessors(
            content, file.name, party=party, on=listed_on, by=session.by, at=now(), renames=confirmed, dry_run=dry_run
        )
    if json_out:
        write_json(json_out, read.as_json())
    if read.faults:
        for fault in read.faults:
            tell("{fault}", fault=fault)
        raise CommandError(say("{file}: 何も取り込んでいません。", file=file))
    if read.registered:
        tell(
            "台帳にまだ会社がないので、{party} を登録しました。名前と法人番号は台帳で補ってください。",
            party=read.registered.key,
        )
    for warning in read.warnings:
        tell("{warning}", warning=warning)
    for line in read.report():
        show(line)
    _tell_end(dry_run, changed=True)


def _confirmed(renames: tuple[str, ...]) -> dict[str, str]:
    """The names in the new list with the former name that a person confirmed."""
    pairs = [rename.partition("=") for rename in renames]
    if any(not (before and now) for before, _, now in pairs):
        raise CommandError(say("--rename は「前の名前=今の名前」の形で書いてください。"))
    return {now.strip(): before.strip() for before, _, now in pairs}
