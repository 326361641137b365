"""What was asserted: check-sheet answers, yearly reports, deletion certificates, commitments (S-34, S-50 … S-52)."""

from datetime import date

from sekisho.record import Record, column, record
from sekisho.terms import CommitmentSource, Plane, Reply, Ternary


@record("answer_sheet", Plane.PROMISED, "チェックシート回答", dated_by="answered_on")
class Answer(Record):
    """A party's answer to one check item, with the evidence file it sent (hash, day made, period it shows)."""

    key: str = column("回答番号", example="A-0001")
    party: str = column("会社番号", refers_to="party", example="P-001")
    entrustment: str | None = column("委託番号", refers_to="entrustment", note="空欄は会社全体の回答。", default=None)
    check_item: str = column("点検項目", refers_to="check_item", example="INS-03")
    reply: Reply = column("回答", example="はい", default=Reply.UNANSWERED)
    answered_on: date = column("回答日", example="2026-04-20")
    evidence_sha256: str | None = column("証跡のSHA-256", default=None)
    evidence_made_on: date | None = column("証跡の作成日", default=None)
    evidence_from: date | None = column("証跡の期間の初め", default=None)
    evidence_to: date | None = column("証跡の期間の終わり", default=None)


@record("annual_report", Plane.PROMISED, "年次報告", dated_by="submitted_on")
class AnnualReportItem(Record):
    """One of the 17 items of a yearly written report; 'no change' is a claim to be checked (S-52)."""

    key: str = column("報告番号", example="AR-2026-0001/A-3")
    entrustment: str = column("委託番号", refers_to="entrustment", example="E-0001")
    item: str = column("報告項目", refers_to="annual_item", example="A-3")
    period_from: date = column("対象期間の初め", example="2025-04-01")
    period_to: date = column("対象期間の終わり", example="2026-03-31")
    changed: Ternary = column("変わりがあった", example="いいえ", default=Ternary.UNKNOWN)
    note: str | None = column("内容", default=None)
    submitted_on: date = column("提出日", example="2026-04-20")


@record("deletion_certificate", Plane.PROMISED, "消去証明", dated_by="issued_on")
class DeletionCertificate(Record):
    """A statement that data was erased, and what it covers (R-09)."""

    key: str = column("証明番号", example="DC-01")
    entrustment: str = column("委託番号", refers_to="entrustment", example="E-0001")
    issued_on: date = column("証明日", example="2026-04-10")
    covers_main: Ternary = column("本体を含む", example="はい", default=Ternary.UNKNOWN)
    covers_copies: Ternary = column("控えを含む", example="はい", default=Ternary.UNKNOWN)
    covers_sub_entrustees: Ternary = column("再委託先を含む", example="はい", default=Ternary.UNKNOWN)


@record("commitment", Plane.PROMISED, "過去の約束", dated_by="made_on")
class Commitment(Record):
    """A promise made after an authority's document, an incident or an instruction (R-10)."""

    key: str = column("約束番号", example="CM-01")
    party: str = column("会社番号", refers_to="party", example="P-001")
    origin: CommitmentSource = column("出所", example="改善指示")
    subject: str = column("内容", example="ログ点検の二重化")
    check_item: str | None = column("点検項目", refers_to="check_item", example="INS-05", default=None)
    made_on: date = column("約束した日", example="2025-10-01")
    due_on: date = column("期限", example="2026-03-31")
    completed_on: date | None = column("完了の申告日", default=None)
    proved_on: date | None = column("独立の確認日", note="本人以外が確かめた日。", default=None)
