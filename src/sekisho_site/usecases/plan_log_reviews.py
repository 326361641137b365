"""Laying out the reviews of logs that are due: for each log its lines, by weight and by chance, and who may not sign."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from sekisho.response.log_reviews import EVERY_MONTHS, ReviewPeriod, periods_due, sampled
from sekisho_site.records.alert_hashes import review_hash
from sekisho_site.records.models import LogReview
from sekisho_site.records.operations.ledger import Ledger, open_ledger
from sekisho_site.records.queries.reviewing import (
    ReviewedLog,
    logs_to_review,
    operators_of,
    planned_keys,
    ranked_lines,
    workers_seen,
)

#: Gives the lines of a log in a period: each with a name that stays the same, and as a review shows it.
Lines = Callable[[ReviewedLog, ReviewPeriod], Iterable[tuple[str, Mapping[str, Any]]]]
_MOST_WORKERS = 5_000


def plan_log_reviews(  # noqa: PLR0913  (a use case is told everything by keyword)
    *, as_of: date, by: str, at: datetime, every_months: int = EVERY_MONTHS, back: int = 1, lines: Lines | None = None
) -> int:
    """Lay out the reviews of the ``back`` newest periods that have ended by a day; how many are new.

    ``every_months`` is the interval that was promised. ``lines`` reads the log itself, from which some lines are drawn by
    chance; without it a review holds the lines that alerts point to. What is laid out already stays as it is.
    """
    planned = 0
    with open_ledger(by=by, at=at) as ledger:
        for period in periods_due(as_of, every_months, back):
            known = set(planned_keys(period))
            for log in logs_to_review(period):
                if (log.party, log.system, log.log) not in known:
                    _plan(ledger, log, period, lines)
                    planned += 1
        ledger.note("planned", "log_reviews", "all", count=planned, as_of=as_of)
    return planned


def _plan(ledger: Ledger, log: ReviewedLog, period: ReviewPeriod, lines: Lines | None) -> None:
    ranked = ranked_lines(log, period)
    drawn, workers = _drawn(log, period, lines)
    shown = {(each["file"], each["line"]) for each in ranked}
    review = LogReview(
        party=log.party,
        system=log.system,
        log=log.log,
        period_from=period.first,
        period_to=period.last,
        due_on=period.due,
        has_log=log.events > 0,
        events=log.events,
        lines=[*ranked, *(each for each in drawn if (each["file"], each["line"]) not in shown)],
        workers=sorted({*workers, *workers_seen(log, period)})[:_MOST_WORKERS],
        operators=operators_of(log.party, log.system),
        planned_at=ledger.at,
    )
    review.save()
    ledger.note("planned", "log_review", str(review.pk), content=review_hash(review))


def _drawn(log: ReviewedLog, period: ReviewPeriod, lines: Lines | None) -> tuple[list[dict[str, Any]], set[str]]:
    """Some lines by chance, the same ones whenever they are drawn, and everybody whose work the log shows."""
    if lines is None or not log.events:
        return [], set()
    workers: set[str] = set()

    def heard() -> Iterable[tuple[str, Mapping[str, Any]]]:
        for name, line in lines(log, period):
            if line.get("person"):
                workers.add(str(line["person"]))
            yield name, line

    drawn = sampled(heard(), f"{log.party} {log.system} {log.log} {period.first}")
    return [{**line, "why": "sampled"} for line in drawn], workers
