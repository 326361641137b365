"""What can be done: one file per verb. Each takes ``by``, is one transaction, and leaves its traces in the evidence log."""

from sekisho_site.records.operations.entries import EntryRefusedError, NothingChangedError
from sekisho_site.records.operations.versions import StaleChangeError
from sekisho_site.usecases.accept_invitation import accept_invitation
from sekisho_site.usecases.ask_detection import ask_detection
from sekisho_site.usecases.ask_export import ask_export
from sekisho_site.usecases.ask_import import ask_import
from sekisho_site.usecases.ask_reconcile import ask_reconcile
from sekisho_site.usecases.ask_verification import ask_verification
from sekisho_site.usecases.assess_service import assess_service
from sekisho_site.usecases.assign_findings import assign_findings
from sekisho_site.usecases.change_person import change_person
from sekisho_site.usecases.continue_import import continue_import
from sekisho_site.usecases.create_backup import create_backup
from sekisho_site.usecases.decide_consent import Decision, decide_consent
from sekisho_site.usecases.declare_sub_entrustee import SubEntrustee, declare_sub_entrustee
from sekisho_site.usecases.detect_stored import Detected, detect_stored
from sekisho_site.usecases.end_record import end_record
from sekisho_site.usecases.end_sessions import end_sessions
from sekisho_site.usecases.export_workbook import export_workbook
from sekisho_site.usecases.import_subprocessors import ImportedList, import_subprocessors
from sekisho_site.usecases.import_workbook import import_workbook
from sekisho_site.usecases.invite_person import invite_person
from sekisho_site.usecases.make_answer_link import MadeLink, make_answer_link
from sekisho_site.usecases.make_api_token import MadeToken, make_api_token
from sekisho_site.usecases.make_demo_people import DemoPerson, make_demo_people
from sekisho_site.usecases.make_webhook import MadeWebhook, make_webhook
from sekisho_site.usecases.observe_detections import observe_detections
from sekisho_site.usecases.open_answer_link import open_answer_link
from sekisho_site.usecases.plan_log_reviews import plan_log_reviews
from sekisho_site.usecases.reconcile_records import Reconciled, reconcile_records
from sekisho_site.usecases.record_change import record_change
from sekisho_site.usecases.renew_access import renew_access
from sekisho_site.usecases.restore_backup import restore_backup
from sekisho_site.usecases.restore_version import restore_version
from sekisho_site.usecases.retry_delivery import retry_delivery
from sekisho_site.usecases.revoke_answer_link import revoke_answer_link
from sekisho_site.usecases.revoke_api_token import revoke_api_token
from sekisho_site.usecases.revoke_invitation import revoke_invitation
from sekisho_site.usecases.revoke_webhook import revoke_webhook
from sekisho_site.usecases.run_job import run_job
from sekisho_site.usecases.save_answer_draft import RefusedDraftError, save_answer_draft
from sekisho_site.usecases.seal_inquiry import seal_inquiry
from sekisho_site.usecases.send_answer import send_answer
from sekisho_site.usecases.send_webhooks import send_webhooks
from sekisho_site.usecases.sign_log_review import RefusedSignatureError, sign_log_review
from sekisho_site.usecases.step_finding import RefusedStepError, StaleFindingError, step_finding
from sekisho_site.usecases.take_in_alerts import take_in_alerts
from sekisho_site.usecases.take_in_coverage import take_in_coverage
from sekisho_site.usecases.take_up_jobs import take_up_jobs
from sekisho_site.usecases.triage_alert import RefusedTriageError, StaleAlertError, triage_alert
from sekisho_site.usecases.try_webhook import try_webhook
from sekisho_site.usecases.undo_import import ChangedSinceError, undo_import
from sekisho_site.usecases.withdraw_sub_entrustee import withdraw_sub_entrustee

__all__ = [
    "ChangedSinceError",
    "Decision",
    "DemoPerson",
    "Detected",
    "EntryRefusedError",
    "ImportedList",
    "MadeLink",
    "MadeToken",
    "MadeWebhook",
    "NothingChangedError",
    "Reconciled",
    "RefusedDraftError",
    "RefusedSignatureError",
    "RefusedStepError",
    "RefusedTriageError",
    "StaleAlertError",
    "StaleChangeError",
    "StaleFindingError",
    "SubEntrustee",
    "accept_invitation",
    "ask_detection",
    "ask_export",
    "ask_import",
    "ask_reconcile",
    "ask_verification",
    "assess_service",
    "assign_findings",
    "change_person",
    "continue_import",
    "create_backup",
    "decide_consent",
    "declare_sub_entrustee",
    "detect_stored",
    "end_record",
    "end_sessions",
    "export_workbook",
    "import_subprocessors",
    "import_workbook",
    "invite_person",
    "make_answer_link",
    "make_api_token",
    "make_demo_people",
    "make_webhook",
    "observe_detections",
    "open_answer_link",
    "plan_log_reviews",
    "reconcile_records",
    "record_change",
    "renew_access",
    "restore_backup",
    "restore_version",
    "retry_delivery",
    "revoke_answer_link",
    "revoke_api_token",
    "revoke_invitation",
    "revoke_webhook",
    "run_job",
    "save_answer_draft",
    "seal_inquiry",
    "send_answer",
    "send_webhooks",
    "sign_log_review",
    "step_finding",
    "take_in_alerts",
    "take_in_coverage",
    "take_up_jobs",
    "triage_alert",
    "try_webhook",
    "undo_import",
    "withdraw_sub_entrustee",
]
