"""What extracts of accounts say of a user on a day: whether privileged, whether one person holds it.

Knows that an extract speaks of the days from it until the next one, and of a privilege from the day on which it was given.
Refuses to know who is entitled to what.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime

from sekisho.detection.lists.column import ListColumn
from sekisho.observed import Account
from sekisho.terms import Ternary


class Accounts:
    """All extracts by party and account."""

    def __init__(self, accounts: Iterable[Account]) -> None:
        self._of: dict[tuple[str, str], list[Account]] = defaultdict(list)
        for account in accounts:
            self._of[account.party, account.account].append(account)

    def privilege(self, asked: tuple[str, ...], at: datetime | None) -> str | None:
        """``admin`` or ``user``; None before any extract can say, where extracts disagree, and where they leave it open."""
        party, user, system = asked
        if at is None:
            return None
        found = {_privilege(extracts, at.date()) for extracts in self._by_system(party, user, system)}
        return next(iter(found)) if len(found) == 1 else None

    def account_type(self, asked: tuple[str, ...], at: datetime | None) -> str | None:
        """``person`` where every extract names one and the same holder; of other accounts no list says what they are for."""
        del at
        party, user = asked
        holders = {account.person for account in self._of.get((party, user), ())}
        return "person" if len(holders) == 1 and None not in holders else None

    def _by_system(self, party: str, user: str, system: str) -> Iterable[list[Account]]:
        """The extracts of the account, of each system that the event may mean."""
        found: dict[str | None, list[Account]] = defaultdict(list)
        for account in self._of.get((party, user), ()):
            if not system or account.system in (None, system):
                found[account.system].append(account)
        return found.values()


def _privilege(extracts: Iterable[Account], day: date) -> str | None:
    past = [account for account in extracts if account.listed_on <= day]
    if not past:  # what a later extract says of the time before it: only since when a privilege has been there
        since = [account.privileged_since for account in extracts if account.privileged is Ternary.YES]
        return "admin" if any(first is not None and first <= day for first in since) else None
    last = max(account.listed_on for account in past)
    told = {_told(account, day) for account in past if account.listed_on == last}
    return told.pop() if len(told) == 1 else None


def _told(account: Account, day: date) -> str | None:
    if account.privileged is Ternary.UNKNOWN:
        return None
    given = account.privileged_since is None or account.privileged_since <= day
    return "admin" if account.privileged is Ternary.YES and given else "user"


def columns_of_accounts(accounts: Iterable[Account]) -> tuple[ListColumn, ...]:
    """The columns that extracts of accounts answer."""
    kept = Accounts(accounts)
    return (
        ListColumn("privilege", ("party", "user", "system"), kept.privilege),
        ListColumn("account_type", ("party", "user"), kept.account_type),
    )
