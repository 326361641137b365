"""One edition of the catalog: what is in force together, as read-only values.

Knows entries by id and what flags data items carry. Refuses to know files and which edition is asked for.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

from babel import Locale

Entry = Mapping[str, Any]
Entries = Mapping[str, Entry]


@dataclass(frozen=True, eq=False)
class Catalog:
    """An edition. Entries are read-only mappings with the fields of the YAML files, by id, in the order of the files.

    ``version`` pins the edition; ``effective_from`` is the first day judged by it; ``file_versions`` dates the content of
    each file (the guideline's measures and the ministry's form have dates of their own).
    """

    version: str
    effective_from: date
    file_versions: Mapping[str, str]
    categories: Entries
    record_kinds: Entries
    check_items: Entries
    clauses: Entries
    evidence_order: Entries
    annual_items: Entries
    data_items: Entries
    signs: Entries
    flow_down: Entries
    measures: Entries
    questions: Entries
    tables: Entries
    glossary: Entries

    @cached_property
    def record_names(self) -> Mapping[str, str]:
        """The Japanese names of the kinds of record that the catalog speaks of."""
        return {code: str(entry["name_ja"]) for code, entry in self.record_kinds.items()}

    def name_of(self, catalogue: str, code: str) -> str:
        """The Japanese name of an entry of a catalogue that columns refer to (see ``Column.refers_to``)."""
        if catalogue == "country":
            return self.country_name(code)
        entry = self.entries(catalogue).get(code)
        return str(entry.get("name_ja") or entry.get("text_ja")) if entry else code

    def entries(self, catalogue: str) -> Entries:
        """All entries of a catalogue by id. Raises ``KeyError`` for a catalogue that does not exist."""
        return self._catalogues[catalogue]

    @cached_property
    def _catalogues(self) -> Mapping[str, Entries]:
        return {
            "data_item": self.data_items,
            "check_item": self.check_items,
            "clause": self.clauses,
            "clause_level": self._clause_levels,
            "annual_item": self.annual_items,
            "sign": self.signs,
        }

    @cached_property
    def _clause_levels(self) -> Entries:
        """The levels of all attributes of flow_down.yaml; what several of them share is named by the first."""
        levels: dict[str, Entry] = {}
        for attribute in self.flow_down.values():
            for level in attribute["levels"]:
                levels.setdefault(str(level["id"]), level)
        return levels

    def item_name(self, code: str) -> str:
        """The Japanese name of a data item."""
        return self.name_of("data_item", code)

    def country_name(self, code: str) -> str:
        """The Japanese name of a country code (ISO 3166-1 alpha-2)."""
        return str(_japanese_territories().get(code, code))

    @cached_property
    def _flags(self) -> Mapping[str, frozenset[str]]:
        return {
            code: frozenset(flag for flag, value in entry["flags"].items() if value != "no")
            for code, entry in self.data_items.items()
        }

    def flags(self, items: Iterable[str]) -> frozenset[str]:
        """The flags that items carry. 'depends' counts as carried until a person has decided (data_items.yaml)."""
        return frozenset().union(*(self._flags.get(code, frozenset()) for code in items))

    def is_sensitive(self, items: tuple[str, ...], designated_carrier: bool) -> bool:
        """Whether any flag raises a finding by one grade; specified user information only for a designated carrier."""
        flags = _cached_flags(self, items)
        return bool(flags if designated_carrier else flags - {"specified_user_information"})


@lru_cache(maxsize=4096)
def _cached_flags(catalog: Catalog, items: tuple[str, ...]) -> frozenset[str]:
    return catalog.flags(items)


@lru_cache(maxsize=1)
def _japanese_territories() -> Mapping[str, str]:
    return Locale("ja").territories
