"""Who was seen reaching the data: accounts, log-ins, doors, training, departures. People are numbers."""

from datetime import date

from sekisho.record import Record, column, record
from sekisho.terms import Plane, Ternary, TrainingCourse


@record("account_list", Plane.OBSERVED, "ID一覧", dated_by="listed_on")
class Account(Record):
    """An account as extracted from a system, with its holder and the holder's company."""

    key: str = column("ID記録番号", example="AC-0001")
    party: str = column("会社番号", refers_to="party", note="どの委託先の業務のIDか。", example="P-001")
    entrustment: str | None = column("委託番号", refers_to="entrustment", default=None)
    system: str | None = column("システム番号", refers_to="system", default=None)
    account: str = column("ID", example="op0012")
    person: str | None = column("持ち主の要員番号", example="M-1001", default=None)
    employer: str | None = column("持ち主の所属会社", example="株式会社みなと坂コンタクト", default=None)
    privileged: Ternary = column("特権", example="いいえ", default=Ternary.UNKNOWN)
    privileged_since: date | None = column("特権の付与日", default=None)
    listed_on: date = column("抜き出した日", example="2026-05-01")


@record("idp_log", Plane.OBSERVED, "ログイン", dated_by="first_on")
class Login(Record):
    """Log-ins of one account, gathered over a span of days. ``concurrent`` counts log-ins that overlapped another place."""

    key: str = column("ログイン番号", example="L-0001")
    party: str = column("会社番号", refers_to="party", example="P-001")
    entrustment: str | None = column("委託番号", refers_to="entrustment", default=None)
    system: str | None = column("システム番号", refers_to="system", default=None)
    account: str = column("ID", example="op0012")
    person: str | None = column("要員番号", default=None)
    employer: str | None = column("所属会社", default=None)
    country: str | None = column("接続元の国", refers_to="country", default=None)
    multi_factor: Ternary = column("多要素認証", default=Ternary.UNKNOWN)
    privileged: Ternary = column("特権", default=Ternary.UNKNOWN)
    concurrent: int = column("同時ログインの数", example="0", default=0)
    first_on: date = column("最初の日", example="2026-05-01")
    last_on: date = column("最後の日", example="2026-05-31")
    count: int = column("回数", example="20", default=1)


@record("gate_log", Plane.OBSERVED, "入退室", dated_by="entered_on")
class DoorEntry(Record):
    """An entry to a handling area, with the company on the pass."""

    key: str = column("入室番号", example="DE-0001")
    party: str = column("会社番号", refers_to="party", note="どの委託先の区域か。", example="P-001")
    entrustment: str | None = column("委託番号", refers_to="entrustment", default=None)
    site: str | None = column("拠点番号", refers_to="site", default=None)
    person: str | None = column("要員番号", example="M-1001", default=None)
    employer: str | None = column("入館証の所属会社", default=None)
    entered_on: date = column("入室日", example="2026-05-01")


@record("training_record", Plane.OBSERVED, "受講実績", dated_by="completed_on")
class Training(Record):
    """A course that a person completed (2-6)."""

    key: str = column("受講番号", example="TR-0001")
    person: str = column("要員番号", example="M-1001")
    party: str = column("会社番号", refers_to="party", example="P-001")
    course: TrainingCourse = column("研修", example="業務開始時")
    completed_on: date = column("受講日", example="2024-03-28")
    score: int | None = column("点数", example="90", default=None)


@record("employment_record", Plane.OBSERVED, "退職・異動", dated_by="left_on")
class Departure(Record):
    """A person left the work or the company."""

    key: str = column("届番号", example="LV-01")
    person: str = column("要員番号", example="M-1001")
    party: str = column("会社番号", refers_to="party", example="P-001")
    left_on: date = column("離れた日", note="この日まで在籍。", example="2026-03-31")
