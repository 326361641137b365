"""``sekisho serve`` and ``sekisho worker``: the pages, and the work behind them."""

import os
from pathlib import Path

import click

from sekisho_site.cli.language import say
from sekisho_site.cli.main import sekisho
from sekisho_site.cli.screen import show, tell
from sekisho_site.cli.session import Session, everywhere
from sekisho_site.config.workspace import open_workspace

_LOOPBACK = ("127.0.0.1", "::1", "localhost")


@sekisho.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="ページを開くポート番号。")
@click.option("--host", default="127.0.0.1", show_default=True, help="ページを開くアドレス。既定はこの機械だけ。")
@everywhere
def serve(session: Session, port: int, host: str) -> None:
    """ページを開きます。取り込みと照合を裏で進める仕組みも一緒に動きます。Ctrl-C で終わります。"""
    prepare_to_serve(host, port, session.home)
    home = open_workspace(session.home)
    from sekisho_site.records.queries.members import anybody_can_sign_in

    if not anybody_can_sign_in():
        tell("サインインできる人がまだいません。sekisho person add で最初の人を加えてください。")
    keep_open(host, port, home)


def prepare_to_serve(host: str, port: int, home: Path | None) -> None:
    """Refuse a place that is taken, and make the key that signs, before the settings are read."""
    from sekisho_site.cli.serving import refuse_taken_port
    from sekisho_site.config.signing_key import make_key

    refuse_taken_port(host, port)
    if not os.environ.get("SEKISHO_SECRET_KEY"):
        make_key(home or Path(os.environ.get("SEKISHO_HOME") or "sekisho-data"))


def keep_open(host: str, port: int, home: Path) -> None:
    """Serve the pages until somebody stops it."""
    from sekisho_site.cli.serving import serve as serve_pages

    def opened() -> None:
        address = f"[{host}]" if ":" in host else host
        show(say("開きました: http://{address}:{port}/", address=address, port=port))
        tell("終えるには Ctrl-C を押してください。")
        if host not in _LOOPBACK:
            tell("ほかの機械からも届きます。SEKISHO_HOSTS に名前を並べ、TLS の後ろに置いて SEKISHO_TLS=1 にしてください。")

    def died(name: str) -> None:
        if name == "web":
            tell("ページを見せる仕組みが止まったので、動かし直します。")
        else:
            tell("裏で働く仕組みが止まったので、動かし直します。途中の作業は引き継ぎます。")

    serve_pages(host, port, home, opened=opened, died=died)
    tell("閉じました。")


@sekisho.command()
@click.option("--once", is_flag=True, help="待っている作業を終えたら止まります。")
@click.option("--child", is_flag=True, hidden=True)
@everywhere
def worker(session: Session, once: bool, child: bool) -> None:
    """待っている取り込み・照合・書き出しを進めます（sekisho serve は自分で動かします）。"""
    parent = os.getppid() if child else None
    open_workspace(session.home, new=False)
    from sekisho_site.cli.worker import work

    work(once=once, while_parent=parent)
