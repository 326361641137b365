"""The regular review of logs: which are due when, how one that is signed late or not at all is told, and who may sign.

Knows periods, due days and the rule that nobody reviews their own work (form 3-2 ⑤). Refuses to know clocks, people's names
and storage: days, identifiers and what a log holds come in as values.
"""

import hashlib
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from sekisho.period import months_after
from sekisho.terms import Vocabulary

#: Own policy: without another promise logs are reviewed month by month, and signed within ten days after the month.
EVERY_MONTHS = 1
DAYS_TO_SIGN = 10
#: So many lines are looked at: what weighs most, and by chance some of which nothing is known.
RANKED, SAMPLED = 20, 20
LONGEST_NOTE = 4_000

Line = TypeVar("Line")


class ReviewResult(Vocabulary):
    """What whoever reviewed a log found."""

    CLEAR = "clear", "問題は見当たらない"
    SUSPICIOUS = "suspicious", "調べることがある"
    NO_LOG = "no_log", "ログがなく判定できない"


class ReviewMark(Vocabulary):
    """How a review stands in the calendar."""

    SIGNED = "signed", "署名済み"
    LATE = "late", "遅れて署名"
    MISSED = "missed", "未署名"
    WITHOUT_LOG = "without_log", "ログなし（判定不能）"
    AHEAD = "ahead", "期限前"


@dataclass(frozen=True, slots=True)
class ReviewPeriod:
    """A span of days (both included) whose logs are reviewed at once, and the day by which that is signed."""

    first: date
    last: date
    due: date


def periods_due(as_of: date, every_months: int = EVERY_MONTHS, back: int = 1) -> Sequence[ReviewPeriod]:
    """The ``back`` newest periods that have ended by a day, oldest first. Periods begin with a month, counted from January.

    >>> [(str(each.first), str(each.last), str(each.due)) for each in periods_due(date(2026, 11, 24))]
    [('2026-10-01', '2026-10-31', '2026-11-10')]
    >>> [str(each.first) for each in periods_due(date(2026, 11, 24), every_months=3, back=2)]
    ['2026-04-01', '2026-07-01']
    """
    month = as_of.replace(day=1)
    start = months_after(month, -((month.month - 1) % every_months))
    found = []
    for place in range(back, 0, -1):
        first = months_after(start, -place * every_months)
        last = months_after(first, every_months) - timedelta(days=1)
        found.append(ReviewPeriod(first, last, last + timedelta(days=DAYS_TO_SIGN)))
    return found


def mark_of(due: date, signed: date | None, result: ReviewResult | None, *, has_log: bool, today: date) -> ReviewMark:
    """How a review stands. Where there is no log nothing can be told, whoever signs.

    >>> mark_of(date(2026, 11, 10), None, None, has_log=True, today=date(2026, 11, 11))
    <ReviewMark.MISSED: 'missed'>
    """
    if not has_log or result is ReviewResult.NO_LOG:
        return ReviewMark.WITHOUT_LOG
    if signed is None:
        return ReviewMark.MISSED if today > due else ReviewMark.AHEAD
    return ReviewMark.SIGNED if signed <= due else ReviewMark.LATE


def why_not_sign(signer: Collection[str], workers: Collection[str], operators: Collection[str]) -> str | None:
    """Why this person may not sign; None when they may. All three are identifiers: numbers, accounts, mail addresses.

    ``signer`` are all under which the person is known, ``workers`` those whose work the log shows, ``operators`` those who
    operate the system that writes it. Capitals, width and spaces around do not matter.

    >>> why_not_sign({"U-000001", "M-1001"}, {"m-1001 "}, ())
    'ログに「m-1001」の操作があります。自分の操作のログは、自分では点検できません。ほかの人に署名を頼んでください。'
    """
    own = {_plain(each) for each in signer} - {""}
    for worker in sorted(workers):
        if _plain(worker) in own:
            return (
                f"ログに「{worker.strip()}」の操作があります。自分の操作のログは、自分では点検できません。"
                "ほかの人に署名を頼んでください。"
            )
    for operator in sorted(operators):
        if _plain(operator) in own:
            return (
                f"「{operator.strip()}」はこのシステムを運用する人です。運用する人は、そのログの点検に署名できません。"
                "ほかの人に署名を頼んでください。"
            )
    return None


def sampled(lines: Iterable[tuple[str, Line]], seed: str, count: int = SAMPLED) -> list[Line]:
    """``count`` of the lines by chance, the same ones whenever asked with the same ``seed``; each comes with its name.

    >>> sampled([("a:1", 1), ("a:2", 2), ("a:3", 3)], "R-1", 2) == sampled([("a:3", 3), ("a:1", 1), ("a:2", 2)], "R-1", 2)
    True
    """
    drawn = sorted(lines, key=lambda each: hashlib.sha256(f"{seed}\n{each[0]}".encode()).digest())
    return [line for _, line in drawn[:count]]


def _plain(identifier: str) -> str:
    return unicodedata.normalize("NFKC", identifier).strip().casefold()
