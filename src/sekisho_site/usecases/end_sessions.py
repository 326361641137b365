"""Signing somebody out everywhere."""

from datetime import datetime

from sekisho_site.records.models import User
from sekisho_site.records.operations.ledger import open_ledger
from sekisho_site.records.operations.people import acting, person_within


def end_sessions(*, person: int, by: str, at: datetime) -> None:
    """End every session of a user; oneself may always do so."""
    with open_ledger(by=by, at=at) as ledger:
        actor = acting(by)
        found = actor if actor is not None and actor.pk == person else person_within(actor, person)
        User.objects.filter(pk=found.pk).update(sessions_ended_at=at)
        ledger.note("signed_out", "person", found.number)
