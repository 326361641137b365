"""Volume and gaps: which days of a log are there, which should be and are not, and where its clock or numbers break.

Knows what may be said of a log by its counts alone, judging each day by the days before it. Refuses to know where counts come
from, and what follows for a party: the values become records of the observed plane (``LogCoverage``), and ``reconcile`` judges
those.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from sekisho.detection.alert import iso
from sekisho.detection.expectation import Expectation, Pattern
from sekisho.detection.observation_key import observation_key
from sekisho.detection.streams import DayVolume, Numbering, StepBack, Stream, Traits, joined_stretches
from sekisho.observed import LogCoverage
from sekisho.terms import LogState

_DAY = timedelta(days=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
#: A file in which more than this share of an origin's events step back is not in order; it says nothing of a clock.
_UNORDERED = 0.01
_FEW_STEPS = 3
#: Numbers of which fewer than this share are there were never meant to be collected whole.
_WHOLE = 0.9
_UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Span:
    """One statement about a log over some days, both included. ``why`` is a Japanese sentence, empty for complete days."""

    stream: Stream
    state: LogState
    first: date
    last: date
    why: str = ""


@dataclass(frozen=True, slots=True)
class Scheme:
    """What is declared about a log: on which weekdays (0 Monday) it is written, and since when it must be kept.

    Empty ``party`` and ``system`` of the stream stand for a log whose events do not name them.
    """

    stream: Stream
    weekdays: frozenset[int] | None = None
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Coverage:
    """One log: its days as counted, and what is said of it, in the order of time."""

    stream: Stream
    days: Mapping[date, DayVolume] = field(hash=False)
    undated: int
    spans: tuple[Span, ...]

    def marks(self) -> dict[date, str]:
        """One sign for every day from the first to the last that anything is said of.

        ``■`` there, ``×`` missing, ``△`` less than it should be, ``!`` the clock went back, ``·`` not there and not due.
        """
        known = [*self.days, *(day for span in self.spans for day in (span.first, span.last))]
        if not known:
            return {}
        signs = {day: "■" if day in self.days and self.days[day].rows else "·" for day in _days(min(known), max(known))}
        for span in self.spans:
            for day in _days(span.first, span.last):
                if span.state is LogState.GAP and signs[day] != "!":
                    signs[day] = "△" if day in self.days and self.days[day].rows else "×"
                elif span.state is LogState.ROLLED_BACK:
                    signs[day] = "!"
        return signs

    def as_json(self) -> dict[str, object]:
        """The JSON form of the command line."""
        return {
            **asdict(self.stream),
            "undated": self.undated,
            "days": [
                {
                    "day": str(day),
                    "rows": each.rows,
                    "unreadable": each.unreadable,
                    "first": iso(each.first),
                    "last": iso(each.last),
                }
                for day, each in self.days.items()
            ],
            "spans": [
                {"state": span.state.value, "from": str(span.first), "to": str(span.last), "why": span.why}
                for span in self.spans
            ],
        }


def judge(
    traits: Iterable[Traits],
    *,
    until: date,
    schemes: Sequence[Scheme] = (),
    is_holiday: Callable[[date], bool] = lambda _: False,
) -> list[Coverage]:
    """Judge every log by its counts, up to the day before ``until`` (that day is not over), in the order of their streams."""
    held = [*traits]
    volumes = _volumes(held)
    declared = {scheme.stream: scheme for scheme in schemes}
    numberings: dict[Stream, list[Numbering]] = defaultdict(list)
    steps: dict[Stream, list[StepBack]] = defaultdict(list)
    for each in held:
        for numbering in each.numberings:
            numberings[numbering.stream].append(numbering)
        for step in each.steps_back:
            steps[step.stream].append(step)
    found = []
    for stream in sorted({*volumes, *declared}):
        days, undated = _dated(volumes.get(stream, {}))
        scheme = declared.get(stream, Scheme(stream))
        spans = [
            *_silences(stream, days, until, scheme, is_holiday),
            *_broken_numbers(stream, numberings[stream]),
            *_steps_back(stream, steps[stream]),
        ]
        whole = _complete(stream, days, spans)
        found.append(Coverage(stream, days, undated, tuple(sorted([*spans, *whole], key=lambda span: (span.first, span.why)))))
    return found


def _volumes(traits: Iterable[Traits]) -> dict[Stream, dict[str, DayVolume]]:
    """Volumes of all files together, by stream and day."""
    found: dict[Stream, dict[str, DayVolume]] = defaultdict(dict)
    for each in traits:
        for volume in each.volumes:
            _add(found[volume.stream], volume)
    for source in {stream.source for stream in found}:
        _give_unreadable(found, Stream(source))
    return found


def _give_unreadable(found: dict[Stream, dict[str, DayVolume]], nobody: Stream) -> None:
    """Lines that could not be read say no party: where their source has one stream only, they are of that stream."""
    owners = [stream for stream in found if stream.source == nobody.source and stream != nobody]
    if nobody in found and len(owners) == 1 and not any(volume.rows for volume in found[nobody].values()):
        for volume in found.pop(nobody).values():
            _add(found[owners[0]], replace(volume, stream=owners[0]))


def _add(days: dict[str, DayVolume], volume: DayVolume) -> None:
    before = days.get(volume.day)
    days[volume.day] = before.plus(volume) if before else volume


def _dated(volumes: Mapping[str, DayVolume]) -> tuple[dict[date, DayVolume], int]:
    dated = {date.fromisoformat(day): each for day, each in sorted(volumes.items()) if day != _UNKNOWN}
    return dated, volumes[_UNKNOWN].rows if _UNKNOWN in volumes else 0


def _silences(
    stream: Stream, days: Mapping[date, DayVolume], until: date, scheme: Scheme, is_holiday: Callable[[date], bool]
) -> Iterator[Span]:
    """Days without the log on which it should be there, days with far less than usual, and days mostly unreadable."""
    written = [day for day, volume in days.items() if volume.rows]
    start = scheme.since or (written[0] if written else until - _DAY if scheme.weekdays else until)
    pattern = Pattern(scheme.weekdays, is_holiday)
    found: list[tuple[date, str]] = []
    for day in _days(min([start, *written[:1]]), until - _DAY):
        volume = days.get(day)
        expected = pattern.of(day)
        kept = scheme.since is not None and (not written or day < written[0])
        why = _wrong(volume, expected, owed=kept and (scheme.weekdays is None or expected.due))
        if why and day >= start:
            found.append((day, why))
        if not why or (volume and volume.rows):
            pattern.learn(day, volume.rows if volume else 0, usual=not why)
    yield from _joined(stream, found, pattern)


def _wrong(volume: DayVolume | None, expected: Expectation, *, owed: bool) -> str:
    """What is wrong with a day; ``owed``: it lies before the first day of the log, but must be kept."""
    if volume is None or not volume.rows:
        if volume is not None and volume.unreadable:
            return "読めない行しかありません。"
        if owed:
            return "残すと決めた期間なのに、ログがありません（保存の期限切れ、取り損ねなど）。"
        return "いつもならある日なのに、ログが一行もありません。" if expected.due else ""
    if volume.unreadable > volume.rows:
        return "読めない行のほうが多く、その日の操作を確かめられません。"
    if volume.rows < expected.least:
        return "件数がいつもの二十分の一より少なく、一部が欠けている見込みです。"
    return ""


def _joined(stream: Stream, found: Sequence[tuple[date, str]], pattern: Pattern) -> Iterator[Span]:
    """Neighbouring days with one reason as one span; days on which nothing is due do not part them."""
    spans: list[Span] = []
    for day, why in found:
        last = spans[-1] if spans else None
        if last and last.why == why and not any(pattern.was_due(each) for each in _days(last.last + _DAY, day - _DAY)):
            spans[-1] = replace(last, last=day)
        else:
            spans.append(Span(stream, LogState.GAP, day, day, why))
    return iter(spans)


def _broken_numbers(stream: Stream, numberings: Iterable[Numbering]) -> Iterator[Span]:
    """Holes in record numbers, over the files of one origin together; a number that starts anew is a cleared log."""
    origins: dict[str, list[Numbering]] = defaultdict(list)
    for each in numberings:
        origins[each.origin].append(each)
    for origin, parts in sorted(origins.items()):
        stretches = joined_stretches(stretch for each in parts for stretch in each.stretches)
        there = sum(last - first + 1 for first, last, _, _ in stretches)
        if not stretches or any(each.broken for each in parts) or there < _WHOLE * (stretches[-1][1] - stretches[0][0] + 1):
            continue
        for (_, last, _, ended), (first, _, began, _) in pairwise(stretches):
            if ended is None or began is None:
                continue
            missing = first - last - 1
            why = f"{origin.strip() or '記録'}の番号が{last}から{first}へ飛び、{missing}件が欠けています。"
            days = sorted((_day(ended), _day(began)))
            yield Span(stream, LogState.GAP, days[0], days[1], why)


def _steps_back(stream: Stream, steps: Iterable[StepBack]) -> Iterator[Span]:
    for step in steps:
        if step.times > max(_FEW_STEPS, _UNORDERED * step.rows):
            continue
        back = timedelta(microseconds=step.before - step.after)
        about = f"{step.origin}の" if step.origin else ""
        why = f"{about}時刻が{step.line}行目で{_length(back)}戻っています（このファイルで{step.times}回）。"
        noticed = _day(step.before)
        yield Span(stream, LogState.ROLLED_BACK, max(_day(step.after), noticed - _DAY), noticed, why)


def _length(back: timedelta) -> str:
    minutes = int(back.total_seconds()) // 60
    return (
        f"{minutes // 1440}日"
        if minutes >= 1440
        else f"{minutes // 60}時間{minutes % 60}分"
        if minutes >= 60
        else f"{minutes}分"
    )


def _complete(stream: Stream, days: Mapping[date, DayVolume], spans: Iterable[Span]) -> Iterator[Span]:
    """The stretches of days between which nothing is missing."""
    bad = {day for span in spans for day in _days(span.first, span.last)}
    start: date | None = None
    before: date | None = None
    for day in [day for day, volume in days.items() if volume.rows and day not in bad]:
        if before is None or start is None or any(each in bad for each in _days(before + _DAY, day - _DAY)):
            if before is not None and start is not None:
                yield Span(stream, LogState.COMPLETE, start, before)
            start = day
        before = day
    if before is not None and start is not None:
        yield Span(stream, LogState.COMPLETE, start, before)


def as_records(coverages: Iterable[Coverage], *, found_on: date, party: str | None = None) -> Iterator[LogCoverage]:
    """What is said of logs as observed records; a log whose events name no party is of ``party``, or told of nobody.

    ``key`` follows from what is said, so that the same statement made again is the same record.
    """
    for coverage in coverages:
        for span in coverage.spans:
            whose = span.stream.party or party
            if whose is None:
                continue
            told = (whose, span.stream.system, span.stream.source, span.state, str(span.first), span.why)
            yield LogCoverage(
                key=observation_key("LC", *told),
                party=whose,
                system=span.stream.system or None,
                log=span.stream.source,
                state=span.state,
                period_from=span.first,
                period_to=span.last,
                found_on=found_on,
            )


def _days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += _DAY


def _day(time: int) -> date:
    return (_EPOCH + timedelta(microseconds=time)).date()
