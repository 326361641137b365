"""Changing what somebody is here: the role, the department or party it is bound to, and whether they may enter at all."""

from datetime import datetime

from sekisho.roles import Role
from sekisho_site.config.refusal import RefusedError
from sekisho_site.records.operations.ledger import open_ledger
from sekisho_site.records.operations.people import (
    Standing,
    acting,
    open_invitations,
    person_within,
    require_appointment,
    require_bond,
    require_somebody_left,
    standing_of,
)


def change_person(  # noqa: PLR0913  (a use case is told everything by keyword)
    *, person: int, role: Role, department: str | None = None, party: str | None = None, active: bool, by: str, at: datetime
) -> None:
    """Give somebody this standing. Their sessions end at once; nobody changes what they are themselves."""
    standing = Standing(role, department or None, party or None)
    with open_ledger(by=by, at=at) as ledger:
        actor = acting(by)
        found = person_within(actor, person)
        before = standing_of(found)
        if (before, found.is_active) == (standing, active):
            raise RefusedError("変わったところがありません。")
        if standing.role.is_entrusted_party != before.role.is_entrusted_party:
            # whoever invited them held their link: what was handed out on one side must not open the other
            raise RefusedError("委託先の人と社内の人の役割は入れ替えられません。利用を止め、別のアドレスで招いてください。")
        if standing != before:
            require_appointment(actor, standing)
            require_bond(standing)
        if not active or standing.role is not Role.PRIVACY_OFFICE:
            require_somebody_left(found)
        found.role, found.department_id, found.party_id = standing.role.value, standing.department, standing.party
        found.is_active, found.sessions_ended_at = active, at
        found.save(update_fields=["role", "department", "party", "is_active", "sessions_ended_at"])
        # a way in that is still open was meant for what they were before
        open_invitations(found.email).update(revoked_at=at)
        ledger.note("changed", "person", found.number, before=before.told(), active=active, **standing.told())
