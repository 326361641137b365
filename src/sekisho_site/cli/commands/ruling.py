"""``sekisho rules``: which rules there are, what one says, whether its examples hold, and a copy that a carrier may change."""

import json
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from sekisho.detection.alert import RuleAlert
from sekisho.detection.event import Event, EventRef
from sekisho.detection.plan import RuleBook
from sekisho.detection.rules import OWN, Example, ListedRule, disagreements, listed, own_folder, read_examples, rule_paths
from sekisho.detection.sigma import RuleFaults
from sekisho_site.cli.events_judged import ENGINES, Logs, judged, read_book
from sekisho_site.cli.files import require_writable, writing
from sekisho_site.cli.language import say
from sekisho_site.cli.main import sekisho
from sekisho_site.cli.screen import show, show_table, tell, working, write_json
from sekisho_site.cli.session import CommandError, Session, everywhere

_WHERE = click.Path(path_type=Path)
_TEXTS = ("description", "false_positives_ja", "references")


@sekisho.group()
def rules() -> None:
    """検知の規則を並べ、読み、例で確かめます。"""


@rules.command("list")
@click.argument("paths", nargs=-1, type=_WHERE, metavar="[DIR...]")
@click.option("--json", "json_out", help="一覧を JSON で書きます（- は標準出力）。")
@everywhere
def list_rules(session: Session, paths: tuple[Path, ...], json_out: str | None) -> None:
    """規則の一覧を示します。フォルダーを指定しなければ、備え付けの規則（own）です。"""
    require_writable(json_out)
    found = _listed(paths)
    if json_out:
        write_json(json_out, [each.as_json() for each in found])
        return
    headings = (say("番号"), say("題"), say("重さ"), say("点検項目"), say("兆候"), say("例"))
    show_table(
        headings,
        [(each.id, each.title, each.level, each.measure or "", each.sign or "", each.examples) for each in found],
    )
    tell("{count} 件の規則があります。", count=len(found))


@rules.command("show")
@click.argument("wanted", metavar="ID")
@click.option("--rules", "paths", multiple=True, type=_WHERE, help="規則のフォルダーかファイル。既定は備え付けの規則（own）。")
@everywhere
def show_rule(session: Session, wanted: str, paths: tuple[Path, ...]) -> None:
    """一つの規則の説明と、書かれたままの全文を示します。番号は初めの数文字でもかまいません。"""
    every = _listed(paths)
    found = [each for each in every if each.id == wanted] or [each for each in every if each.id.startswith(wanted)]
    if len(found) != 1:
        raise CommandError(
            say(
                "番号「{id}」の規則は {count} 件あります。sekisho rules list で番号を確かめてください。",
                id=wanted,
                count=len(found),
            )
        )
    rule = found[0]
    show(f"■ {rule.title}（{rule.level}）")
    for key in _TEXTS:
        if rule.notes.get(key):
            show(rule.notes[key].strip())
    file, _, _ = rule.source.rpartition(":")
    show(f"--- {Path(file).name}")
    show(Path(file).read_text("utf-8").strip())


@rules.command("test")
@click.argument("paths", nargs=-1, type=_WHERE, metavar="[DIR...]")
@click.option(
    "--engine", type=click.Choice([*ENGINES, "all"]), default="reference", show_default=True, help="確かめるエンジン。"
)
@everywhere
def test_rules(session: Session, paths: tuple[Path, ...], engine: str) -> int:
    """規則に書かれた例を、備え付けの規則と、指定したフォルダーの規則のすべてで確かめます。合わなければ終了コード 1。"""
    # one after the other: a changed copy of the own rules bears their numbers
    tried = [(read_book(places), _examples(places)) for places in (_places([]), rule_paths(paths)) if places]
    wrong = 0
    for book, examples in tried:
        for each in ENGINES if engine == "all" else (engine,):
            wrong += _tried(each, book, examples)
        for rule in listed(book, examples):
            if not rule.examples:
                tell("{source}: 「{title}」には例がありません。", source=rule.source, title=rule.title)
    return 1 if wrong else 0


def _tried(engine: str, book: RuleBook, examples: Sequence[Example]) -> int:
    """How many examples an engine disagrees with; each is shown."""

    def judge(book: RuleBook, events: Sequence[Event]) -> list[RuleAlert]:
        return _by_files(engine, book, events)

    with working("{engine} で例を確かめています…", engine=engine):
        found = disagreements(book, examples, judge)
    for one in found:
        show(f"{one.example.place}: [{engine}] {one.example.says}: {one.why}")
    tell("{engine}: 例 {examples} 件のうち、合わないもの {wrong} 件。", engine=engine, examples=len(examples), wrong=len(found))
    return len(found)


@rules.command("copy")
@click.argument("folder", type=_WHERE, metavar="DIR")
@everywhere
def copy_rules(session: Session, folder: Path) -> None:
    """備え付けの規則を、上限などを自社に合わせて直せるように、新しいフォルダーに写します。"""
    if folder.exists():
        raise CommandError(say("{path}: すでにあります。まだないフォルダーの名前を指定してください。", path=folder))
    writing(folder, lambda: shutil.copytree(own_folder(), folder))
    tell("{path} に写しました。直した後は、sekisho rules test {path} で例を確かめられます。", path=folder)


def _places(paths: Sequence[Path]) -> tuple[Path, ...]:
    return rule_paths(paths or [OWN])


def _examples(paths: Sequence[Path]) -> tuple[Example, ...]:
    try:
        return read_examples(paths)
    except RuleFaults as faults:
        raise CommandError(str(faults)) from faults


def _listed(paths: Sequence[Path]) -> tuple[ListedRule, ...]:
    places = _places(paths)
    return listed(read_book(places), _examples(places))


def _by_files(engine: str, book: RuleBook, events: Sequence[Event]) -> list[RuleAlert]:
    """What an engine finds in the events when it reads them as people hand them in: from files, one an example."""
    lines: dict[str, list[str]] = {}
    for event in events:
        lines.setdefault(event.ref.file, []).append(json.dumps(dict(event.fields), ensure_ascii=False))
    with TemporaryDirectory() as folder:
        names = {str(Path(folder) / f"{number}.jsonl"): name for number, name in enumerate(lines)}
        for path, name in names.items():
            Path(path).write_text("\n".join(lines[name]) + "\n", "utf-8")
        return [
            replace(alert, events=tuple(EventRef(names[ref.file], ref.line) for ref in alert.events))
            for alert in judged(engine, book, Logs(tuple(map(Path, names)), "jsonl"))
            if isinstance(alert, RuleAlert)
        ]
