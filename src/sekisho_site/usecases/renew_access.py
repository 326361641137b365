"""A new way in for somebody who forgot the password or lost the second factor: a link that opens once."""

from datetime import datetime

from sekisho_site.config.refusal import RefusedError
from sekisho_site.records.operations.ledger import open_ledger
from sekisho_site.records.operations.people import Handed, acting, hand_out, person_within, standing_of


def renew_access(*, person: int, by: str, at: datetime) -> Handed:
    """Make a link by which a user chooses a password anew; the token is told this once. Until it is used, nothing changes."""
    with open_ledger(by=by, at=at) as ledger:
        actor = acting(by)
        found = person_within(actor, person)
        if not found.is_active:
            raise RefusedError("利用を止めている人です。先に利用を再開してください。")
        handed = hand_out(actor, found.email, found.name, standing_of(found), at, renews=found)
        ledger.note("access_offered", "person", found.number, invitation=handed.number)
    return handed
