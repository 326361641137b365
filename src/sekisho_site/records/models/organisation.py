"""The carrier's own organisation. Columns as in ``sekisho.declared.organisation``."""

from sekisho import declared
from sekisho.terms import AppointmentRole
from sekisho_site.records.models.base import Version, day, own_key, refers_to, text, versioned
from sekisho_site.records.models.identities import DepartmentIdentity


class Department(Version):
    """シート「部署」の行の版。"""

    kind = declared.Department

    key = own_key(DepartmentIdentity)
    name = text()

    class Meta:
        constraints = versioned()


class Appointment(Version):
    """シート「責任体制」の行の版。"""

    kind = declared.Appointment

    key = text()
    role = text()
    department = refers_to(DepartmentIdentity, optional=True)
    holder = text()
    starts_on = day()
    ends_on = day(optional=True)

    class Meta:
        constraints = versioned(role=AppointmentRole)
