"""The columns that the own rules name beside the flat schema, and the words of ``action``.

Knows ``columns.yaml``. Refuses to know which log gives them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from sekisho.detection.event import Category


@dataclass(frozen=True, slots=True)
class Column:
    """A column that a rule may ask for. ``words`` are the values it holds, where they are fixed, with what they mean.

    ``from_list``: no log has it by itself; it is the result of holding the log against a list that the carrier keeps.
    """

    name: str
    about: str
    from_list: bool
    words: Mapping[str, str] = field(default_factory=dict, hash=False)


@cache
def columns() -> Mapping[str, Column]:
    """The extra columns by name."""
    return {
        each["name"]: Column(each["name"], each["about"], each["from"] == "list", each.get("words", {}))
        for each in _table()["columns"]
    }


@cache
def actions() -> Mapping[Category, Mapping[str, str]]:
    """The words of ``action`` by category, with what they mean."""
    return {Category(category): words for category, words in _table()["actions"].items()}


@cache
def _table() -> dict[str, Any]:
    table: dict[str, Any] = yaml.safe_load(files("sekisho.detection.rules").joinpath("columns.yaml").read_text("utf-8"))
    return table
