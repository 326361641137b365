"""``sekisho verify``, ``backup`` and ``restore``: is the evidence untouched, and does it survive the machine?"""

from pathlib import Path

import click

from sekisho.evidence.bundle import BundleReport, verify_bundle
from sekisho.terms import Outcome
from sekisho_site.cli.clock import now
from sekisho_site.cli.files import require_writable, writing
from sekisho_site.cli.language import say
from sekisho_site.cli.main import sekisho
from sekisho_site.cli.screen import show, tell, working
from sekisho_site.cli.session import CommandError, Session, everywhere
from sekisho_site.config.workspace import open_workspace

TAMPERED = 1


@sekisho.command()
@click.argument("bundle", required=False, type=click.Path(path_type=Path))
@everywhere
def verify(session: Session, bundle: Path | None) -> int:
    """記録の連なりと証跡のファイルが、書かれたときのままかを確かめます（束を渡せば、台帳のない機械でも）。"""
    if bundle and not bundle.is_file():
        raise CommandError(say("{bundle}: ファイルがありません。場所と名前を確かめてください。", bundle=bundle))
    with working("記録の連なりを確かめています…"):
        report = verify_bundle(bundle) if bundle else _verify_workspace(session)
    for fault in report.faults:
        show(f"{fault.place}: {fault.why_ja}")
    if report.log and not report.log.size and not report.faults:
        tell("判定不能: 記録がまだ一件もありません。--home か SEKISHO_HOME が合っているかを確かめてください。")
        return TAMPERED
    if report.outcome is Outcome.AGREES and report.log:
        show(
            say(
                "一致: {size} 件の記録と {files} 個のファイルは、書かれたときのままです。根 {root}",
                size=report.log.size,
                files=report.files,
                root=report.log.root,
            )
        )
        return 0
    if report.outcome is Outcome.CANNOT_TELL and report.log:
        tell(
            "判定不能: {first} 件目より後の記録に封がありません。途中で止まった書込みかどうかを確かめてください。",
            first=report.log.sealed,
        )
        return TAMPERED
    tell("記録の連なりが合いません。最初の場所から後ろは信頼できません。監査の担当へ知らせ、控えと比べてください。")
    return TAMPERED


def _verify_workspace(session: Session) -> BundleReport:
    open_workspace(session.home, new=False)
    from sekisho_site.records.queries import verify_workspace

    return verify_workspace()


@sekisho.command()
@click.argument("file", type=click.Path(path_type=Path))
@everywhere
def backup(session: Session, file: Path) -> None:
    """作業フォルダーのすべて（記録、指摘、証跡、受け取ったファイル）を一つのファイルに控えます。"""
    require_writable(file)
    open_workspace(session.home, new=False)
    from sekisho_site.usecases import create_backup

    with working("{file} を書いています…", file=file.name):
        sha256 = writing(file, lambda: create_backup(target=file, by=session.by, at=now()))
    show(f"SHA-256 {sha256}")
    tell("{file} に控えました。sekisho restore で空の作業フォルダーに戻せます。", file=file)


@sekisho.command()
@click.argument("file", type=click.Path(path_type=Path))
@everywhere
def restore(session: Session, file: Path) -> None:
    """控えを、空の作業フォルダーに戻します。控えの証跡を確かめ、合わなければ何も戻しません。"""
    if not file.is_file():
        raise CommandError(say("{path}: ファイルがありません。場所と名前を確かめてください。", path=file))
    open_workspace(session.home)
    from sekisho_site.usecases import restore_backup

    with working("{file} を読んでいます…", file=file.name):
        sha256 = restore_backup(source=file, by=session.by, at=now())
    show(f"SHA-256 {sha256}")
    tell("控えを戻しました。sekisho verify で確かめられます。")
