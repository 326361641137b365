"""``sekisho person``: the first user of a workspace, and a new way in when nobody who could make one can sign in."""

import click

from sekisho.roles import Role
from sekisho_site.cli.clock import now
from sekisho_site.cli.language import say
from sekisho_site.cli.main import sekisho
from sekisho_site.cli.screen import show, tell
from sekisho_site.cli.session import CommandError, Session, everywhere
from sekisho_site.config.workspace import open_workspace


@sekisho.group()
def person() -> None:
    """利用者を招きます。最初の一人はここで招き、あとはページの「利用者」で招けます。"""


@person.command("add")
@click.option("--email", required=True, help="招く人のメールアドレス。")
@click.option("--name", required=True, help="招く人の名前。")
@click.option(
    "--role",
    type=click.Choice([role.value for role in Role]),
    default=Role.PRIVACY_OFFICE.value,
    show_default=True,
    help="役割。",
)
@click.option("--department", help="役割が business_department のときの部署の番号。")
@click.option("--party", help="役割が entrustee_… のときの会社の番号。")
@everywhere
def add(session: Session, email: str, name: str, role: str, department: str | None, party: str | None) -> None:
    """招待のリンクを作ります。リンクは一度だけ示し、7日のあいだ一度だけ使えます。"""
    open_workspace(session.home)
    from sekisho_site.usecases import invite_person

    handed = invite_person(email=email, name=name, role=Role(role), department=department, party=party, by=session.by, at=now())
    _show(handed.token)


@person.command("renew")
@click.option("--email", required=True, help="利用者のメールアドレス。")
@everywhere
def renew(session: Session, email: str) -> None:
    """パスワードを決め直すリンクを作ります。使うと、二段階の確認の登録も消えます。"""
    open_workspace(session.home, new=False)
    from sekisho_site.records.queries.people import person_of
    from sekisho_site.usecases import renew_access

    found = person_of(email)
    if found is None:
        raise CommandError(say("このアドレスの利用者はいません。sekisho person add で招いてください。"))
    _show(renew_access(person=found, by=session.by, at=now()).token)


def _show(token: str) -> None:
    show(f"/invitation/{token}/")
    tell("関所のアドレスの後ろに付けて、本人に渡してください。7日のあいだ、一度だけ使えます。")
