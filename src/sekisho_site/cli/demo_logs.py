"""The logs of the demonstration on their way: written, ingested, judged by the own rules, and laid out to be reviewed.

Knows the order. Refuses to have ways of its own: everything goes through the store and the use cases that everybody uses.
"""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from sekisho.formats.eventstore import StoreWriter
from sekisho.formats.eventstore.ingest import ingest
from sekisho.response.log_reviews import ReviewResult
from sekisho.roles import Role
from sekisho.stories.demo_logs import demo_logs
from sekisho_site.cli.clock import now, today
from sekisho_site.cli.files import write_file
from sekisho_site.records.event_store import lines_of, store_place, workspace_store
from sekisho_site.records.queries import Reach, person_numbered, reviews_within
from sekisho_site.usecases import DemoPerson, Detected, detect_stored, plan_log_reviews, sign_log_review

_MONTHS = 2
_SIGNER = "M-9001"


def judge_demo_logs(home: Path, by: str) -> Detected:
    """Let the logs of the two months before today be ingested and judged; done again on the same day it changes nothing."""
    day: date = today()
    folder = home / "logs"
    folder.mkdir(exist_ok=True)
    for name, content in demo_logs(day):
        write_file(folder / name, content)
    with StoreWriter(store_place()) as writer:
        for _ in ingest([folder], writer):
            pass
    done = detect_stored(by=by, at=now())
    store = workspace_store()
    plan_log_reviews(
        as_of=day, back=_MONTHS, by=by, at=now(),
        lines=lambda log, period: lines_of(store, log.party, log.system, period.first, period.last),
    )  # fmt: skip
    return done


def sign_demo_reviews(people: Iterable[DemoPerson]) -> int:
    """Let the inspector sign the older reviews whose logs are there; how many."""
    inspector = next(person_numbered(person.number) for person in people if person.role is Role.INSPECTOR)
    waiting = reviews_within(Reach()).filter(signed_at__isnull=True, has_log=True).order_by("period_from", "party")
    older = list(waiting[: waiting.count() // 2])
    if inspector is None:
        return 0
    for review in older:
        sign_log_review(
            review=review.pk, signer=inspector.pk, result=ReviewResult.CLEAR, person=_SIGNER,
            note="抜き取った行を受付の記録と比べました。", by=inspector.number, at=now(),
        )  # fmt: skip
    return len(older)
