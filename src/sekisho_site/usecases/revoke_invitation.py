"""Taking an invitation back: its link does not open any more."""

from datetime import datetime

from sekisho_site.config.refusal import RefusedError
from sekisho_site.records.operations.ledger import open_ledger
from sekisho_site.records.operations.people import acting, invitation_within, number_of


def revoke_invitation(*, invitation: int, by: str, at: datetime) -> None:
    """Close an invitation that nobody has accepted."""
    with open_ledger(by=by, at=at) as ledger:
        found = invitation_within(acting(by), invitation)
        if found.accepted_at is not None:
            raise RefusedError("この招待はもう使われました。止めるときは、利用者のページで利用を止めてください。")
        if found.revoked_at is not None:
            raise RefusedError("この招待はもう取り消されています。")
        found.revoked_at = at
        found.save(update_fields=["revoked_at"])
        ledger.note("revoked", "invitation", number_of(found))
