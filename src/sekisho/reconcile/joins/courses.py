"""Courses that people completed. Knows first and last days; refuses to judge whether they were due."""

from datetime import date

from sekisho.observed import Training
from sekisho.reconcile.joins import once_per_snapshot
from sekisho.reconcile.snapshot import Snapshot
from sekisho.terms import TrainingCourse


class Courses:
    """Training on the handling of personal data by person; reading the entry material alone is not training."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._first: dict[str, Training] = {}
        self._last: dict[str, Training] = {}
        self._parties: set[str] = set()
        dated = sorted(snapshot.all(Training), key=lambda training: (training.completed_on, training.key))
        for training in dated:
            self._parties.add(training.party)
            if training.course is not TrainingCourse.ENTRY_MATERIAL:
                self._first.setdefault(training.person, training)
                self._last[training.person] = training

    def first(self, person: str) -> Training | None:
        """The first course of the person."""
        return self._first.get(person)

    def last(self, person: str) -> Training | None:
        """The last course of the person."""
        return self._last.get(person)

    def kept_by(self, party: str) -> bool:
        """Whether any course on record was told by the party."""
        return party in self._parties


@once_per_snapshot
def courses(snapshot: Snapshot) -> Courses:
    """The courses of a snapshot."""
    return Courses(snapshot)


class Materials:
    """On which day a person first confirmed the security material that is handed out before entry (S-42)."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._read: dict[str, Training] = {}
        for training in sorted(
            snapshot.by(Training, "course")[TrainingCourse.ENTRY_MATERIAL], key=lambda t: (t.completed_on, t.key)
        ):
            self._read.setdefault(training.person, training)
        self._parties = {training.party for training in snapshot.all(Training)}

    def read_by(self, person: str, day: date) -> Training | None:
        """The confirmation of the person on or before ``day``."""
        training = self._read.get(person)
        return training if training and training.completed_on <= day else None

    def kept_by(self, party: str) -> bool:
        """Whether any training or confirmation on record was told by the party."""
        return party in self._parties
