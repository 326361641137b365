"""Who may touch the data, and what was asked and approved: rosters, waivers, work approvals, incidents. People are numbers."""

from datetime import date

from sekisho.period import Period
from sekisho.record import Record, column, record
from sekisho.terms import ApprovalKind, IncidentKind, InvestigationConclusion, Plane, Ternary


@record("roster", Plane.DECLARED, "取扱者名簿", dated_by="starts_on")
class RosterEntry(Record):
    """A named handler with the company that employs them (S-44). ``person`` is a staff number, never a name."""

    key: str = column("名簿番号", example="R-001")
    person: str = column("要員番号", note="氏名は書きません。", example="M-1001")
    employer: str = column("所属会社", note="派遣元・協力会社まで。会社名。", example="株式会社みなと坂コンタクト")
    entrustment: str = column("委託番号", refers_to="entrustment", example="E-0001")
    starts_on: date = column("着任日", example="2024-04-01")
    ends_on: date | None = column("離任日", note="この日まで。", default=None)
    confirmed_on: date | None = column("事前確認日", default=None)
    pledged_on: date | None = column("誓約日", default=None)

    @property
    def period(self) -> Period:
        """The days on which the person is a handler."""
        return Period.through(self.starts_on, self.ends_on)


@record("exception_register", Plane.DECLARED, "例外許可", dated_by="granted_on")
class ExceptionWaiver(Record):
    """A time-limited exception from a measure (R-08)."""

    key: str = column("例外番号", example="W-01")
    party: str = column("会社番号", refers_to="party", example="P-001")
    entrustment: str | None = column("委託番号", refers_to="entrustment", default=None)
    check_item: str = column("点検項目", refers_to="check_item", example="INS-01")
    granted_on: date = column("許可日", example="2026-01-10")
    expires_on: date = column("当初の期限", example="2026-06-30")
    extended_to: date | None = column("延長後の期限", default=None)
    extensions: int = column("延長の回数", example="0", default=0)
    requester: str = column("申請者", example="M-2001")
    approver: str | None = column("承認者", example="M-3001", default=None)
    extension_approver: str | None = column("延長の承認者", default=None)
    compensating: str | None = column("代わりの措置", default=None)


@record("work_approval", Plane.DECLARED, "作業の申請・立会い", dated_by="starts_on")
class WorkApproval(Record):
    """A request, approval or attendance for work on data: privileged or remote access, take-out, witnessing, download."""

    key: str = column("申請番号", example="WK-01")
    approval: ApprovalKind = column("種類", example="特権・本番作業")
    party: str = column("会社番号", refers_to="party", example="P-001")
    system: str | None = column("システム番号", refers_to="system", default=None)
    account: str | None = column("ID", default=None)
    requested_by: str = column("申請者", example="M-1001")
    approved_by: str | None = column("承認者", example="M-3001", default=None)
    starts_on: date = column("開始日", example="2026-05-01")
    ends_on: date | None = column("終了日", note="空欄は開始日だけ。", default=None)


@record("incident_register", Plane.DECLARED, "事故・違反の簿", dated_by="reported_on")
class Incident(Record):
    """An incident, suspicion or breach of contract that a party declared."""

    key: str = column("事故番号", example="I-01")
    party: str = column("会社番号", refers_to="party", example="P-001")
    incident: IncidentKind = column("種類", example="漏えい等")
    occurred_on: date | None = column("発生日", default=None)
    reported_on: date = column("申告日", example="2026-05-02")
    subject: str = column("内容", example="誤送信")


@record("investigation", Plane.DECLARED, "調査", dated_by="started_on")
class Investigation(Record):
    """What was done after a complaint: by whom, how wide, on which records, and the conclusion (R-13)."""

    key: str = column("調査番号", example="V-01")
    complaint: str = column("申告番号", refers_to="complaint", example="CP-01")
    started_on: date = column("開始日", example="2026-05-03")
    investigators: tuple[str, ...] = column("調べた会社", refers_to="party", example="P-001")
    parties: tuple[str, ...] = column("対象の会社", refers_to="party", default=())
    systems: tuple[str, ...] = column("対象のシステム", refers_to="system", default=())
    period_from: date | None = column("対象期間の初め", default=None)
    period_to: date | None = column("対象期間の終わり", default=None)
    original_logs: Ternary = column("元ログに当たった", default=Ternary.UNKNOWN)
    conclusion: InvestigationConclusion = column("結論", default=InvestigationConclusion.ONGOING)
    concluded_on: date | None = column("結論の日", default=None)
