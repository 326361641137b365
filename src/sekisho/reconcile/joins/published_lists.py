"""The newest published list of each vendor, beside the entrustments that the vendor holds.

Knows which list counts on the day (only the newest), and under which names a listed company may have been known before. Refuses
to judge what a list says.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sekisho.declared import Consent, Entrustment, PublishedSubProcessor
from sekisho.declared.listing import ListedCompany, RenameProposal, common_words, companies_of, newest_list, propose_renames
from sekisho.reconcile.joins.identities import Identities, identities
from sekisho.reconcile.snapshot import Snapshot
from sekisho.terms import Severity


@dataclass(frozen=True)
class VendorList:
    """The companies that a vendor names on its newest list, itself left out, and the entrustments they may serve."""

    vendor: str
    edges: tuple[Entrustment, ...]
    companies: tuple[ListedCompany, ...]
    #: Rows of every list of the vendor, the newest included.
    rows: tuple[PublishedSubProcessor, ...]

    @property
    def about(self) -> Entrustment | None:
        """The entrustment a finding is about: a list does not say which of several a company serves."""
        return self.edges[0] if len(self.edges) == 1 else None

    @property
    def unclear_rows(self) -> tuple[PublishedSubProcessor, ...]:
        """Rows of the newest list of which not every country of processing is known."""
        return tuple(row for c in self.companies for row in c.rows if row.unread_places or not row.countries)

    def severity(self, grade: Severity, snapshot: Snapshot) -> Severity | None:
        """The grade, raised for sensitive data where the run cannot raise it because no single entrustment is meant."""
        sensitive = any(snapshot.catalog.is_sensitive(edge.items, snapshot.policy.designated_carrier) for edge in self.edges)
        return grade.raised() if self.about is None and sensitive else None


def newest_lists(snapshot: Snapshot) -> Iterator[VendorList]:
    """The newest list of each vendor that holds an entrustment in force."""
    known = identities(snapshot)
    for vendor, rows in snapshot.by(PublishedSubProcessor, "party").items():
        edges = tuple(snapshot.entrusted(vendor))
        if edges:
            companies = companies_of(newest_list(rows))
            others = tuple(company for company in companies if known.of(company.name).who != vendor)
            yield VendorList(vendor, edges, others, tuple(rows))


def known_as(company: ListedCompany, listed: VendorList, known: Identities) -> frozenset[str]:
    """The identities of a company: its name, and every earlier name that a person confirmed in any list of the vendor."""
    formerly = [(known.of(row.name).who, known.of(row.formerly).who) for row in listed.rows if row.formerly]
    found: set[str] = set()
    following = {known.of(company.name).who}
    while following:
        found |= following
        following = {before for after, before in formerly if after in found} - found
    return frozenset(found)


def renames_of_consented(
    listed: VendorList, consents: list[Consent], snapshot: Snapshot
) -> Mapping[str, tuple[RenameProposal, ...]]:
    """For listed companies, the consents to a company not on the list any more of which they may be the new name.

    Keyed by the listed company's key; the consented company is ``before``.
    """
    known = identities(snapshot)
    listed_now = frozenset().union(*(known_as(company, listed, known) for company in listed.companies))
    consented = {known.of(consent.sub_entrustee).who for consent in consents}
    gone = [_as_listed(consent, listed, known, snapshot) for consent in consents]
    gone = [c for c in {c.key: c for c in gone}.values() if known.of(c.name).who not in listed_now]
    unknown = [company for company in listed.companies if not known_as(company, listed, known) & consented]
    clear, ambiguous, _ = propose_renames(gone, unknown, common_words(gone) | common_words(listed.companies))
    found: dict[str, tuple[RenameProposal, ...]] = {}
    for proposal in (*clear, *(each for group in ambiguous for each in group)):
        found[proposal.after.key] = (*found.get(proposal.after.key, ()), proposal)
    return found


def _as_listed(consent: Consent, listed: VendorList, known: Identities, snapshot: Snapshot) -> ListedCompany:
    """The consented company with the rows it last had in a list of the vendor."""
    who = known.of(consent.sub_entrustee).who
    rows = newest_list(row for row in listed.rows if known.of(row.name).who == who)
    party = snapshot.parties.get(consent.sub_entrustee)
    return ListedCompany(rows[0].name if rows else party.name if party else consent.sub_entrustee, rows)
