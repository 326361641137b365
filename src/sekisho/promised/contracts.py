"""What was agreed: contracts, memoranda, clauses as read, terms of vendors, public notices (S-19 … S-31, S-74)."""

from datetime import date

from sekisho.record import Record, column, record
from sekisho.terms import (
    ClauseStatus,
    ContractKind,
    ControlDivision,
    EntrustmentForm,
    MemorandumState,
    Plane,
    TextRead,
)


@record("contract", Plane.PROMISED, "契約・覚書", dated_by="signed_on")
class Contract(Record):
    """A contract between two parties, with the state of its memorandum on personal data.

    ``entrustment`` is empty while nobody has registered the contract as an entrustment.
    """

    key: str = column("契約番号", example="K-0001")
    entrustment: str | None = column("委託番号", refers_to="entrustment", example="E-0001", default=None)
    orderer: str = column("注文する会社", refers_to="party", example="P-000")
    counterparty: str = column("受ける会社", refers_to="party", example="P-001")
    form: EntrustmentForm = column("契約の形", example="業務委託")
    contract_kind: ContractKind = column("契約種別", example="種別A（個別契約）")
    signed_on: date | None = column("締結日", example="2024-03-25", default=None)
    ends_on: date | None = column("終了日", default=None)
    memorandum: MemorandumState = column("覚書の状態", example="締結", default=MemorandumState.UNKNOWN)
    memorandum_on: date | None = column("覚書の日", example="2024-03-25", default=None)
    read: TextRead = column("読んだ範囲", example="全文", default=TextRead.UNREAD)
    report_months: int | None = column("報告の間隔（月）", example="12", default=None)
    notice_hours: int | None = column("事故の通知の時限（時間）", example="24", default=None)
    countries: tuple[str, ...] = column("契約が許す国", refers_to="country", example="日本", default=())


@record("clause_finding", Plane.PROMISED, "条項")
class ClauseState(Record):
    """State of one of the 28 clauses in one contract; ``level`` is a level of flow_down.yaml where the clause has one."""

    key: str = column("条項番号", example="K-0001/CL-11")
    contract: str = column("契約番号", refers_to="contract", example="K-0001")
    clause: str = column("条項", refers_to="clause", example="CL-11")
    status: ClauseStatus = column("状態", example="あり")
    level: str | None = column("段", note="条項の強さ。", refers_to="clause_level", example="事前の書面承諾", default=None)
    divisions: tuple[ControlDivision, ...] = column("5区分", note="CL-08 のとき。", default=())
    article: str | None = column("条", example="第9条第1項", default=None)


@record("vendor_terms", Plane.PROMISED, "約款の版", dated_by="published_on")
class VendorTerms(Record):
    """A version of a vendor's own document (S-21)."""

    key: str = column("約款番号", example="VT-01")
    party: str = column("会社番号", refers_to="party", example="P-010")
    document: str = column("文書名", example="サービス利用規約")
    version: str = column("版", example="2026-01-15")
    published_on: date = column("公開日", example="2026-01-15")


@record("public_notice", Plane.PROMISED, "公表文", dated_by="published_on")
class PublicNotice(Record):
    """A version of a statement to users: which countries and which sub-processors of a vendor it names (S-74, XBR-07)."""

    key: str = column("公表番号", example="N-01")
    document: str = column("文書名", example="外国の委託先について")
    version: str = column("版", example="第3版")
    published_on: date = column("公表日", example="2025-04-01")
    countries: tuple[str, ...] = column("挙げた国", refers_to="country", example="ベトナム", default=())
