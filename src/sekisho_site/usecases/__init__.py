"""What can be done: one file per verb. Each takes ``by``, is one transaction, and leaves its traces in the evidence log."""

from sekisho_site.usecases.accept_invitation import accept_invitation
from sekisho_site.usecases.assign_findings import assign_findings
from sekisho_site.usecases.change_person import change_person
from sekisho_site.usecases.create_backup import create_backup
from sekisho_site.usecases.end_sessions import end_sessions
from sekisho_site.usecases.import_subprocessors import ImportedList, import_subprocessors
from sekisho_site.usecases.import_workbook import import_workbook
from sekisho_site.usecases.invite_person import invite_person
from sekisho_site.usecases.make_demo_people import DemoPerson, make_demo_people
from sekisho_site.usecases.reconcile_records import Reconciled, reconcile_records
from sekisho_site.usecases.renew_access import renew_access
from sekisho_site.usecases.restore_backup import restore_backup
from sekisho_site.usecases.revoke_invitation import revoke_invitation
from sekisho_site.usecases.step_finding import RefusedStepError, StaleFindingError, step_finding

__all__ = [
    "DemoPerson",
    "ImportedList",
    "Reconciled",
    "RefusedStepError",
    "StaleFindingError",
    "accept_invitation",
    "assign_findings",
    "change_person",
    "create_backup",
    "end_sessions",
    "import_subprocessors",
    "import_workbook",
    "invite_person",
    "make_demo_people",
    "reconcile_records",
    "renew_access",
    "restore_backup",
    "revoke_invitation",
    "step_finding",
]
