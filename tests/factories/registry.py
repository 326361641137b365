"""A small registry: a carrier, an entrustee, a sub-entrustee, and a person who entered after leaving."""

from datetime import date

from sekisho.declared import Department, Entrustment, Party
from sekisho.formats.template import write_workbook
from sekisho.observed import Departure, DoorEntry
from sekisho.terms import PartyStanding, Ternary

CARRIER = Party(key="P-000", name="あさひ通信株式会社", standing=PartyStanding.CARRIER)
ENTRUSTEE = Party(key="P-001", name="株式会社みなと坂コンタクト", aliases=("みなと坂",))
BELOW = Party(key="P-002", name="ちとせ原データ株式会社")
DEPARTMENT = Department(key="D-01", name="お客様サービス部")
EDGE = Entrustment(
    key="E-0001", entruster="P-000", entrustee="P-001", department="D-01", handles_personal_data=Ternary.YES,
    starts_on=date(2024, 4, 1),
)  # fmt: skip
EDGE_BELOW = Entrustment(key="E-0002", entruster="P-001", entrustee="P-002", upper=("E-0001",), starts_on=date(2025, 4, 1))
LEFT = Departure(key="LV-01", person="M-1001", party="P-001", left_on=date(2026, 3, 31))
ENTERED = DoorEntry(key="DE-0001", party="P-001", person="M-1001", entered_on=date(2026, 4, 10))

RECORDS = (CARRIER, ENTRUSTEE, BELOW, DEPARTMENT, EDGE, EDGE_BELOW, LEFT, ENTERED)
AS_OF = date(2026, 5, 1)


def workbook(*records, whole=True):
    """A registry workbook that holds the records."""
    return write_workbook("registry", records, as_of=AS_OF, whole=whole)
