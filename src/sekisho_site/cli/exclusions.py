"""Exclusions as the command line takes them: which of them count, and which people must hear of.

Knows the file that a person named. Refuses to know how an exclusion narrows a rule (``sekisho.detection.rules``).
"""

from datetime import date
from pathlib import Path

from sekisho.detection.plan import RuleBook
from sekisho.detection.rules import exclude, read_exclusions
from sekisho.detection.sigma import RuleFaults
from sekisho_site.cli.files import read_file
from sekisho_site.cli.screen import tell
from sekisho_site.cli.session import CommandError


def without_excluded(book: RuleBook, path: Path | None, as_of: date) -> RuleBook:
    """The book without what the exclusions of a file take out on ``as_of``. Those that do not count are told."""
    if path is None:
        return book
    try:
        done = exclude(book, read_exclusions(str(path), read_file(path)), as_of)
    except RuleFaults as faults:
        raise CommandError(str(faults)) from faults
    for each in done.over:
        tell(
            "{place}: 除外の期限（{until}）が過ぎています。除外せずに判定します。続けるなら、改めて承認を得てください。",
            place=each.place,
            until=each.until,
        )
    for each in done.unknown:
        tell("{place}: 規則「{rule}」は今回の規則にありません。この除外は使いません。", place=each.place, rule=each.rule)
    tell("除外 {counted} 件を使います。", counted=len(done.counted))
    return done.book
