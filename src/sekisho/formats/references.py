"""References to companies as people write them (key, name, alias, 法人番号), to keys.

Knows companies of the workbook and of the registry. Refuses to guess: a name of two companies, or nearly a name, stays as it
stands and becomes a fault in ``validation``.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from sekisho.declared import Party
from sekisho.formats.workbook import Submitted
from sekisho.record import Column, Record

Registered = Mapping[type[Record], Mapping[str, Record]]
Names = Mapping[str, str | None]


def resolved(submitted: Submitted, registered: Registered) -> Submitted:
    """The workbook with company names and corporate numbers turned into keys, where one company is meant."""
    names = _company_names(submitted, registered)
    columns = {kind: [c for c in kind.schema.columns if c.refers_to == "party"] for kind in submitted.kinds}
    rows = tuple((_with_keys(item, columns[type(item)], names), place) for item, place in submitted.rows)
    unread = tuple(replace(row, values=_values_with_keys(row.values, columns[row.kind], names)) for row in submitted.unread)
    return replace(submitted, rows=rows, unread=unread)


def _company_names(submitted: Submitted, registered: Registered) -> Names:
    """Every key, name, alias and corporate number to the key of its company; None where it belongs to several."""
    found: dict[str, str | None] = {}
    companies = list(_companies(submitted, registered))
    for key, spellings in companies:
        for spelling in spellings:
            folded = _folded(spelling)
            found[folded] = key if found.get(folded, key) == key else None
    return found | {key: key for key, _ in companies}


def _folded(name: str) -> str:
    # width and outer spaces do not matter, everything else does
    return unicodedata.normalize("NFKC", name).strip()


def _companies(submitted: Submitted, registered: Registered) -> Iterator[tuple[str, Iterable[str]]]:
    said = {item.key: item for item, _ in submitted.rows if isinstance(item, Party)}
    unread = {row.key: row.values for row in submitted.unread if row.kind is Party}
    for party in said.values():
        yield party.key, _spellings(party.name, party.aliases, party.corporate_number)
    for key, values in unread.items():
        yield key, _spellings(values.get("name"), values.get("aliases", ()), values.get("corporate_number"))
    for key, known in registered[Party].items():
        if isinstance(known, Party) and key not in said and key not in unread:
            yield key, _spellings(known.name, known.aliases, known.corporate_number)


def _spellings(name: str | None, aliases: Iterable[str], number: str | None) -> list[str]:
    return [*([name] if name else []), *aliases, *([number] if number else [])]


def _with_keys(item: Record, columns: Iterable[Column], names: Names) -> Record:
    changed: dict[str, Any] = {}
    for column in columns:
        value = getattr(item, column.name)
        key = _keys(column, value, names)
        if key != value:
            changed[column.name] = key
    return replace(item, **changed) if changed else item  # type: ignore[type-var]


def _values_with_keys(values: Mapping[str, Any], columns: Iterable[Column], names: Names) -> Mapping[str, Any]:
    return {**values, **{c.name: _keys(c, values[c.name], names) for c in columns if c.name in values}}


def _keys(column: Column, value: Any, names: Names) -> Any:
    return tuple(_key(each, names) for each in value) if column.many else _key(value, names)


def _key(value: str | None, names: Names) -> str | None:
    if value is None or names.get(value) == value:
        return value
    return names.get(_folded(value)) or value
