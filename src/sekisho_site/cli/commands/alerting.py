"""``sekisho alerts``: what ``sekisho detect`` and ``sekisho watch`` told enters the queue of the office."""

from pathlib import Path

import click

from sekisho_site.cli.clock import now
from sekisho_site.cli.files import read_file
from sekisho_site.cli.language import say
from sekisho_site.cli.main import sekisho
from sekisho_site.cli.screen import tell, working
from sekisho_site.cli.session import CommandError, Session, everywhere
from sekisho_site.config.workspace import open_workspace


@sekisho.group("alerts")
@everywhere
def alerts_group(session: Session) -> None:
    """検知した警告を取り込みます。"""


@alerts_group.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--party", help="行に会社がないときの会社（番号、名前、法人番号のどれか）。")
@everywhere
def import_alerts(session: Session, file: Path, party: str | None) -> None:
    """見つけたもの（sekisho detect や watch が書いた NDJSON）を取り込みます。もう一度取り込んでも増えません。"""
    from dataclasses import replace

    from sekisho.formats.alert_lines import read_alert_lines

    read = read_alert_lines(read_file(file), str(file))
    if read.faults:
        for fault in read.faults:
            tell("{fault}", fault=fault)
        raise CommandError(say("{file}: 何も取り込んでいません。", file=file))
    home = open_workspace(session.home)
    from sekisho_site.records.detecting import described, own_rules
    from sekisho_site.records.queries import find_party
    from sekisho_site.usecases import take_in_alerts

    key = find_party(party) if party else ""
    with working("{file} を取り込んでいます…", file=file.name):
        alerts = described(read.alerts, own_rules(home / "rules"))
        done = take_in_alerts(
            alerts=(alert if alert.party else replace(alert, party=key or "") for alert in alerts), by=session.by, at=now()
        )
    tell(
        "新しい警告 {new:,} 件（うち除外 {excluded:,} 件）、変わったもの {revised:,} 件、同じもの {unchanged:,} 件。",
        new=done.new,
        revised=done.revised,
        unchanged=done.unchanged,
        excluded=done.excluded,
    )
