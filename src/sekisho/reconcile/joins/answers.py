"""What parties answered to check items: the newest answers, and those that speak of a day on which something was observed.

Knows when an answer holds: from its day until the next answer, and for the year before it. Refuses to judge whether it is true.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from sekisho.declared import Entrustment
from sekisho.period import months_after
from sekisho.promised import Answer
from sekisho.reconcile.joins import once_per_snapshot
from sekisho.reconcile.snapshot import Snapshot
from sekisho.terms import Reply


@once_per_snapshot
def newest_answers(snapshot: Snapshot) -> Mapping[tuple[str, str | None, str], Answer]:
    """The newest real answer by party, entrustment (None: the whole company) and item."""
    newest: dict[tuple[str, str | None, str], Answer] = {}
    for answer in snapshot.all(Answer):
        if answer.reply is not Reply.UNANSWERED:
            place = (answer.party, answer.entrustment, answer.check_item)
            known = newest.get(place)
            if known is None or known.answered_on <= answer.answered_on:
                newest[place] = answer
    return newest


class Replies:
    """The newest answers to one check item. An answer for one entrustment stands before one for the whole company."""

    def __init__(self, snapshot: Snapshot, check_item: str) -> None:
        self._last: dict[tuple[str, str | None], Answer] = {}
        for answer in sorted(snapshot.by(Answer, "check_item")[check_item], key=lambda a: (a.answered_on, a.key)):
            self._last[answer.party, answer.entrustment] = answer

    def __iter__(self) -> Iterator[Answer]:
        return iter(self._last.values())

    def given(self, party: str, about: Entrustment | None) -> Answer | None:
        """The newest answer of the party about the entrustment, else about the whole company."""
        own = self._last.get((party, about.key)) if about else None
        return own or self._last.get((party, None))

    def yes(self, party: str, about: Entrustment | None) -> Answer | None:
        """The newest answer when it is 'yes', else None."""
        answer = self.given(party, about)
        return answer if answer and answer.reply is Reply.YES else None


class Sheets:
    """The answers of parties, by party."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._of: Mapping[str, Sequence[Answer]] = snapshot.by(Answer, "party")
        self._by_item: dict[str, dict[str, list[Answer]]] = {}

    def answers_about(self, party: str, item: str, entrustment: str | None, on: date) -> list[Answer]:
        """The answers of a party to an item that speak of the day ``on``: the one then in force, and those of the year after.

        Entrustments must be the same when both sides name one. The corresponding day a year later is still in the year.
        """
        same = [
            answer
            for answer in self._items(party).get(item, ())
            if None in (entrustment, answer.entrustment) or entrustment == answer.entrustment
        ]
        year_later = months_after(on, 12)
        following = [answer for answer in same if on < answer.answered_on <= year_later]
        before = [answer.answered_on for answer in same if answer.answered_on <= on]
        in_force = [answer for answer in same if before and answer.answered_on == max(before)]
        return in_force + following

    def replied(self, party: str, item: str, entrustment: str) -> list[Answer]:
        """Every real answer of a party to an item, about the entrustment or the whole company."""
        return [
            answer
            for answer in self._items(party).get(item, ())
            if answer.entrustment in (None, entrustment) and answer.reply is not Reply.UNANSWERED
        ]

    def _items(self, party: str) -> Mapping[str, Sequence[Answer]]:
        if party not in self._by_item:
            grouped: dict[str, list[Answer]] = {}
            for answer in self._of[party]:
                grouped.setdefault(answer.check_item, []).append(answer)
            self._by_item[party] = grouped
        return self._by_item[party]
