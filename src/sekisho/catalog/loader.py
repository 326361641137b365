"""Reads the catalog files of the package into one frozen value."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files
from typing import Any

import yaml
from babel import Locale


class CatalogError(ValueError):
    """A catalog file is not well formed; the message names file, item and field."""


@dataclass(frozen=True)
class Catalog:
    """The catalog of one version. Entries are mappings as they stand in the YAML files, by id."""

    version: str
    check_items: Mapping[str, Mapping[str, Any]]
    clauses: Mapping[str, Mapping[str, Any]]
    annual_items: Mapping[str, Mapping[str, Any]]
    data_items: Mapping[str, Mapping[str, Any]]
    signs: Mapping[str, Mapping[str, Any]]
    flow_down: Mapping[str, Mapping[str, Any]]
    record_names: Mapping[str, str]

    def name_of(self, catalogue: str, code: str) -> str:
        """The Japanese name of an entry (``data_item``, ``check_item``, ``clause``, ``annual_item``, ``sign``, ``country``)."""
        if catalogue == "country":
            return self.country_name(code)
        entry = self.entries(catalogue).get(code)
        return str(entry.get("name_ja") or entry.get("text_ja")) if entry else code

    def entries(self, catalogue: str) -> Mapping[str, Mapping[str, Any]]:
        """All entries of a catalogue by id."""
        return {
            "data_item": self.data_items,
            "check_item": self.check_items,
            "clause": self.clauses,
            "annual_item": self.annual_items,
            "sign": self.signs,
        }[catalogue]

    def item_name(self, code: str) -> str:
        """The Japanese name of a data item."""
        return self.name_of("data_item", code)

    def country_name(self, code: str) -> str:
        """The Japanese name of a country code (ISO 3166-1 alpha-2)."""
        return str(_japanese_territories().get(code, code))

    @cached_property
    def _sensitive(self) -> Mapping[str, frozenset[str]]:
        return {
            code: frozenset(flag for flag, value in entry["flags"].items() if value != "no")
            for code, entry in self.data_items.items()
        }

    def flags(self, items: Iterable[str]) -> frozenset[str]:
        """The flags that items carry. 'depends' counts as carried until a person has decided (data_items.yaml)."""
        return frozenset().union(*(self._sensitive.get(code, frozenset()) for code in items))

    def is_sensitive(self, items: tuple[str, ...], designated_carrier: bool) -> bool:
        """Whether any flag raises a finding by one grade; specified user information only for a designated carrier."""
        flags = self._flags_of(items)
        return bool(flags if designated_carrier else flags - {"specified_user_information"})

    def _flags_of(self, items: tuple[str, ...]) -> frozenset[str]:
        return _cached_flags(self, items)

    def __hash__(self) -> int:
        return id(self)


@lru_cache(maxsize=4096)
def _cached_flags(catalog: Catalog, items: tuple[str, ...]) -> frozenset[str]:
    return catalog.flags(items)


@lru_cache(maxsize=1)
def _japanese_territories() -> Mapping[str, str]:
    return Locale("ja").territories


@lru_cache(maxsize=1)
def load_catalog() -> Catalog:
    """The newest catalog of the package."""
    checks = _read("checks.yaml")
    return Catalog(
        version=str(checks["version"]),
        check_items=_by_id(checks["checks"]),
        clauses=_by_id(_read("clauses.yaml")["clauses"]),
        annual_items=_by_id(_read("annual_items.yaml")["annual_items"]),
        data_items=_by_id(_read("data_items.yaml")["data_items"]),
        signs=_by_id(_read("signs.yaml")["signs"]),
        flow_down=_by_id(_read("flow_down.yaml")["attributes"]),
        record_names={entry["id"]: entry["name_ja"] for entry in checks["records"]},
    )


def _read(name: str) -> Mapping[str, Any]:
    content: Mapping[str, Any] = yaml.safe_load(files("sekisho.catalog").joinpath("data", name).read_text(encoding="utf-8"))
    return content


def _by_id(entries: Iterable[Mapping[str, Any]]) -> Mapping[str, Mapping[str, Any]]:
    return {entry["id"]: entry for entry in entries}
