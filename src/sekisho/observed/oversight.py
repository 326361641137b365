"""What was seen and heard from outside: inspections, complaints, leaked samples, certificates, authorities' documents."""

from datetime import date

from sekisho.record import Record, column, record
from sekisho.terms import Complainant, InspectionMethod, ItemResult, NoticeKind, Plane, Ternary


@record("onsite_inspection", Plane.OBSERVED, "点検", dated_by="completed_on")
class Inspection(Record):
    """A completed examination of how an entrustment is handled (2-10). ``examiner`` is the company that did it."""

    key: str = column("点検番号", example="IN-0001")
    party: str = column("会社番号", refers_to="party", example="P-001")
    entrustment: str | None = column("委託番号", refers_to="entrustment", note="空欄は会社の全委託。", default=None)
    method: InspectionMethod = column("方法", example="立入点検")
    completed_on: date | None = column("完了日", example="2026-02-15", default=None)
    examiner: str | None = column("点検した会社", refers_to="party", example="P-000", default=None)
    examiner_person: str | None = column("点検者", note="要員番号。", default=None)


@record("inspection_item", Plane.OBSERVED, "点検の項目")
class InspectionItem(Record):
    """What was seen for one check item during an inspection."""

    key: str = column("点検項目番号", example="IN-0001/INS-03")
    inspection: str = column("点検番号", refers_to="inspection", example="IN-0001")
    check_item: str = column("点検項目", refers_to="check_item", example="INS-03")
    result: ItemResult = column("結果", example="適合")
    note: str | None = column("見たこと", default=None)


@record("complaint", Plane.OBSERVED, "外部の申告", dated_by="received_on")
class Complaint(Record):
    """Somebody told of a possible leak (R-13)."""

    key: str = column("申告番号", example="CP-01")
    received_on: date = column("受けた日", example="2026-05-01")
    complainant: Complainant = column("申告者", example="利用者")
    persons: int | None = column("申告した人数", example="4", default=None)
    parties: tuple[str, ...] = column("関係しそうな会社", refers_to="party", default=())
    systems: tuple[str, ...] = column("関係しそうなシステム", refers_to="system", default=())
    period_from: date | None = column("関係しそうな期間の初め", default=None)
    period_to: date | None = column("関係しそうな期間の終わり", default=None)


@record("leak_sample", Plane.OBSERVED, "流出データ", dated_by="found_on")
class LeakSample(Record):
    """A file found in circulation, as far as it was traced."""

    key: str = column("流出番号", example="LK-01")
    found_on: date = column("見つけた日", example="2026-05-01")
    party: str | None = column("出所とみた会社", refers_to="party", default=None)
    entrustment: str | None = column("委託番号", refers_to="entrustment", default=None)
    rows: int | None = column("行数", example="1200", default=None)
    found_by_monitoring: Ternary = column("自社の監視で見つけた", default=Ternary.UNKNOWN)


@record("certification_register", Plane.OBSERVED, "認証の登録", dated_by="checked_on")
class Certification(Record):
    """An entry in the public register of a certification body (ORG-11)."""

    key: str = column("認証番号", example="CF-01")
    party: str = column("会社番号", refers_to="party", example="P-001")
    scheme: str = column("認証", example="ISMS")
    covers_work: Ternary = column("業務と拠点が範囲内", default=Ternary.UNKNOWN)
    valid_to: date | None = column("有効期限", note="この日まで。", default=None)
    checked_on: date = column("登録簿を見た日", example="2026-05-01")


@record("authority_notice", Plane.OBSERVED, "当局の文書", dated_by="issued_on")
class AuthorityNotice(Record):
    """A document of an authority, or a published fact, about a party."""

    key: str = column("当局文書番号", example="AN-01")
    party: str = column("会社番号", refers_to="party", example="P-001")
    notice: NoticeKind = column("種類", example="指導")
    issued_on: date = column("日付", example="2025-03-19")
    subject: str = column("内容", example="委託先の監督")
