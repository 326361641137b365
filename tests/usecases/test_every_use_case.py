"""What holds for every use case: how it is called, that it leaves leaves, and that what fails leaves nothing."""

import inspect
import pkgutil
from datetime import UTC, date, datetime, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.conf import settings

from sekisho.evidence import verify_log
from sekisho.response.life import Step
from sekisho.roles import Permission, Role
from sekisho.terms import ContractKind, EntrustmentForm, Outcome, Ternary, WorkCategory
from sekisho_site import usecases
from sekisho_site.records.models import AnswerLink, EvidenceLeaf, Invitation, PartyIdentity, SubEntrustmentRequest, User
from sekisho_site.records.operations.backups import write_backup
from sekisho_site.records.operations.keys import make_token
from sekisho_site.records.operations.ledger import Ledger
from sekisho_site.records.queries import evidence_heads, evidence_leaves
from sekisho_site.usecases import import_workbook
from tests.factories.findings import finding, merged
from tests.factories.office import user
from tests.factories.registry import RECORDS, workbook

AT = datetime(2026, 5, 1, 9, tzinfo=UTC)
DAY = date(2026, 5, 1)
LISTING = "| 再委託先 | 処理の内容 | 国 |\n|---|---|---|\n| Example Cloud Inc. | データの保管 | アメリカ合衆国 |\n"
NAMES = sorted(module.name for module in pkgutil.iter_modules(usecases.__path__))
#: How each use case is called in these tests; a new one must be added here.
CALLS = {
    "accept_invitation": lambda **told: usecases.accept_invitation(token=TOKEN, password="tsukikage-no-michi-42", **told),
    "assign_findings": lambda **told: usecases.assign_findings(
        fingerprints=[finding().fingerprint], owner=someone().number, **told
    ),
    "change_person": lambda **told: usecases.change_person(person=someone().pk, role=Role.INSPECTOR, active=True, **told),
    "create_backup": lambda **told: usecases.create_backup(target=settings.SEKISHO_HOME / "backup.zip", **told),
    "end_sessions": lambda **told: usecases.end_sessions(person=someone().pk, **told),
    "import_subprocessors": lambda **told: usecases.import_subprocessors(
        LISTING.encode(), "一覧.md", party="P-010", on=DAY, **told
    ),
    "import_workbook": lambda **told: usecases.import_workbook(workbook(*RECORDS), "台帳.xlsx", workbook="registry", **told),
    "invite_person": lambda **told: usecases.invite_person(email="kei@example.jp", name="計", role=Role.AUDITOR, **told),
    "make_demo_people": usecases.make_demo_people,
    "reconcile_records": lambda **told: usecases.reconcile_records(as_of=DAY, **told),
    "renew_access": lambda **told: usecases.renew_access(person=someone().pk, **told),
    "restore_backup": lambda **told: usecases.restore_backup(source=settings.SEKISHO_HOME / "earlier.zip", **told),
    "revoke_invitation": lambda **told: usecases.revoke_invitation(invitation=Invitation.objects.get().pk, **told),
    "step_finding": lambda **told: usecases.step_finding(
        fingerprint=finding().fingerprint,
        step=Step.INSTRUCT,
        permissions=frozenset({Permission.INSTRUCT}),
        note="直す。",
        addressee="P-1",
        due_date=DAY,
        **told,
    ),
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
    "send_answer": lambda **told: usecases.send_answer(fingerprint=finding().fingerprint, party="P-1", **told),
    "withdraw_sub_entrustee": lambda **told: usecases.withdraw_sub_entrustee(
        consent=SubEntrustmentRequest.objects.get().consent, party="P-001", **told
    ),
}


TOKEN, TOKEN_HASH = make_token()


def someone():
    """The only user there is."""
    return User.objects.get()


def invitation():
    """An open invitation."""
    Invitation.objects.create(
        token_hash=TOKEN_HASH, made_at=AT, expires_at=AT + timedelta(days=7), email="kei@example.jp", name="計",
        role=Role.AUDITOR.value,
    )  # fmt: skip


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


#: What must stand before a use case can do anything.
PREPARED = {
    "accept_invitation": invitation,
    "assign_findings": lambda: (merged(finding()), user(Role.AUDITOR)),
    "change_person": lambda: user(Role.AUDITOR),
    "end_sessions": lambda: user(Role.AUDITOR),
    "make_demo_people": lambda: import_workbook(workbook(*RECORDS), "台帳.xlsx", workbook="registry", by="M-77", at=AT),
    "renew_access": lambda: user(Role.AUDITOR),
    "revoke_invitation": invitation,
    "step_finding": lambda: merged(finding()),
    "declare_sub_entrustee": registry,
    "make_answer_link": instructed,
    "open_answer_link": answer_link,
    "revoke_answer_link": answer_link,
    "save_answer_draft": instructed,
    "send_answer": drafted,
    "withdraw_sub_entrustee": declared,
}


@pytest.fixture
def earlier(db, home):
    """A backup of an empty workspace, for the use case that takes one back."""
    home.mkdir()
    write_backup(home / "earlier.zip")


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
