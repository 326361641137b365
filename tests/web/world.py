"""One world for everybody: both chains with people of every role, and what each of them has that others may not see.

Everything is made by the use cases, as people make it: an instruction that was answered with a file and sent back, a request
for consent, keys, links, invitations, work in the background. Chain one is that of whoever asks, chain two the neighbour's.
"""

from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

from django.core.cache import cache
from django.db import transaction
from django.test import Client, override_settings

from sekisho.catalog import load_catalog
from sekisho.detection.coverage import judge
from sekisho.detection.event import EventRef
from sekisho.detection.streams import DayVolume, Stream, Traits
from sekisho.detection.told import AlertKind, AlertLevel, ToldAlert
from sekisho.formats.books import WORKBOOKS
from sekisho.observed import DoorEntry
from sekisho.response.life import Step
from sekisho.roles import ROLES, Permission, Role
from sekisho.terms import ContractKind, EntrustmentForm, Ternary, WorkCategory
from sekisho_site.records.models import (
    FindingStep,
    Invitation,
    Job,
    LogReview,
    ReceivedFile,
    StoredAlert,
    StoredFinding,
    Webhook,
    WebhookDelivery,
)
from sekisho_site.records.operations.ledger import open_ledger
from sekisho_site.records.operations.versions import Change, record_changes
from sekisho_site.records.workbench import give_file
from sekisho_site.usecases import (
    declare_sub_entrustee,
    invite_person,
    make_answer_link,
    make_api_token,
    plan_log_reviews,
    step_finding,
    take_in_alerts,
    take_in_coverage,
)
from sekisho_site.usecases.declare_sub_entrustee import SubEntrustee
from sekisho_site.web.clock import now, today
from tests.factories.office import AT, DAY, NEIGHBOUR_EDGE, signed_in_client, small_registry, user
from tests.factories.registry import EDGE
from tests.web.api.calling import calls, key_of

NEIGHBOURS_DOOR = DoorEntry(key="DE-0009", party="P-003", person="M-2001", entered_on=DAY)
ITEMS = tuple(load_catalog().data_items)[:1]
ASKED_FOR = {"P-001": "株式会社なぎさ入力センター", "P-003": "はるか沢ソフト株式会社"}


class World:
    """People by role, one's own things and a neighbour's, each under the same name in ``own`` and ``neighbours``."""

    def __init__(self):
        small_registry()
        with open_ledger(by="M-77", at=now()) as ledger:
            with_items = [Change(edge, replace(edge, items=ITEMS)) for edge in (EDGE, NEIGHBOUR_EDGE)]
            record_changes(ledger, [Change(None, NEIGHBOURS_DOOR), *with_items])
        self.officer = user(Role.PRIVACY_OFFICE, "officer@example.jp")
        self.checker = user(Role.PRIVACY_OFFICE, "checker@example.jp")
        self.people = {role: user(role) for role in Role}
        self.workbook = ReceivedFile.objects.get().sha256
        self.own, self.neighbours = self._of("P-001", "E-0001"), self._of("P-003", "E-0003")
        self.work = {role: _work(person) for role, person in self.people.items()}
        self.others_work = _work(self.officer)
        self.invitation = self._invited(Role.INSPECTOR, "inspector").pk
        self.webhook = Webhook.objects.create(
            url="https://127.0.0.1:9/", events=["finding.opened"], made_by=self.officer, made_at=AT
        ).pk
        self.delivery = WebhookDelivery.objects.create(
            webhook_id=self.webhook, event="test", payload='{"id":"1"}', made_at=AT
        ).pk
        self.windows = {role: signed_in_client(person).cookies for role, person in self.people.items()}
        self.keys = {role: key_of(person) for role, person in self.people.items() if _may_call(role)}

    def _of(self, party, entrustment):
        member = user(Role.ENTRUSTEE_MEMBER, f"{party.lower()}@example.jp", party_id=party)
        finding, answer = self._answered(party, member)
        link = make_answer_link(fingerprint=finding.pk, by=self.officer.number, at=now())
        invitation = self._invited(Role.ENTRUSTEE_MEMBER, f"{party.lower()}-new", party=party)
        alert = _told(party)
        return SimpleNamespace(
            finding=finding, number=finding.number, step=answer.pk, file=answer.files[0]["sha256"], link=link.number,
            link_token=link.token, invitation=invitation.pk, invitation_token=invitation.token, member=member.pk,
            consent=_asked_for(party, entrustment, member), alert=alert.pk, alert_number=alert.number, review=_planned(party),
        )  # fmt: skip

    def _answered(self, party, member):
        """A finding that was answered with a file, and sent back so that it waits for an answer again."""
        finding = StoredFinding.objects.filter(party=party, stage="opened").order_by("serial")[0]
        told = {"fingerprint": finding.pk, "at": now(), "note": f"{party} を直す。"}
        due, office = today() + timedelta(days=7), ROLES[Role.PRIVACY_OFFICE].permissions
        step_finding(step=Step.INSTRUCT, permissions=office, addressee=party, due_date=due, by=self.officer.number, **told)
        answering = frozenset({Permission.ANSWER_INSTRUCTION})
        files = [(f"{party}.pdf", b"%PDF-1.7 " + party.encode())]
        step_finding(step=Step.ANSWER, permissions=answering, party=party, files=files, by=member.number, **told)
        step_finding(step=Step.SEND_BACK, permissions=office, due_date=due, by=self.checker.number, **told)
        finding.refresh_from_db()
        return finding, FindingStep.objects.get(finding=finding, step=Step.ANSWER.value)

    def _invited(self, role, name, **bound):
        made = invite_person(email=f"{name}@example.com", name=name, role=role, by=self.officer.number, at=now(), **bound)
        return SimpleNamespace(pk=Invitation.objects.latest("pk").pk, token=made.token)

    def window(self, role):
        """A browser in which somebody of the role is signed in; None: nobody is."""
        client = Client(HTTP_HOST="localhost")
        if role is not None:
            client.cookies.load({name: morsel.value for name, morsel in self.windows[role].items()})
        return client

    def program(self, role):
        """A program with a key of somebody of the role; None: without a key."""
        return Client(HTTP_HOST="localhost") if role is None else calls(self.keys[role])


def _may_call(role):
    return Permission.USE_API in ROLES[role].permissions


def _asked_for(party, entrustment, member):
    told = SubEntrustee(
        name=ASKED_FOR[party], country="JP", form=EntrustmentForm.BUSINESS, contract_kind=ContractKind.A,
        work=WorkCategory.OTHER, handles_personal_data=Ternary.YES, starts_on=today() + timedelta(days=90), countries=("JP",),
        items=ITEMS,
    )  # fmt: skip
    return declare_sub_entrustee(upper=entrustment, party=party, told=told, by=member.number, at=now())


def _told(party):
    """An alert about the company, by somebody who is known by a number of theirs."""
    person = {"P-001": "M-1001", "P-003": "M-2001"}[party]
    alert = ToldAlert(
        kind=AlertKind.RULE, rule="r-1", title=f"{party} の大量の参照", level=AlertLevel.HIGH, party=party, person=person,
        device=f"{party}-PC", first=AT, last=AT, events=(EventRef(f"{party}.jsonl", 1),), measure="ACC-07", sign="bulk_export",
    )  # fmt: skip
    take_in_alerts(alerts=[alert], by="M-77", at=now())
    return StoredAlert.objects.get(party=party)


def _planned(party):
    """A review of the company's log that waits for a signature."""
    volume = DayVolume(Stream("jsonl", party), f"{AT.date()}", 3)
    take_in_coverage(coverages=judge([Traits((volume,))], until=AT.date() + timedelta(days=1)), by="M-77", at=now())
    plan_log_reviews(as_of=AT.date() + timedelta(days=40), by="M-77", at=now())
    return LogReview.objects.get(party=party).pk


def _work(person):
    """An import whose file has faults, an export that is ready, and a key; all asked for by this person."""
    told = {"asked_by": person, "asked_at": AT, "state": "done", "finished_at": now()}
    asked = {"step": "plan", "sort": "registry", "name": f"{person.number}.xlsx", "sha256": "0" * 64, "size": 1}
    result = {"workbook": "registry", "faults": 1}
    read = Job.objects.create(kind="import", title="取り込み", asked={**asked, "actor": person.pk}, result=result, **told)
    made = {"workbook": next(iter(WORKBOOKS)), "as_of": "2026-05-01", "actor": person.pk}
    export = Job.objects.create(kind="export", title="書き出し", asked=made, result={}, **told)
    for job in (read, export):
        give_file(job.pk, b"PK made for " + person.number.encode())
    token = None
    if person.may(Permission.USE_API):
        scope = Permission.ENTER_PORTAL if person.party_id else Permission.ENTER_OFFICE
        token = make_api_token(
            user=person.pk, name="集計", scopes=[scope], expires_at=now() + timedelta(days=7),
            by=person.number, at=now(),
        ).number  # fmt: skip
    return SimpleNamespace(read=read.pk, export=export.pk, token=token)


@contextmanager
def standing_world(folder, blocker):
    """The world, made once for all tests of a module and taken back after them."""
    with blocker.unblock(), override_settings(SEKISHO_HOME=folder), transaction.atomic():
        cache.clear()
        yield World()
        transaction.set_rollback(True)
