"""Who the companies are, and how they are related to the carrier (S-08, S-09)."""

from datetime import date

from sekisho.record import Record, column, record
from sekisho.terms import GroupRelation, PartyStanding, Plane


@record("party", Plane.DECLARED, "会社")
class Party(Record):
    """A company that appears anywhere in a chain, the carrier included (exactly one has standing ``carrier``)."""

    key: str = column("会社番号", example="P-001")
    name: str = column("会社名", example="株式会社みなと坂コンタクト")
    corporate_number: str | None = column("法人番号", note="13桁。検査数字を確かめます。", default=None)
    standing: PartyStanding = column("立場", example="他社", default=PartyStanding.OTHER)
    country: str | None = column("所在国", refers_to="country", example="日本", default=None)
    aliases: tuple[str, ...] = column("別名", note="旧社名・略称など。読点で区切ります。", default=())

    @property
    def spellings(self) -> tuple[str, ...]:
        """Every name under which the party may be written."""
        return (self.name, *self.aliases)


@record("group_list", Plane.DECLARED, "資本関係", dated_by="starts_on")
class GroupMembership(Record):
    """The capital relation of a party to the carrier over a period (question 2-11)."""

    key: str = column("資本関係番号", example="G-01")
    party: str = column("会社番号", refers_to="party", example="P-001")
    relation: GroupRelation = column("関係", example="連結子会社")
    starts_on: date = column("開始日", example="2015-04-01")
    ends_on: date | None = column("終了日", note="この日まで。続いているときは空欄。", default=None)
