"""Who holds which account, by the lists and log-ins that stand in the records. People are staff numbers.

Read-only; knows accounts by their name alone: the same name in two systems may belong to two people, and both are told.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from itertools import islice

from sekisho.observed import Account, Login
from sekisho_site.records.models import MODELS
from sekisho_site.records.models.base import CURRENT

_AT_ONCE = 500


def account_holders(accounts: Collection[str]) -> dict[str, tuple[str, ...]]:
    """The holders of each account: staff number and employer, as far as they are known; every one of them when several are."""
    found: dict[str, set[str]] = defaultdict(set)
    waiting = iter(sorted(accounts))
    while some := list(islice(waiting, _AT_ONCE)):
        for account, person, employer in _rows(account__in=some):
            if person or employer:
                found[account].add(f"{person or '番号不明'}（{employer}）" if employer else str(person))
    return {account: tuple(sorted(holders)) for account, holders in found.items()}


def accounts_of(person: str) -> tuple[str, ...]:
    """The accounts that somebody with this staff number holds or logged in with."""
    return tuple(sorted({account for account, _, _ in _rows(person=person)}))


def _rows(**condition: object) -> Iterator[tuple[str, str | None, str | None]]:
    for kind in (Account, Login):
        yield from MODELS[kind].objects.filter(CURRENT, **condition).values_list("account", "person", "employer").distinct()
