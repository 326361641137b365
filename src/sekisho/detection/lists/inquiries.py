"""Customers' inquiries as the reception kept them: which customer asked under which number, from which day to which.

Knows how a look-up is tied to an inquiry. Refuses to judge a look-up without one (rules do).
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sekisho.detection.lists.column import ListColumn
from sekisho.period import Period


@dataclass(frozen=True, slots=True)
class Inquiry:
    """One inquiry. ``party`` received it (empty: any); it was open from ``first`` to ``last``, both included."""

    number: str
    customer: str
    first: date
    last: date
    party: str = ""

    @property
    def period(self) -> Period:
        """The days on which it was open."""
        return Period.through(self.first, self.last)


class Inquiries:
    """A list of inquiries. It speaks of the days from its first inquiry to the last one received."""

    def __init__(self, inquiries: Sequence[Inquiry]) -> None:
        self._numbered: dict[str, list[Inquiry]] = defaultdict(list)
        self._of_customer: dict[str, list[Inquiry]] = defaultdict(list)
        for each in sorted(inquiries, key=lambda inquiry: (inquiry.first, inquiry.number)):
            self._numbered[each.number].append(each)
            self._of_customer[each.customer].append(each)
        self._kept = Period.through(
            min((each.first for each in inquiries), default=None), max((each.first for each in inquiries), default=None)
        )

    def inquiry(self, asked: tuple[str, ...], at: datetime | None) -> str | None:
        """The number of the customer's inquiry that the party had open that day, if the log names none itself."""
        party, customer = asked
        if at is None or not customer:
            return None
        open_then = (each for each in self._of_customer.get(customer, ()) if each.period.holds(at.date()))
        return next((each.number for each in open_then if each.party in ("", party)), None)

    def inquiry_customer(self, asked: tuple[str, ...], at: datetime | None) -> str | None:
        """The customer of the inquiry that the log names; empty when the list, kept that day, has no such inquiry."""
        party, number = asked
        if at is None or not number:
            return None
        found = [each for each in self._numbered.get(number, ()) if each.party in ("", party)]
        if found:
            return found[0].customer
        return "" if self._kept.holds(at.date()) else None


def columns_of_inquiries(inquiries: Sequence[Inquiry]) -> tuple[ListColumn, ...]:
    """The columns that the list answers."""
    kept = Inquiries(inquiries)
    return (
        ListColumn("inquiry", ("party", "customer"), kept.inquiry),
        ListColumn("inquiry_customer", ("party", "inquiry"), kept.inquiry_customer),
    )
