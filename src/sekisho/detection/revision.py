"""A finding that is told while events still come: known again by its id, counted anew when something changes it.

Knows the id, the revision rule and the JSON of ``sekisho watch``. Refuses to know how alerts come about and are kept.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sekisho.detection.alert import RuleAlert
from sekisho.terms import Vocabulary


class FindingState(Vocabulary):
    """Whether what was told still holds."""

    STANDING = "standing", "続いています"
    WITHDRAWN = "withdrawn", "取り下げました"


@dataclass(frozen=True, slots=True)
class ToldFinding:
    """An alert as it was told last. ``revision`` begins with 1 and rises with each change; ``previous`` is the count before.

    A finding is withdrawn when late events show that it does not hold, or when they join it to an earlier one: then
    ``replaced_by`` is that one's id.
    """

    id: str
    alert: RuleAlert
    revision: int = 1
    previous: float | None = None
    state: FindingState = FindingState.STANDING
    replaced_by: str | None = None

    def as_json(self) -> dict[str, object]:
        """The line of ``sekisho detect`` with what only watching knows."""
        told = self.alert.as_json() | {"id": self.id, "revision": self.revision, "state": self.state.value}
        if self.previous is not None:
            told["previous_count"] = int(self.previous) if float(self.previous).is_integer() else self.previous
        if self.replaced_by:
            told["replaced_by"] = self.replaced_by
        return told


def event_finding_id(rule: str, event: str) -> str:
    """The id of a finding of a rule over single events: the same whenever and however often the event comes.

    >>> event_finding_id("r", "e") == event_finding_id("r", "e") != event_finding_id("r", "f")
    True
    """
    return _digest(["event", rule, event])


def stretch_finding_id(rule: str, group: Sequence[str], first: int) -> str:
    """The id of a stretch of a correlation's windows: its group and the moment of its first event.

    No other stretch of the group holds that event, so that the id does not depend on the order in which events came.
    """
    return _digest(["stretch", rule, *group, first])


def _digest(told: Sequence[object]) -> str:
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def revised(before: ToldFinding | None, id: str, alert: RuleAlert, joined: Sequence[ToldFinding] = ()) -> ToldFinding | None:
    """What is told of an alert now; None when it was told exactly so before.

    ``joined`` are findings that this one takes the place of: the revision goes on from the highest of them, so that who
    follows one sees that it was not the first.
    """
    known = [each for each in (before, *joined) if each is not None]
    if before and before.state is FindingState.STANDING and before.alert == alert and _same(before.alert, alert) and not joined:
        return None
    previous = before or max(joined, key=lambda each: each.revision, default=None)
    return ToldFinding(
        id,
        alert,
        revision=1 + max((each.revision for each in known), default=0),
        previous=previous.alert.count if previous else None,
    )


def _same(one: RuleAlert, other: RuleAlert) -> bool:
    """Equality without the pitfalls of ``1 == True`` in a subject."""
    return json.dumps(one.as_json(), sort_keys=True) == json.dumps(other.as_json(), sort_keys=True)


def withdrawn(finding: ToldFinding, replaced_by: str | None = None) -> ToldFinding:
    """The finding as it is told when it no longer holds."""
    return replace(
        finding,
        revision=finding.revision + 1,
        previous=finding.alert.count,
        state=FindingState.WITHDRAWN,
        replaced_by=replaced_by,
    )
