"""Records → findings: the first place that sees more than one of the three records."""

from sekisho.reconcile.run import Reconciliation, reconcile
from sekisho.reconcile.snapshot import Policy, Snapshot

__all__ = ["Policy", "Reconciliation", "Snapshot", "reconcile"]
