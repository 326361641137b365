"""Requests and attendance that cover an observed piece of work.

Knows which approval fits which place and days. Refuses to judge work without one.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from sekisho.declared import WorkApproval
from sekisho.observed import Login
from sekisho.period import Period
from sekisho.reconcile.snapshot import Snapshot
from sekisho.reconcile.wording import day
from sekisho.terms import ApprovalKind


class Approvals:
    """The approvals of some kinds, by party. One that nobody, or only the requester, approved covers nothing (S-47)."""

    def __init__(self, snapshot: Snapshot, *kinds: ApprovalKind) -> None:
        self._of: dict[str, list[tuple[WorkApproval, Period]]] = defaultdict(list)
        self._registered: set[str] = set()
        for approval in snapshot.all(WorkApproval):
            if approval.approval in kinds:
                self._registered.add(approval.party)
                if approval.approved_by and approval.approved_by != approval.requested_by:
                    period = Period.through(approval.starts_on, approval.ends_on or approval.starts_on)
                    self._of[approval.party].append((approval, period))

    def kept_by(self, party: str) -> bool:
        """Whether any request of these kinds is on record for the party."""
        return party in self._registered

    def covering(self, party: str, days: Sequence[date]) -> list[WorkApproval]:
        """Approvals of the party that together hold every one of the days; none when a day stays open."""
        return _covering(self._of.get(party, ()), days)

    def covering_login(self, login: Login) -> list[WorkApproval]:
        """Approvals that fit account and system of a log-in and hold the two days on which it surely took place."""
        fitting = [
            (approval, period)
            for approval, period in self._of.get(login.party, ())
            if approval.account in (None, login.account)
            and (None in (approval.system, login.system) or approval.system == login.system)
        ]
        return _covering(fitting, (login.first_on, login.last_on))


def days_of(logins: Sequence[Login]) -> str:
    """The days over which log-ins lie, as people write them."""
    first, last = min(login.first_on for login in logins), max(login.last_on for login in logins)
    return day(first) if first == last else f"{day(first)}から{day(last)}まで"


def _covering(approvals: Sequence[tuple[WorkApproval, Period]], days: Sequence[date]) -> list[WorkApproval]:
    chosen = [next((a for a, period in approvals if period.holds(day)), None) for day in days]
    found = [approval for approval in chosen if approval is not None]
    return list(dict.fromkeys(found)) if len(found) == len(days) else []
