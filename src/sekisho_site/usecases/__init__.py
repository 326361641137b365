"""What can be done: one file per verb. Each takes ``by``, is one transaction, and leaves its traces in the evidence log."""

from sekisho_site.usecases.create_backup import create_backup
from sekisho_site.usecases.import_subprocessors import ImportedList, import_subprocessors
from sekisho_site.usecases.import_workbook import import_workbook
from sekisho_site.usecases.reconcile_records import Reconciled, reconcile_records
from sekisho_site.usecases.restore_backup import restore_backup

__all__ = [
    "ImportedList",
    "Reconciled",
    "create_backup",
    "import_subprocessors",
    "import_workbook",
    "reconcile_records",
    "restore_backup",
]
