"""Reviews of logs in the tables: laid out once, signed once. Refuses to judge who may sign."""

from dataclasses import dataclass
from datetime import date

from sekisho.response.log_reviews import ReviewResult
from sekisho_site.records.alert_hashes import review_hash
from sekisho_site.records.models import LogReview
from sekisho_site.records.operations.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs what: the user's number, the result in words, the staff number, the day."""

    signer: str
    result: ReviewResult
    note: str
    person: str
    on: date


def sign(ledger: Ledger, review: LogReview, signature: Signature) -> None:
    """Store the signature, under one leaf that holds everything that was signed."""
    review.result, review.note, review.signer_person = signature.result.value, signature.note, signature.person
    review.signed_by, review.signed_at, review.signed_on = signature.signer, ledger.at, signature.on
    review.save(update_fields=["result", "note", "signer_person", "signed_by", "signed_at", "signed_on"])
    ledger.note("signed", "log_review", str(review.pk), result=review.result, content=review_hash(review))
