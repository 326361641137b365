"""What may have changed from one published list to the next, as values. Refuses to know how a change is found or worded."""

from dataclasses import dataclass
from datetime import date

from sekisho.declared.listed_companies import ListedCompany
from sekisho.terms import Vocabulary

_LIKELY = 0.8


class Certainty(Vocabulary):
    """How much speaks for a change of name."""

    LIKELY = "likely", "有力"
    POSSIBLE = "possible", "可能性あり"


@dataclass(frozen=True, slots=True)
class Resemblance:
    """What two names, and what the list says of them, have in common: ``score`` from 0 to 1 and Japanese reasons."""

    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RenameProposal:
    """A company that ended and one that is new, which may be one. Never applied without a person."""

    before: ListedCompany
    after: ListedCompany
    resemblance: Resemblance

    @property
    def certainty(self) -> Certainty:
        """How much speaks for it."""
        return Certainty.LIKELY if self.resemblance.score >= _LIKELY else Certainty.POSSIBLE


@dataclass(frozen=True, slots=True)
class Relation:
    """A new company whose name shares its brand with another one, without being its new name."""

    other: ListedCompany
    new: ListedCompany
    reason: str


@dataclass(frozen=True, slots=True)
class CountryChange:
    """A company whose countries are not those of the earlier list."""

    before: ListedCompany
    after: ListedCompany

    @property
    def added(self) -> frozenset[str]:
        """Countries of processing that the earlier list did not have."""
        return self.after.countries - self.before.countries

    @property
    def removed(self) -> frozenset[str]:
        """Countries of processing that are not there any more."""
        return self.before.countries - self.after.countries

    @property
    def places_added(self) -> tuple[str, ...]:
        """Places that came and cannot be read as a country."""
        return tuple(place for place in self.after.unread_places if place not in self.before.unread_places)

    @property
    def places_removed(self) -> tuple[str, ...]:
        """Places that went and could not be read as a country."""
        return tuple(place for place in self.before.unread_places if place not in self.after.unread_places)

    @property
    def company_moved(self) -> bool:
        """Whether the country of the company itself changed. A list that only began or ceased to tell it tells no move."""
        before, after = self.before.company_countries, self.after.company_countries
        return bool(before and after) and before != after

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.places_added or self.places_removed or self.company_moved)


@dataclass(frozen=True, slots=True)
class ProcessingChange:
    """A company whose processing is described otherwise; ``comparable`` is false when only the language changed for sure."""

    before: ListedCompany
    after: ListedCompany
    comparable: bool


@dataclass(frozen=True, slots=True)
class Move:
    """A company that stands in another table of the list than before (for instance among the subsidiaries)."""

    before: ListedCompany
    after: ListedCompany


@dataclass(frozen=True, slots=True)
class ListDifference:
    """What changed between two lists of one vendor.

    ``new``, ``ended`` and ``renamed`` exclude one another; companies of ``ambiguous`` groups are in none of the three.
    ``respelled`` are the same company by name, written otherwise (form of company, width); ``confirmed`` are changes of name
    that a person confirmed. ``related`` explains some of ``new``. A company of both lists may stand in several of the change
    lists, or in ``unchanged``.
    """

    before_on: date | None
    after_on: date | None
    new: tuple[ListedCompany, ...]
    ended: tuple[ListedCompany, ...]
    renamed: tuple[RenameProposal, ...]
    ambiguous: tuple[tuple[RenameProposal, ...], ...]
    respelled: tuple[tuple[ListedCompany, ListedCompany], ...]
    confirmed: tuple[tuple[ListedCompany, ListedCompany], ...]
    related: tuple[Relation, ...]
    country_changed: tuple[CountryChange, ...]
    processing_changed: tuple[ProcessingChange, ...]
    moved: tuple[Move, ...]
    unchanged: tuple[ListedCompany, ...]
