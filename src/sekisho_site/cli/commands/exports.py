"""``sekisho export``: workbooks that come back unchanged, empty templates, and the evidence bundle."""

from pathlib import Path

import click

from sekisho.evidence import BundleError
from sekisho.formats.books import TITLES, WORKBOOKS
from sekisho_site.cli.clock import today
from sekisho_site.cli.files import require_writable, write_file, write_whole
from sekisho_site.cli.language import say
from sekisho_site.cli.main import sekisho
from sekisho_site.cli.screen import tell, working
from sekisho_site.cli.session import CommandError, Session, everywhere
from sekisho_site.config.workspace import open_workspace


@sekisho.group("export")
@everywhere
def export_group(session: Session) -> None:
    """ファイルに書き出します。"""


def _workbook_command(workbook: str) -> click.Command:
    @click.command(workbook, help=f"「{TITLES[workbook]}」のブックを書き出します。")
    @click.argument("file", type=click.Path(path_type=Path))
    @click.option("--template", is_flag=True, help="記録の代わりに記入例だけを入れた様式を書きます。")
    @everywhere
    def command(session: Session, file: Path, template: bool) -> None:
        if template:
            from sekisho.formats.template import write_template

            write_file(file, write_template(workbook))
            tell("様式を {file} に書きました。", file=file)
            return
        require_writable(file)
        open_workspace(session.home, new=False)
        from sekisho.formats.template import write_workbook
        from sekisho_site.records.queries import current_records

        with working("{file} を書いています…", file=file.name):
            records = current_records(WORKBOOKS[workbook])
            write_file(file, write_workbook(workbook, records, as_of=today(), whole=True))
        tell("{file} に書きました。", file=file)

    return command


for _workbook in WORKBOOKS:
    export_group.add_command(_workbook_command(_workbook))


@export_group.command("evidence")
@click.argument("file", type=click.Path(path_type=Path))
@everywhere
def evidence(session: Session, file: Path) -> None:
    """記録の連なりと受け取ったファイルを、どこでも検証できる一つの束にします。"""
    require_writable(file)
    open_workspace(session.home, new=False)
    from sekisho_site.records.queries import evidence_bundle

    with working("{file} を書いています…", file=file.name):
        try:
            write_whole(file, evidence_bundle)
        except BundleError as error:
            raise CommandError(say("{why} sekisho verify で全体を確かめてください。", why=error)) from error
    tell("{file} に書きました。sekisho verify {file} で確かめられます。", file=file)
