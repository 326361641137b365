"""What the leaves of the evidence log tell, gathered in one pass: to this the tables are held (``row_faults``).

Knows the content of leaves. Refuses to judge them: a leaf that is not what it should be is told of by ``verify_log``.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from sys import intern
from typing import Any

from sekisho.evidence import Leaf, leaf_hash, sealed_files
from sekisho.planes import BY_SOURCE
from sekisho_site.records.queries.told_detection import ToldDetection, ToldStep

#: What stands of a leaf beside its payload, so that it can be looked for.
LABELS = ("action", "kind", "key", "by")
Labels = tuple[str, ...]

_LIFE_OF_A_FINDING = ("opened", "reopened", "revised")


@cache
def moment_of(text: str) -> datetime | None:
    """The moment that a leaf names; None when it names none."""
    try:
        return datetime.fromisoformat(text)
    except (ValueError, TypeError):
        return None


@dataclass(frozen=True, slots=True)
class ToldVersion:
    """One version of a record as its leaf tells it. ``after`` is the hash of its content, None when the record ended."""

    at: str
    by: str
    after: str | None
    file: str | None
    place: str


class Told:
    """Everything that the leaves say about the tables. ``moments`` are the times of the leaves that heads seal last.

    ``mislabelled`` are the numbers of leaves whose columns for looking up say something else than their payload.
    """

    def __init__(self, head_sizes: Collection[int]) -> None:
        self._head_sizes = head_sizes
        self.sealed: dict[str, int] = {}
        self.moments: dict[int, datetime | None] = {}
        self.versions: dict[tuple[str, str], list[ToldVersion]] = defaultdict(list)
        self.received: dict[str, dict[str, Any]] = {}
        self.runs: dict[str, dict[str, Any]] = {}
        self.findings: dict[str, dict[str, Any]] = {}
        self.numbers: dict[str, str] = {}
        self.resolved: set[str] = set()
        self.steps: dict[str, list[ToldStep]] = defaultdict(list)
        self.left: dict[str, dict[str, Any]] = {}
        self.owners: dict[str, str | None] = {}
        self.detection = ToldDetection()
        self.mislabelled: list[int] = []

    def listening(self, leaves: Iterator[tuple[Leaf, Labels]]) -> Iterator[Leaf]:
        """The leaves themselves; what they say is remembered as they pass."""
        for number, (leaf, labels) in enumerate(leaves, start=1):
            with suppress(ValueError, KeyError, TypeError, AttributeError, RecursionError):
                told = json.loads(leaf.payload)
                if tuple(told.get(name) for name in LABELS) != labels and leaf_hash(leaf.payload).hex() == leaf.hash:
                    self.mislabelled.append(leaf.index)
                self._hear(told, leaf.index, number)
            yield leaf

    def _hear(self, told: dict[str, Any], index: int, number: int) -> None:
        for sha256 in sealed_files(told):
            self.sealed.setdefault(sha256, index)
        if number in self._head_sizes:
            self.moments[number] = moment_of(told["at"])
        kind, key = told["kind"], told["key"]
        if kind in BY_SOURCE:
            file = intern(told["source"]) if told["source"] else None
            version = ToldVersion(intern(told["at"]), intern(told["by"]), told["after"], file, told["place"])
            self.versions[kind, key].append(version)
        elif kind == "received_file" and told["action"] == "received":
            self.received.setdefault(key, told)
        elif kind == "reconcile_run":
            self.runs[key] = told
        elif kind == "finding":
            self._hear_finding(key, told)
        elif kind == "finding_step":
            self.steps[key].append(ToldStep(intern(told["at"]), intern(told["by"]), told["content"]))
            self.left[key] = told["left"]
        else:
            self.detection.hear(told)

    def _hear_finding(self, fingerprint: str, told: dict[str, Any]) -> None:
        if told["action"] in _LIFE_OF_A_FINDING:
            self.findings[fingerprint] = told
            if "number" in told:
                self.numbers[fingerprint] = told["number"]
            self.resolved.discard(fingerprint)
        elif told["action"] == "resolved":
            self.resolved.add(fingerprint)
        elif told["action"] == "assigned":
            self.owners[fingerprint] = told["owner"]
