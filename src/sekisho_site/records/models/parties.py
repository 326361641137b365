"""Who the companies are. Columns as in ``sekisho.declared.parties``."""

from sekisho import declared
from sekisho.terms import GroupRelation, PartyStanding
from sekisho_site.records.models.base import Version, day, found_by, many, own_key, refers_to, text, versioned
from sekisho_site.records.models.identities import PartyIdentity


class Party(Version):
    """シート「会社」の行の版。"""

    kind = declared.Party

    key = own_key(PartyIdentity)
    name = text()
    corporate_number = text(optional=True)
    standing = text()
    country = text(optional=True)
    aliases = many()

    class Meta:
        constraints = versioned(standing=PartyStanding)


class GroupMembership(Version):
    """シート「資本関係」の行の版。"""

    kind = declared.GroupMembership

    key = text()
    party = refers_to(PartyIdentity)
    relation = text()
    starts_on = day()
    ends_on = day(optional=True)

    class Meta:
        constraints = versioned(relation=GroupRelation)
        indexes = found_by("party")
