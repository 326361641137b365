"""The reviews of logs as people need them: what is due, how each stands, who may sign, and what a review is laid out from.

Knows where identifiers of people stand. Refuses to judge: due days, marks and who may sign are told by
``sekisho.response.log_reviews``.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, Sum

from sekisho.response.log_reviews import RANKED, ReviewMark, ReviewPeriod, ReviewResult, mark_of
from sekisho.terms import Reply, Ternary
from sekisho_site.records.models import Account, Answer, LogReview, LogVolume, StoredAlert, User
from sekisho_site.records.models.base import CURRENT

#: The check items by which a party promises that logs are reviewed.
PROMISED_BY = ("INS-05", "EXT-08")
_WHOLE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ReviewedLog:
    """A log that is to be reviewed. ``events`` is how many arrived in the period; without any the log is missing."""

    party: str
    system: str
    log: str
    events: int


def logs_to_review(period: ReviewPeriod) -> list[ReviewedLog]:
    """Every log that ever arrived, and every company that promised to review its logs and of which none arrived."""
    inside = Q(day__gte=period.first, day__lte=period.last)
    arrived = LogVolume.objects.filter(day__lte=period.last).exclude(party="").values_list("party", "system", "log")
    logs = [ReviewedLog(*row[:3], row[3] or 0) for row in arrived.annotate(n=Sum("events", filter=inside)).order_by(*_LOG)]
    having = {each.party for each in logs}
    promised = Answer.objects.filter(CURRENT, check_item__in=PROMISED_BY, reply=Reply.YES.value, answered_on__lte=period.last)
    parties = promised.values_list("party_id", flat=True).distinct().order_by("party_id")
    return logs + [ReviewedLog(party, "", "", 0) for party in parties if party not in having]


_LOG = ("party", "system", "log")


def ranked_lines(log: ReviewedLog, period: ReviewPeriod) -> list[dict[str, Any]]:
    """The lines of a log to which alerts of the period point, what weighs most first."""
    since, until = _moments(period)
    alerts = StoredAlert.objects.filter(party=log.party, sort_at__gte=since, sort_at__lt=until)
    if log.system:
        alerts = alerts.filter(system__in=("", log.system))
    lines: list[dict[str, Any]] = []
    for alert in alerts.order_by("weight", "-sort_at", "pk")[:RANKED]:
        for file, line in alert.events[: max(1, RANKED - len(lines))]:
            lines.append(_line(alert, file, line))
        if len(lines) >= RANKED:
            break
    return lines[:RANKED]


def _line(alert: StoredAlert, file: str, line: int) -> dict[str, Any]:
    at = alert.first_at.isoformat() if alert.first_at else None
    return {
        "file": file, "line": line, "at": at, "person": alert.person, "device": alert.device, "told": alert.title,
        "why": "ranked", "alert": alert.number,
    }  # fmt: skip


def workers_seen(log: ReviewedLog, period: ReviewPeriod) -> list[str]:
    """Those whose work alerts of the period tell of."""
    since, until = _moments(period)
    alerts = StoredAlert.objects.filter(party=log.party, sort_at__gte=since, sort_at__lt=until).exclude(person="")
    return sorted(set(alerts.values_list("person", flat=True)))


def operators_of(party: str, system: str) -> list[str]:
    """Who operates the system of a log: accounts with privileges on it, and those who hold them."""
    accounts = Account.objects.filter(CURRENT, party=party, privileged=Ternary.YES.value)
    if system:
        accounts = accounts.filter(Q(system=system) | Q(system__isnull=True))
    found = {each for row in accounts.values_list("account", "person") for each in row if each}
    return sorted(found)


def known_as(signer: User, person: str) -> set[str]:
    """All under which somebody is known: number and address here, staff number, and the accounts that they hold."""
    accounts = Account.objects.filter(CURRENT, person=person).values_list("account", flat=True) if person else ()
    return {signer.number, signer.email, signer.email.partition("@")[0], person, *accounts}


def numbers_signed_with(signer: str) -> Collection[str]:
    """The staff numbers under which somebody signed reviews before."""
    return set(LogReview.objects.filter(signed_by=signer).exclude(signer_person="").values_list("signer_person", flat=True))


def others_with_number(person: str, signer: str) -> bool:
    """Whether somebody else signed under this staff number."""
    return LogReview.objects.filter(signer_person=person).exclude(signed_by__in=("", signer)).exists()


def review_mark(review: LogReview, today: date) -> ReviewMark:
    """How a review stands in the calendar."""
    result = ReviewResult(review.result) if review.result else None
    return mark_of(review.due_on, review.signed_on, result, has_log=review.has_log, today=today)


def calendar_of(reviews: Sequence[LogReview], today: date) -> Mapping[tuple[str, date], Sequence[tuple[LogReview, ReviewMark]]]:
    """Reviews by company and first day of their period, each with its mark."""
    table: dict[tuple[str, date], list[tuple[LogReview, ReviewMark]]] = {}
    for review in reviews:
        table.setdefault((review.party, review.period_from), []).append((review, review_mark(review, today)))
    return table


def _moments(period: ReviewPeriod) -> tuple[datetime, datetime]:
    first = datetime.combine(period.first, time(), UTC)
    return first, datetime.combine(period.last + _WHOLE_DAY, time(), UTC)


def planned_keys(period: ReviewPeriod) -> Iterator[tuple[str, str, str]]:
    """The logs whose review of a period is planned already."""
    yield from LogReview.objects.filter(period_from=period.first).values_list(*_LOG)
