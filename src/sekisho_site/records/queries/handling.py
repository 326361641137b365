"""How people stand with a finding: what is needed to judge the next step, and what was done so far."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Q

from sekisho.response.life import Stage, Step
from sekisho.response.steps import Situation, Taken
from sekisho.roles import Role
from sekisho_site.records.models import AnswerLink, FindingStep, StoredFinding, User

_NUMBER = re.compile(r"U-(\d{1,9})")
_LINK = re.compile(r"link:(\d{1,9})")
_MOST_YEARS = 100


def numbered(number: str) -> Q:
    """The finding that people call by this number, as in 2026-0147; matches nothing when it is no number."""
    told = _read(number)
    return Q(year=told[0], serial=told[1]) if told else Q(pk__in=())


def any_numbered(numbers: Iterable[str]) -> Q:
    """The findings of these numbers: one condition a year, because databases refuse a thousand beside each other."""
    by_year: dict[int, set[int]] = defaultdict(set)
    for year, serial in filter(None, map(_read, numbers)):
        by_year[year].add(serial)
    years = sorted(by_year)[:_MOST_YEARS]
    return reduce(or_, (Q(year=year, serial__in=by_year[year]) for year in years), Q(pk__in=()))


def _read(number: str) -> tuple[int, int] | None:
    year, _, serial = number.partition("-")
    if not (year.isascii() and year.isdigit() and serial.isascii() and serial.isdigit() and len(number) <= 14):
        return None
    return int(year), int(serial)


def steps_of(finding: StoredFinding) -> list[FindingStep]:
    """Every step that was taken with a finding, oldest first."""
    return list(FindingStep.objects.filter(finding=finding).order_by("pk"))


def situation_of(finding: StoredFinding, steps: Collection[FindingStep]) -> Situation:
    """How the finding stands, with the steps that were taken since it was last opened.

    An answer that came by a link counts for whoever made the link as well: they could have opened it themselves.
    """
    taken: list[Taken] = []
    filed: set[str] = set()
    makers = _makers_of_links(steps)
    for step in steps:
        filed.update(file["sha256"] for file in step.files)
        if step.stage_after == Stage.OPENED.value:
            taken.clear()
        else:
            taken.extend(Taken(Step(step.step), by) for by in (step.taken_by, *makers.get(step.taken_by, ())))
    return Situation(
        stage=Stage(finding.stage),
        party=finding.party,
        chain=tuple(finding.chain),
        addressee=finding.addressee,
        taken=tuple(taken),
        filed=frozenset(filed),
    )


def _makers_of_links(steps: Collection[FindingStep]) -> Mapping[str, tuple[str, ...]]:
    links = {int(found[1]): step.taken_by for step in steps if (found := _LINK.fullmatch(step.taken_by))}
    if not links:
        return {}
    made = AnswerLink.objects.filter(pk__in=links).select_related("made_by")
    return {links[link.pk]: (link.made_by.number,) for link in made}


def names_of(numbers: Collection[str]) -> Mapping[str, str]:
    """The names of people by the numbers under which the log knows them; numbers of nobody here are left out."""
    keys = {int(found[1]) for number in numbers if (found := _NUMBER.fullmatch(number))}
    return {person.number: person.name for person in User.objects.filter(pk__in=keys)} if keys else {}


def person_numbered(number: str) -> User | None:
    """The person whom the log knows by this number, if they may still sign in."""
    found = _NUMBER.fullmatch(number)
    return User.objects.filter(pk=int(found[1]), is_active=True).first() if found else None


def possible_owners() -> Iterator[User]:
    """Everybody inside who may look after a finding, by name."""
    outside = [role.value for role in Role if role.is_entrusted_party]
    return User.objects.filter(is_active=True).exclude(role__in=outside).order_by("name", "pk").iterator()


def is_overdue(finding: StoredFinding, today: date) -> bool:
    """Whether somebody should have done something by now."""
    return Stage(finding.stage).is_open and finding.due_date is not None and finding.due_date < today
