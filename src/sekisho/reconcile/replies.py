"""What a party last answered to a check item. Knows the newest answer; refuses to judge whether it is true."""

from collections.abc import Iterator

from sekisho.declared import Entrustment
from sekisho.promised import Answer
from sekisho.reconcile.snapshot import Snapshot
from sekisho.terms import Reply


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
