"""A published list of sub-processors as a list of companies: several rows of one company are one company.

Knows that equal names are one company. Refuses to compare two lists.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from sekisho.declared.consents import PublishedSubProcessor
from sekisho.party import normalised_name


@dataclass(frozen=True, slots=True)
class ListedCompany:
    """One company of a list with all its rows; ``name`` is as in its first row."""

    name: str
    rows: tuple[PublishedSubProcessor, ...] = ()

    @property
    def key(self) -> str:
        """The name by which companies are compared."""
        return normalised_name(self.name)

    @property
    def countries(self) -> frozenset[str]:
        """Every country of processing of any row."""
        return frozenset(country for row in self.rows for country in row.countries)

    @property
    def company_countries(self) -> frozenset[str]:
        """Where the company itself is."""
        return frozenset(row.company_country for row in self.rows if row.company_country)

    @property
    def processings(self) -> tuple[str, ...]:
        """The different processings, as written, in the order of the rows."""
        return tuple(dict.fromkeys(row.processing for row in self.rows if row.processing))

    @property
    def unread_places(self) -> tuple[str, ...]:
        """Places that are not the name of a country."""
        return tuple(dict.fromkeys(place for row in self.rows for place in row.unread_places))

    @property
    def places_known(self) -> bool:
        """Whether every row says in which countries the company processes, and all of it was read."""
        return bool(self.rows) and all(row.countries and not row.unread_places for row in self.rows)

    @property
    def sections(self) -> tuple[str, ...]:
        """The titles of the tables in which the company stands."""
        return tuple(dict.fromkeys(row.section for row in self.rows if row.section))

    @property
    def former_keys(self) -> frozenset[str]:
        """Earlier names that a person has confirmed, as compared."""
        return frozenset(normalised_name(row.formerly) for row in self.rows if row.formerly)


def companies_of(rows: Iterable[PublishedSubProcessor]) -> tuple[ListedCompany, ...]:
    """The companies of one list, in the order in which they stand."""
    groups: dict[str, list[PublishedSubProcessor]] = defaultdict(list)
    for row in rows:
        groups[normalised_name(row.name)].append(row)
    return tuple(ListedCompany(group[0].name, tuple(group)) for group in groups.values())


def newest_list(rows: Iterable[PublishedSubProcessor]) -> tuple[PublishedSubProcessor, ...]:
    """The rows of the last day among ``rows`` of one vendor: an older list does not count any more."""
    rows = tuple(rows)
    last = max((row.listed_on for row in rows), default=None)
    return tuple(row for row in rows if row.listed_on == last)


def with_confirmed_names(
    rows: Iterable[PublishedSubProcessor], renames: Mapping[str, str]
) -> tuple[PublishedSubProcessor, ...]:
    """The rows with the changes of name that a person confirmed; ``renames`` gives the earlier name by the name of the row."""
    confirmed = {normalised_name(name): earlier for name, earlier in renames.items()}
    return tuple(replace(row, formerly=confirmed.get(normalised_name(row.name), row.formerly)) for row in rows)
