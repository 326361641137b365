"""The carrier's own organisation: departments, and who is responsible for what (S-79)."""

from datetime import date

from sekisho.record import Record, column, record
from sekisho.terms import AppointmentRole, Plane


@record("department", Plane.DECLARED, "部署")
class Department(Record):
    """A department of the carrier that owns entrustments."""

    key: str = column("部署番号", example="D-01")
    name: str = column("部署名", example="お客様サービス部")


@record("appointment", Plane.DECLARED, "責任体制", dated_by="starts_on")
class Appointment(Record):
    """A role held over a period: committee, general manager, responsible person, clerk."""

    key: str = column("体制番号", example="AP-01")
    role: AppointmentRole = column("役割", example="責任者")
    department: str | None = column("部署番号", refers_to="department", example="D-01", default=None)
    holder: str = column("役職", note="役職名または要員番号。氏名は書きません。", example="お客様サービス部長")
    starts_on: date = column("就任日", example="2025-04-01")
    ends_on: date | None = column("退任日", note="この日まで。続いているときは空欄。", default=None)
