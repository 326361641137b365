"""Run a story: which rule would have fired, from which records, on which day, and how long before the real discovery.

Knows how to go through the days of a story with only the records known by each day. Refuses to hold any result: all of it
is computed. What is written is what *should* fire (``expected.yaml``), and :mod:`sekisho.stories.agreement` compares.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from functools import lru_cache, partial
from itertools import pairwise
from typing import Any

from sekisho.catalog import load_catalog
from sekisho.finding import Finding
from sekisho.period import months_after
from sekisho.reconcile import Reconciliation, Snapshot, reconcile
from sekisho.reconcile.check import Check
from sekisho.reconcile.checks import all_checks
from sekisho.stories.agreement import Agreement, compare
from sekisho.stories.story import Story, load_story, story_names
from sekisho.terms import Outcome

_JAPAN = timezone(timedelta(hours=9))

__all__ = ["Fired", "StoryResult", "findings_of", "first_days", "load_story", "run_all", "run_story", "story_names"]


@dataclass(frozen=True, slots=True)
class Fired:
    """A finding of a story, and how it looked on the first day on which it fired."""

    finding: Finding
    first: Finding
    first_fired_on: date
    lead_days: int | None

    @property
    def lead(self) -> str | None:
        """The lead in years, months or days, as people say it; None without a discovery."""
        if self.lead_days is None:
            return None
        return lead_words(self.first_fired_on, self.first_fired_on + timedelta(days=self.lead_days))

    def as_json(self) -> dict[str, Any]:
        """The finding's JSON with the day, the records of that day and the lead."""
        return {
            **self.finding.as_json(),
            "first_fired_on": self.first_fired_on.isoformat(),
            "first_records": [f"{item.source} {item.key}" for item in self.first.evidence],
            "lead_days": self.lead_days,
            "lead": self.lead,
        }


@dataclass(frozen=True, slots=True)
class StoryResult:
    """What the checks say of a story on its ``as_of``, when each finding first fired, and whether that was expected."""

    story: Story
    reconciliation: Reconciliation
    fired: tuple[Fired, ...]
    agreement: Agreement

    def as_json(self) -> dict[str, Any]:
        """The JSON form of the command-line contract."""
        discovered = self.story.discovered_on
        return {
            **self.reconciliation.as_json(),
            "story": self.story.name,
            "title": self.story.title,
            "case": self.story.case,
            "believed": self.story.believed,
            "came_to_light": self.story.came_to_light,
            "discovered_on": discovered.isoformat() if discovered else None,
            "findings": [fired.as_json() for fired in self.fired],
            "agreement": self.agreement.as_json(),
        }


@lru_cache(maxsize=32)
def run_story(name: str) -> StoryResult:
    """Run one story; the result of a name never changes, so it is kept."""
    story = load_story(name)
    reconciliation = reconcile_on(story, story.as_of)
    firsts = first_days(story, reconciliation.findings)
    fired = tuple(_fired(finding, *firsts[_identity(finding)], story) for finding in reconciliation.findings)
    days = {item.finding.fingerprint: item.first_fired_on for item in fired}
    return StoryResult(story, reconciliation, fired, compare(story.expected, reconciliation.findings, days))


def run_all() -> tuple[StoryResult, ...]:
    """Every story, the public cases first."""
    return tuple(run_story(name) for name in story_names())


def findings_of(name: str, check_id: str) -> tuple[Finding, ...]:
    """The findings of one check in one story, for the examples in the checks themselves."""
    check = next(check for check in all_checks() if check.id == check_id)
    story = load_story(name)
    return reconcile_on(story, story.as_of, [check]).findings


def reconcile_on(story: Story, day: date, checks: Iterable[Check] | None = None) -> Reconciliation:
    """Compare the records of the story that could be held on ``day``."""
    return reconcile(_snapshot(story, day), checks)


def _snapshot(story: Story, day: date) -> Snapshot:
    known_at = datetime.combine(day, time(23, 59, 59), _JAPAN)
    return Snapshot(story.known_by(day), as_of=day, catalog=load_catalog(), known_at=known_at)


Identity = tuple[str, Outcome]


def _identity(finding: Finding) -> Identity:
    return finding.fingerprint, finding.outcome


def _fired(finding: Finding, day: date, first: Finding, story: Story) -> Fired:
    return Fired(finding, first, day, (story.discovered_on - day).days if story.discovered_on else None)


def first_days(story: Story, findings: Iterable[Finding]) -> Mapping[Identity, tuple[date, Finding]]:
    """The first day on which each of ``findings`` (of the story's ``as_of``) fires, and the finding as it was then.

    The days looked at are :func:`candidate_days`; between the last of them without a finding and the first with it, the
    exact day is found by halving.
    """
    wanted = {_identity(finding): finding.check for finding in findings}
    watch = _Watch(story)
    found: dict[Identity, tuple[date, Finding]] = {}
    days = candidate_days(story)
    for before, day in pairwise([days[0] - timedelta(days=1), *days]):
        waiting = sorted({check for identity, check in wanted.items() if identity not in found})
        for identity in [seen for check in waiting for seen in watch.on(day, check)]:
            if identity in wanted and identity not in found:
                first = watch.halve(wanted[identity], identity, before, day)
                found[identity] = (first, watch.on(first, wanted[identity])[identity])
    return found


class _Watch:
    """What one check finds on one day; each pair is judged once."""

    def __init__(self, story: Story) -> None:
        self._checks = {check.id: check for check in all_checks()}
        self._seen: dict[tuple[date, str], Mapping[Identity, Finding]] = {}
        self._snapshot = lru_cache(maxsize=64)(partial(_snapshot, story))

    def on(self, day: date, check: str) -> Mapping[Identity, Finding]:
        """The findings of a check on a day."""
        if (day, check) not in self._seen:
            findings = reconcile(self._snapshot(day), [self._checks[check]]).findings
            self._seen[day, check] = {_identity(finding): finding for finding in findings}
        return self._seen[day, check]

    def halve(self, check: str, identity: Identity, silent: date, firing: date) -> date:
        """The first firing day after ``silent``, by halving the span up to ``firing``."""
        while (firing - silent).days > 1:
            middle = silent + (firing - silent) // 2
            if identity in self.on(middle, check):
                firing = middle
            else:
                silent = middle
        return firing


def candidate_days(story: Story) -> list[date]:
    """The days up to ``as_of`` that are looked at, in order.

    They are the firsts of months and, in a public case, the days of its records and the days after their anniversaries.
    """
    facts = {day for held in story.records for day in (held.known_on, held.record.fact_date) if day and day <= story.as_of}
    start = min(facts, default=story.as_of)
    days = {start, story.as_of}
    month = start.replace(day=1)
    while (month := months_after(month, 1)) <= story.as_of:
        days.add(month)
    if story.discovered_on is None:
        return sorted(days)
    for fact in facts:
        days.add(fact)
        years = 1
        while (again := months_after(fact, 12 * years)) < story.as_of:
            days.add(again + timedelta(days=1))  # a term that is kept on its corresponding day is late the day after
            years += 1
    return sorted(days)


def lead_words(earlier: date, later: date) -> str:
    """How long ``earlier`` lies before ``later``, in years and months, or in days under a month.

    >>> lead_words(date(2022, 1, 31), date(2023, 10, 17)), lead_words(date(2023, 10, 17), date(2023, 10, 10))
    ('1年8か月前', '7日後')
    """
    if earlier == later:
        return "同じ日"
    word = "前" if earlier < later else "後"
    start, end = min(earlier, later), max(earlier, later)
    months = (end.year - start.year) * 12 + end.month - start.month
    if months_after(start, months) > end:
        months -= 1
    if months == 0:
        return f"{(end - start).days}日{word}"
    years, months = divmod(months, 12)
    return f"{f'{years}年' if years else ''}{f'{months}か月' if months else ''}{word}"
