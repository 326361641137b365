"""What people do in the office of a story, so that a demonstration has something to show.

Knows the form of ``office.yaml`` beside the story: who looks after what, which steps findings go through, and which
sub-entrustment waits for consent. Refuses to act: whoever has a store and a clock takes the steps, by the rules for all.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import yaml

from sekisho.response.life import Step
from sekisho.roles import Role
from sekisho.terms import ContractKind, EntrustmentForm, Ternary, WorkCategory

_DATA = files("sekisho.stories").joinpath("data")


@dataclass(frozen=True, slots=True)
class Named:
    """A finding as a story can name it before it has a number: the ``nth`` of its check and party."""

    check: str
    party: str
    nth: int = 1


@dataclass(frozen=True, slots=True)
class Act:
    """One step that somebody of a role takes. Days count from the day on which the story is told."""

    role: Role
    step: Step
    note: str
    due_in_days: int | None
    end_in_days: int | None
    file: tuple[str, bytes] | None


@dataclass(frozen=True, slots=True)
class AskedConsent:
    """A sub-entrustment for which a party asks consent; ``told`` are the columns that are neither who nor when."""

    role: Role
    upper: str
    starts_in_days: int
    told: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class OfficeStory:
    """All that happens in the office, in order."""

    assigned: tuple[tuple[Role, tuple[Named, ...]], ...]
    lives: tuple[tuple[Named, tuple[Act, ...]], ...]
    asked: AskedConsent


def load_office(name: str) -> OfficeStory:
    """What happens in the office of the story ``name``. Raises ``KeyError`` and ``ValueError`` on what does not fit.

    >>> [act.step.value for act in load_office("asahi").lives[0][1]]
    ['instruct']
    """
    told = yaml.safe_load(_DATA.joinpath(name, "office.yaml").read_text(encoding="utf-8"))
    return OfficeStory(
        tuple((Role(row["to"]), tuple(Named(**named) for named in row["findings"])) for row in told["assigned"]),
        tuple((Named(**row["finding"]), tuple(map(_act, row["steps"]))) for row in told["lives"]),
        _asked(told["asked_consent"]),
    )


def _act(row: Mapping[str, Any]) -> Act:
    file = row.get("file")
    return Act(
        Role(row["as"]),
        Step(row["step"]),
        row["note"],
        row.get("due_in_days"),
        row.get("end_in_days"),
        (file["name"], file["text"].encode()) if file else None,
    )


def _asked(row: Mapping[str, Any]) -> AskedConsent:
    told = {
        "name": row["name"],
        "country": row["country"],
        "form": EntrustmentForm(row["form"]),
        "contract_kind": ContractKind(row["contract_kind"]),
        "work": WorkCategory(row["work"]),
        "handles_personal_data": Ternary(row["handles_personal_data"]),
        "countries": tuple(row["countries"]),
        "items": tuple(row["items"]),
    }
    return AskedConsent(Role(row["as"]), row["upper"], row["starts_in_days"], told)
