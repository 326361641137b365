"""What detection told and people made of it, as the log tells it: one hash over each alert, step, exclusion and review.

Knows the columns. The words themselves stay in the tables: a leaf is handed out to others, and alerts speak of people.
"""

import hashlib
import json
from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db.models import Model

from sekisho.evidence import canonical
from sekisho_site.records.models import AlertExclusion, AlertStep, LogReview, StoredAlert

#: What leaves tell in words, or what follows from what they tell.
_TOLD_IN_WORDS = {"id", "revision", "told_at", "revised_at", "sort_at", "state", "observed", "exclusion"}
_ALERT = [field.name for field in StoredAlert._meta.concrete_fields if field.name not in _TOLD_IN_WORDS]
_STEP = ("step", "state_before", "state_after", "revision", "note", "party", "sign", "end_date")
_EXCLUSION = ("kind", "rule", "party", "person", "device", "domain", "reason", "until")
_LAID_OUT = (
    "party",
    "system",
    "log",
    "period_from",
    "period_to",
    "due_on",
    "has_log",
    "events",
    "lines",
    "workers",
    "operators",
)
_SIGNED = ("result", "note", "signed_by", "signer_person", "signed_on")


def alert_hash(row: StoredAlert) -> str:
    """SHA-256 of what detection says of an alert, and by what it is known again."""
    return _hash(row, _ALERT)


def alert_step_hash(step: AlertStep) -> str:
    """SHA-256 of everything that a step says."""
    return _hash(step, _STEP)


def exclusion_hash(row: AlertExclusion) -> str:
    """SHA-256 of what an exclusion covers, why and until when."""
    return _hash(row, _EXCLUSION)


def review_hash(review: LogReview) -> str:
    """SHA-256 of what was laid out and what was signed."""
    return _hash(review, (*_LAID_OUT, *_SIGNED))


def _hash(row: Model, names: Collection[str]) -> str:
    return hashlib.sha256(canonical({name: _plain(getattr(row, name)) for name in names})).hexdigest()


def _plain(value: Any) -> Any:
    """A value in one spelling, whatever a database made of it."""
    if isinstance(value, float | list | dict):
        return json.dumps(_whole(value), ensure_ascii=False, sort_keys=True)
    return value if value is None or isinstance(value, str | int | date | datetime) else str(value)


def _whole(value: Any) -> Any:
    """Whole numbers without a fraction: PostgreSQL keeps numbers of JSON by their value, not by their spelling."""
    if isinstance(value, dict):
        return {name: _whole(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_whole(each) for each in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value
