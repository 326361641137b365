"""What can be done: one file per verb. Each takes ``by``, is one transaction, and leaves its traces in the evidence log."""

from sekisho_site.usecases.import_subprocessors import ImportedList, import_subprocessors
from sekisho_site.usecases.import_workbook import import_workbook
from sekisho_site.usecases.reconcile_records import Reconciled, reconcile_records

__all__ = [
    "ImportedList",
    "Reconciled",
    "import_subprocessors",
    "import_workbook",
    "reconcile_records",
]
