"""Deciding who looks after findings: one or many at once, all or none."""

from collections.abc import Collection
from datetime import datetime

from sekisho.roles import Permission
from sekisho_site.config.refusal import RefusedError
from sekisho_site.records.models import StoredFinding, User
from sekisho_site.records.operations.handling import give_owner
from sekisho_site.records.operations.ledger import open_ledger
from sekisho_site.records.queries import findings_within, person_numbered, reach_of

_AT_ONCE = 1_000


def assign_findings(*, fingerprints: Collection[str], owner: str | None, by: str, at: datetime) -> int:
    """Give the findings to the ``owner`` (a person's number; None: to nobody), and return how many changed hands.

    The caller has found the findings within reach. Refused when the owner cannot look after every one of them.
    """
    if not fingerprints:
        raise RefusedError("指摘が選ばれていません。担当を決める指摘を選んでください。")
    if len(fingerprints) > _AT_ONCE:
        raise RefusedError(f"一度に決められるのは{_AT_ONCE:,}件までです。絞り込んで、分けて決めてください。")
    with open_ledger(by=by, at=at) as ledger:
        person = _person(owner) if owner else None
        chosen = StoredFinding.objects.select_for_update().filter(pk__in=fingerprints)
        if person and findings_within(reach_of(person)).filter(pk__in=fingerprints).count() != len(set(fingerprints)):
            raise RefusedError("担当にする人に見えない指摘が含まれています。見える人を選ぶか、指摘を選び直してください。")
        changed = [finding for finding in chosen.order_by("pk") if finding.owner_id != (person.pk if person else None)]
        if not changed:
            raise RefusedError("選んだ指摘は、すべてもうその担当です。何も変えていません。")
        give_owner(ledger, changed, person)
    return len(changed)


def _person(number: str) -> User:
    person = person_numbered(number)
    if person is None or not person.may(Permission.VIEW_FINDINGS):
        raise RefusedError("担当にできる人ではありません。一覧から選び直してください。")
    return person
