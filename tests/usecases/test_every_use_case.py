"""What holds for every use case: how it is called, that it leaves leaves, and that what fails leaves nothing."""

import hashlib
import inspect
import pkgutil
from datetime import UTC, date, datetime, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.conf import settings

from sekisho.declared import Consent, Department, ServiceAssessment, System
from sekisho.detection.coverage import judge
from sekisho.detection.event import Event, EventRef
from sekisho.detection.streams import DayVolume, Stream, Traits
from sekisho.detection.told import AlertKind, AlertLevel, ToldAlert
from sekisho.evidence import verify_log
from sekisho.formats.entry import read_entry
from sekisho.formats.eventstore import Received, StoreWriter
from sekisho.observed import Sign
from sekisho.response.life import Step
from sekisho.response.log_reviews import ReviewResult
from sekisho.response.triage import TriageStep
from sekisho.roles import Permission, Role
from sekisho.terms import ContractKind, EntrustmentForm, Outcome, Ternary, WorkCategory
from sekisho_site import usecases
from sekisho_site.records.models import (
    AnswerLink,
    ApiToken,
    EvidenceLeaf,
    Invitation,
    Job,
    LogReview,
    PartyIdentity,
    ReceivedFile,
    StoredAlert,
    SubEntrustmentRequest,
    User,
    Webhook,
    WebhookDelivery,
)
from sekisho_site.records.operations.backups import write_backup
from sekisho_site.records.operations.keys import make_token
from sekisho_site.records.operations.ledger import Ledger
from sekisho_site.records.queries import Reach, evidence_heads, evidence_leaves, records_within
from sekisho_site.usecases import import_workbook
from tests.factories.findings import finding, merged
from tests.factories.office import user
from tests.factories.registry import DEPARTMENT, LEFT, RECORDS, workbook

AT = datetime(2026, 5, 1, 9, tzinfo=UTC)
DAY = date(2026, 5, 1)
LISTING = "| 再委託先 | 処理の内容 | 国 |\n|---|---|---|\n| Example Cloud Inc. | データの保管 | アメリカ合衆国 |\n"
NAMES = sorted(module.name for module in pkgutil.iter_modules(usecases.__path__))
#: How each use case is called in these tests; a new one must be added here.
CALLS = {
    "accept_invitation": lambda **told: usecases.accept_invitation(token=TOKEN, password="tsukikage-no-michi-42", **told),
    "ask_export": lambda **told: usecases.ask_export(workbook="registry", as_of=DAY, asker=someone().pk, **told),
    "ask_verification": lambda **told: usecases.ask_verification(step="verify", asker=someone().pk, **told),
    "ask_import": lambda **told: usecases.ask_import(workbook(*RECORDS), "台帳.xlsx", asker=someone().pk, **told),
    "ask_reconcile": lambda **told: usecases.ask_reconcile(as_of=DAY, asker=someone().pk, **told),
    "assess_service": lambda **told: usecases.assess_service(
        entry=read_entry(ServiceAssessment, ASSESSED), grounds={"Q1": "画面で確かめた。"}, today=DAY, within=Reach(), **told
    ),
    "assign_findings": lambda **told: usecases.assign_findings(
        fingerprints=[finding().fingerprint], owner=someone().number, **told
    ),
    "change_person": lambda **told: usecases.change_person(person=someone().pk, role=Role.INSPECTOR, active=True, **told),
    "continue_import": lambda **told: usecases.continue_import(
        number=Job.objects.get().pk, step="apply", agreed="0", asker=someone().pk, **told
    ),
    "create_backup": lambda **told: usecases.create_backup(target=settings.SEKISHO_HOME / "backup.zip", **told),
    "decide_consent": lambda **told: usecases.decide_consent(
        consent=asked_consent().key,
        seen=asked_consent().known_from.isoformat(),
        within=Reach(),
        decision=usecases.Decision(granted=True, decided_on=DAY, written=True),
        **told,
    ),
    "end_record": lambda **told: usecases.end_record(record=LEFT, within=Reach(), **told),
    "end_sessions": lambda **told: usecases.end_sessions(person=someone().pk, **told),
    "export_workbook": lambda **told: usecases.export_workbook(workbook="registry", as_of=DAY, **told),
    "import_subprocessors": lambda **told: usecases.import_subprocessors(
        LISTING.encode(), "一覧.md", party="P-010", on=DAY, **told
    ),
    "import_workbook": lambda **told: usecases.import_workbook(workbook(*RECORDS), "台帳.xlsx", workbook="registry", **told),
    "invite_person": lambda **told: usecases.invite_person(email="kei@example.jp", name="計", role=Role.AUDITOR, **told),
    "make_demo_people": usecases.make_demo_people,
    "make_api_token": lambda **told: usecases.make_api_token(
        user=someone().pk, name="集計", scopes=[Permission.VIEW_FINDINGS], expires_at=AT + timedelta(days=30), **told
    ),
    "make_webhook": lambda **told: usecases.make_webhook(
        url="https://192.31.196.1:9/", events=["finding.opened"], user=someone().pk, **told
    ),
    "record_change": lambda **told: usecases.record_change(
        entry=read_entry(System, {"key": "SY-9", "name": "顧客管理"}), within=Reach(), **told
    ),
    "reconcile_records": lambda **told: usecases.reconcile_records(as_of=DAY, **told),
    "renew_access": lambda **told: usecases.renew_access(person=someone().pk, **told),
    "restore_backup": lambda **told: usecases.restore_backup(source=settings.SEKISHO_HOME / "earlier.zip", **told),
    "restore_version": lambda **told: usecases.restore_version(
        kind=Department, key="D-01", version=first_version(Department, "D-01"), within=Reach(), **told
    ),
    "retry_delivery": lambda **told: usecases.retry_delivery(number=message().pk, **told),
    "revoke_api_token": lambda **told: usecases.revoke_api_token(user=someone().pk, number=ApiToken.objects.get().pk, **told),
    "revoke_webhook": lambda **told: usecases.revoke_webhook(number=message().webhook_id, **told),
    "send_webhooks": usecases.send_webhooks,
    "try_webhook": lambda **told: usecases.try_webhook(number=message().webhook_id, **told),
    "revoke_invitation": lambda **told: usecases.revoke_invitation(invitation=Invitation.objects.get().pk, **told),
    "run_job": lambda **told: usecases.run_job(number=usecases.ask_reconcile(as_of=DAY, asker=someone().pk, **told), **told),
    "step_finding": lambda **told: usecases.step_finding(
        fingerprint=finding().fingerprint,
        step=Step.INSTRUCT,
        permissions=frozenset({Permission.INSTRUCT}),
        note="直す。",
        addressee="P-1",
        due_date=DAY,
        **told,
    ),
    "take_up_jobs": usecases.take_up_jobs,
    "undo_import": lambda **told: usecases.undo_import(moment=AT, sha256=ReceivedFile.objects.get().pk, **told),
    "declare_sub_entrustee": lambda **told: usecases.declare_sub_entrustee(
        upper="E-0001", party="P-001", told=SUB_ENTRUSTEE, **told
    ),
    "make_answer_link": lambda **told: usecases.make_answer_link(
        fingerprint=finding().fingerprint, made_by=someone().number, **told
    ),
    "open_answer_link": lambda **told: usecases.open_answer_link(link=AnswerLink.objects.get().pk, **told),
    "revoke_answer_link": lambda **told: usecases.revoke_answer_link(
        link=AnswerLink.objects.get().pk, fingerprint=finding().fingerprint, **told
    ),
    "save_answer_draft": lambda **told: usecases.save_answer_draft(
        fingerprint=finding().fingerprint, party="P-1", note="直しました。", **told
    ),
    "seal_inquiry": lambda **told: usecases.seal_inquiry(
        b"{}", "inquiry.json", outcome="nobody", events=0, accounts=0, gaps=0, **told
    ),
    "send_answer": lambda **told: usecases.send_answer(fingerprint=finding().fingerprint, party="P-1", **told),
    "take_in_alerts": lambda **told: usecases.take_in_alerts(alerts=[ALERT], **told),
    "take_in_coverage": lambda **told: usecases.take_in_coverage(coverages=covered("2026-05-01"), **told),
    "ask_detection": lambda **told: usecases.ask_detection(step="plan", as_of=DAY, asker=someone().pk, **told),
    "detect_stored": usecases.detect_stored,
    "observe_detections": lambda **told: usecases.observe_detections(records=[SEEN], **told),
    "triage_alert": lambda **told: usecases.triage_alert(
        alert=StoredAlert.objects.get().pk,
        step=TriageStep.TAKE_UP,
        permissions=frozenset({Permission.TRIAGE_ALERT}),
        within=Reach(),
        **told,
    ),
    "plan_log_reviews": lambda **told: usecases.plan_log_reviews(as_of=DAY, **told),
    "sign_log_review": lambda **told: usecases.sign_log_review(
        review=LogReview.objects.get().pk, signer=someone().pk, result=ReviewResult.CLEAR, person="M-9", **told
    ),
    "withdraw_sub_entrustee": lambda **told: usecases.withdraw_sub_entrustee(
        consent=SubEntrustmentRequest.objects.get().consent, party="P-001", **told
    ),
}


TOKEN, TOKEN_HASH = make_token()


ALERT = ToldAlert(kind=AlertKind.RULE, rule="r-1", title="媒体への書き出し", level=AlertLevel.HIGH, party="P-001")
LOG = Stream("操作ログ", "P-001")
SEEN = Sign(key="SG-1", party="P-001", sign="external_media_write", first_on=DAY, last_on=DAY)


def covered(day):
    """What is judged of a log of which one event arrived on a day."""
    return judge([Traits((DayVolume(LOG, day, 1),))], until=date(2026, 5, 2))


def ingested():
    """A store with one event that a rule tells of."""
    fields = {"category": "authentication", "action": "login", "outcome": "success", "user": "root", "party": "P-001"}
    with StoreWriter(settings.SEKISHO_HOME / "events") as writer:
        writer.take_in(
            Received(hashlib.sha256(b"log").hexdigest(), "log.jsonl", 1, "jsonl"),
            [Event(EventRef("log.jsonl", 1), 1_777_600_000_000_000, fields)],
        )


def told_alert():
    """One alert that nobody has looked at."""
    usecases.take_in_alerts(alerts=[ALERT], by="M-77", at=AT)


def planned_review():
    """One review that waits for a signature, and somebody who may sign."""
    user(Role.INSPECTOR)
    usecases.take_in_coverage(coverages=covered("2026-04-02"), by="M-77", at=AT)
    usecases.plan_log_reviews(as_of=DAY, by="M-77", at=AT)


def ended_import():
    """An import whose plan waits for somebody to agree."""
    Job.objects.create(
        kind="import", title="取り込み", asked_by=user(), asked_at=AT, state="done", asked={}, result={"plan": "0"}
    )


def lost_job():
    """A piece of work that nobody will be handed."""
    Job.objects.create(kind="reconcile", title="照合", asked_by=user(), asked_at=AT, asked={})


def imported():
    """A small registry that came in at one moment."""
    import_workbook(workbook(*RECORDS), "台帳.xlsx", workbook="registry", by="M-77", at=AT)


def someone():
    """The only user there is."""
    return User.objects.get()


def invitation():
    """An open invitation."""
    Invitation.objects.create(
        token_hash=TOKEN_HASH, made_at=AT, expires_at=AT + timedelta(days=7), email="kei@example.jp", name="計",
        role=Role.AUDITOR.value,
    )  # fmt: skip


def api_token():
    """A key of somebody."""
    maker = user(Role.AUDITOR)
    ApiToken.objects.create(
        token_hash=TOKEN_HASH, made_by=maker, made_at=AT, expires_at=AT + timedelta(days=7), user=maker, name="集計"
    )


def waiting_message():
    """A message that waits for its sending, to a place inside the network, where nothing is sent."""
    hook = Webhook.objects.create(
        url="https://127.0.0.1:9/", events=["finding.opened"], made_by=user(Role.PRIVACY_OFFICE), made_at=AT
    )
    WebhookDelivery.objects.create(webhook=hook, event="finding.opened", payload='{"id":"1"}', made_at=AT, next_try_at=AT)


def message():
    """The only message there is."""
    return WebhookDelivery.objects.get()


SUB_ENTRUSTEE = usecases.SubEntrustee(
    name="株式会社なぎさ入力センター", country="JP", form=EntrustmentForm.BUSINESS, contract_kind=ContractKind.A,
    work=WorkCategory.OTHER, handles_personal_data=Ternary.NO, starts_on=date(2026, 7, 1), countries=("JP",),
)  # fmt: skip


def registry():
    """A registry in which P-001 is entrusted by the carrier."""
    import_workbook(workbook(*RECORDS), "台帳.xlsx", workbook="registry", by="M-77", at=AT)


def declared():
    """A request to consent to a sub-entrustee."""
    registry()
    usecases.declare_sub_entrustee(upper="E-0001", party="P-001", told=SUB_ENTRUSTEE, by="M-77", at=AT)


def asked_consent():
    """The request to consent as it stands."""
    return records_within(Reach(), Consent).get(known_until=None)


def instructed():
    """A finding that waits for the answer of P-1, and somebody of the office."""
    merged(finding())
    user(Role.PRIVACY_OFFICE)
    PartyIdentity.objects.create(key="P-1")
    CALLS["step_finding"](by="M-77", at=AT)


def answer_link():
    """A link by which P-1 may answer."""
    instructed()
    AnswerLink.objects.create(
        token_hash=TOKEN_HASH, made_by=someone(), made_at=AT, expires_at=AT + timedelta(days=7), party_id="P-1",
        finding_id=finding().fingerprint,
    )  # fmt: skip


def drafted():
    """An answer that is ready to be sent."""
    instructed()
    file = ("是正.txt", "直しました。".encode())
    usecases.save_answer_draft(
        fingerprint=finding().fingerprint, party="P-1", note="直しました。", files=[file], by="M-77", at=AT
    )


def renamed():
    """A department that had another name before."""
    registry()
    renaming = read_entry(Department, {"key": "D-01", "name": "お客さま部"}, DEPARTMENT)
    usecases.record_change(entry=renaming, within=Reach(), by="M-77", at=AT)


#: What must stand before a use case can do anything.
PREPARED = {
    "accept_invitation": invitation,
    "assign_findings": lambda: (merged(finding()), user(Role.AUDITOR)),
    "assess_service": registry,
    "change_person": lambda: user(Role.AUDITOR),
    "end_record": registry,
    "record_change": registry,
    "restore_version": renamed,
    "end_sessions": lambda: user(Role.AUDITOR),
    "make_demo_people": lambda: import_workbook(workbook(*RECORDS), "台帳.xlsx", workbook="registry", by="M-77", at=AT),
    "make_api_token": lambda: user(Role.AUDITOR),
    "make_webhook": lambda: user(Role.PRIVACY_OFFICE),
    "renew_access": lambda: user(Role.AUDITOR),
    "retry_delivery": waiting_message,
    "revoke_api_token": api_token,
    "revoke_webhook": waiting_message,
    "send_webhooks": waiting_message,
    "try_webhook": waiting_message,
    "revoke_invitation": invitation,
    "ask_export": user,
    "ask_verification": user,
    "ask_import": user,
    "ask_reconcile": user,
    "continue_import": ended_import,
    "run_job": user,
    "take_up_jobs": lost_job,
    "undo_import": imported,
    "step_finding": lambda: merged(finding()),
    "decide_consent": declared,
    "declare_sub_entrustee": registry,
    "make_answer_link": instructed,
    "open_answer_link": answer_link,
    "revoke_answer_link": answer_link,
    "save_answer_draft": instructed,
    "send_answer": drafted,
    "withdraw_sub_entrustee": declared,
    "observe_detections": registry,
    "ask_detection": user,
    "detect_stored": ingested,
    "triage_alert": told_alert,
    "sign_log_review": planned_review,
}


#: What somebody says of a service when they decide about it.
ASSESSED = {
    "key": "-", "entrustment": "E-0001", "enters": "yes", "terms_name": "利用規約", "terms_version": "第2版",
    "decided_on": "2026-05-01", "decided_by": "-",
}  # fmt: skip


@pytest.fixture
def earlier(db, home):
    """A backup of an empty workspace, for the use case that takes one back."""
    home.mkdir()
    write_backup(home / "earlier.zip")


def first_version(kind, key):
    """The number of the first version of a record."""
    return records_within(Reach(), kind).filter(key=key).earliest("known_from").pk


def rows():
    """How many rows each table holds."""
    return {model.__name__: model.objects.count() for model in apps.get_app_config("records").get_models()}


def test_every_use_case_is_called_here():
    assert set(CALLS) == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_file_holds_one_verb_of_its_name(name):
    module = import_module(f"{usecases.__name__}.{name}")
    public = [
        member
        for member, value in vars(module).items()
        if inspect.isfunction(value) and value.__module__ == module.__name__ and not member.startswith("_")
    ]
    assert public == [name]
    assert getattr(usecases, name) is getattr(module, name)


@pytest.mark.parametrize("name", NAMES)
def test_who_acts_and_when_are_told_by_keyword(name):
    parameters = inspect.signature(getattr(usecases, name)).parameters
    positional = [each.name for each in parameters.values() if each.kind is not inspect.Parameter.KEYWORD_ONLY]
    assert positional in ([], ["content", "name"])
    for told, meant in (("by", str), ("at", datetime)):
        assert parameters[told].annotation is meant
        assert parameters[told].default is inspect.Parameter.empty


@pytest.mark.parametrize("name", NAMES)
def test_it_leaves_leaves_that_name_the_actor(name, earlier):
    PREPARED.get(name, tuple)()
    CALLS[name](by="M-77", at=AT)
    payloads = EvidenceLeaf.objects.values_list("payload", flat=True)
    assert payloads
    assert all('"by":"M-77"' in payload for payload in payloads)
    assert verify_log(evidence_leaves(), evidence_heads()).outcome is Outcome.AGREES


@pytest.mark.parametrize("name", NAMES)
def test_what_fails_at_the_last_moment_leaves_neither_rows_nor_leaves(name, earlier, monkeypatch):
    PREPARED.get(name, tuple)()
    before = rows()

    def fail(ledger):
        assert rows() != before or ledger._pending
        raise OSError("the disk is full")

    monkeypatch.setattr(Ledger, "close", fail)
    with pytest.raises(OSError, match="the disk is full"):
        CALLS[name](by="M-77", at=AT)
    assert rows() == before
