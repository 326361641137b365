"""Entrustments: who handles what for whom, for which purpose (S-01 … S-11, S-75, S-80)."""

from datetime import date

from sekisho.period import Period
from sekisho.record import Record, column, record
from sekisho.terms import (
    BusinessSegment,
    ContractKind,
    DeliveryMode,
    Direction,
    EntrustmentForm,
    Plane,
    Ternary,
    WorkCategory,
)


@record("purpose", Plane.DECLARED, "業務と目的")
class Purpose(Record):
    """A stated purpose of use, and the items that the work needs (S-80, R-14)."""

    key: str = column("目的番号", example="U-01")
    name: str = column("業務名", example="問合せ対応")
    stated_purpose: str = column("公表した利用目的", example="お客様からの問合せに答えるため")
    needed_items: tuple[str, ...] = column(
        "要る項目", refers_to="data_item", note="読点で区切ります。空欄は「定めていない」。", default=()
    )


@record("registry", Plane.DECLARED, "委託")
class Entrustment(Record):
    """One edge of the chain: the entruster makes the entrustee handle personal data.

    ``upper`` holds the keys of the edges under which this one is made (several: a diamond; none: the carrier itself
    entrusts, tier 1). The same company may stand in several edges.
    """

    key: str = column("委託番号", example="E-0001")
    entruster: str = column("委託元", refers_to="party", example="P-000")
    entrustee: str = column("委託先", refers_to="party", example="P-001")
    upper: tuple[str, ...] = column(
        "上位の委託番号", refers_to="entrustment", note="再委託のとき。複数は読点で区切ります。", default=()
    )
    direction: Direction = column("向き", example="委託", default=Direction.GIVEN)
    form: EntrustmentForm = column("形態", example="業務委託", default=EntrustmentForm.BUSINESS)
    contract_kind: ContractKind = column("契約種別", example="種別A（個別契約）", default=ContractKind.A)
    work: WorkCategory = column("業務区分", example="コールセンター", default=WorkCategory.OTHER)
    purpose: str | None = column("目的番号", refers_to="purpose", example="U-01", default=None)
    department: str | None = column("主管部署", refers_to="department", example="D-01", default=None)
    handles_personal_data: Ternary = column("個人データの取扱い", example="はい", default=Ternary.UNKNOWN)
    telecom_business: Ternary = column("電気通信事業に係る", example="はい", default=Ternary.YES)
    segment: BusinessSegment | None = column("事業", example="コンシューマ", default=None)
    delivery: DeliveryMode | None = column("受渡しの形", example="データを渡す", default=None)
    resident: Ternary = column("当社内に常駐", example="いいえ", default=Ternary.UNKNOWN)
    items: tuple[str, ...] = column("データ項目", refers_to="data_item", example="契約者名、契約者住所", default=())
    principals: int | None = column("本人の数", example="120000", default=None)
    storage_countries: tuple[str, ...] = column("保存国", refers_to="country", example="日本", default=())
    access_countries: tuple[str, ...] = column("アクセス国", refers_to="country", example="日本", default=())
    sites: tuple[str, ...] = column("拠点番号", refers_to="site", default=())
    systems: tuple[str, ...] = column("システム番号", refers_to="system", default=())
    starts_on: date | None = column("開始日", example="2024-04-01", default=None)
    ends_on: date | None = column("終了日", note="この日まで。続いているときは空欄。", default=None)

    @property
    def period(self) -> Period:
        """The days on which the entrustment is in force."""
        return Period.through(self.starts_on, self.ends_on)

    @property
    def countries(self) -> frozenset[str]:
        """Every country in which data is kept or from which it is reached."""
        return frozenset(self.storage_countries) | frozenset(self.access_countries)

    @property
    def is_sub_entrustment(self) -> bool:
        """Tier 2 or deeper."""
        return bool(self.upper)


@record("system", Plane.DECLARED, "システム")
class System(Record):
    """A system that holds or reaches customers' data."""

    key: str = column("システム番号", example="S-01")
    name: str = column("システム名", example="顧客管理システム")
    operator: str | None = column("運用する会社", refers_to="party", example="P-000", default=None)


@record("site", Plane.DECLARED, "拠点")
class Site(Record):
    """A place where data is handled."""

    key: str = column("拠点番号", example="T-01")
    name: str = column("拠点名", example="みなと坂第一センター")
    party: str = column("会社番号", refers_to="party", example="P-001")
    country: str = column("国", refers_to="country", example="日本")
