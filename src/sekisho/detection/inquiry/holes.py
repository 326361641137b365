"""Where the logs of the asked span have holes: by what a store knows of its logs, or by the days there are.

Knows that a day without any line shows nothing. Refuses to guess that nothing happened on it.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, timedelta

from sekisho.detection.coverage import Coverage
from sekisho.detection.inquiry.answer import Gap
from sekisho.detection.inquiry.question import Question
from sekisho.terms import LogState

_DAY = timedelta(days=1)


def holes_of(coverages: Iterable[Coverage], question: Question) -> list[Gap]:
    """What cannot be seen of a store's logs: gaps, clocks that went back, days before the first and after the last."""
    found: list[Gap] = []
    for coverage in coverages:
        name = " ".join(filter(None, (coverage.stream.source, coverage.stream.party, coverage.stream.system)))
        spans = ((span.first, span.last, span.why) for span in coverage.spans if span.state is not LogState.COMPLETE)
        found += _within(question, name, (*spans, *_around(coverage, question)))
    return sorted(found, key=lambda gap: (gap.first, gap.log, gap.why))


def _around(coverage: Coverage, question: Question) -> Iterator[tuple[date, date, str]]:
    """The asked days before the first and after the last day of a log."""
    days = [day for day, volume in coverage.days.items() if volume.rows]
    if not days:
        return
    if question.first and question.first < min(days):
        yield question.first, min(days) - _DAY, "このログは、この期間より後から始まっています。"
    if question.last and question.last > max(days):
        yield max(days) + _DAY, question.last, "このログは、この期間より前で終わっています。"


def _within(question: Question, log: str, spans: Iterable[tuple[date, date, str]]) -> Iterator[Gap]:
    """The part of each stretch that lies in the asked span."""
    for begins, ends, why in spans:
        first, last = max(begins, question.first or begins), min(ends, question.last or ends)
        if first <= last:
            yield Gap(log, first, last, why)


def days_without(days: Collection[date], question: Question) -> list[Gap]:
    """The asked days, or those between the first and the last there is, on which no log at all has a line."""
    first, last = question.first or min(days, default=None), question.last or max(days, default=None)
    if first is None or last is None:
        return []
    asked = (first + n * _DAY for n in range((last - first).days + 1))
    return _joined([day for day in asked if day not in days], "この日の記録が一行もありません。")


def _joined(days: Sequence[date], why: str) -> list[Gap]:
    gaps: list[Gap] = []
    for day in days:
        if gaps and gaps[-1].last + _DAY == day:
            gaps[-1] = Gap("", gaps[-1].first, day, why)
        else:
            gaps.append(Gap("", day, day, why))
    return gaps
