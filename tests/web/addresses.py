"""Every address of the office and of the API, with things of one's own, of a neighbour and of nobody to ask it for.

An address that is not in ``SAMPLES`` has no sample and fails ``test_permission_matrix``: whoever adds a page adds a row.
"""

# ruff: noqa: ARG005  (a thing is told by a function of the world, also when it does not depend on it)
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.urls import get_resolver, resolve, reverse

from sekisho.response.life import Step
from sekisho.roles import Permission, Role
from sekisho_site.records.models import (
    AnswerLink,
    ApiToken,
    EvidenceLeaf,
    Invitation,
    Job,
    ReceivedFile,
    StoredFinding,
    User,
    Webhook,
    WebhookDelivery,
)
from sekisho_site.usecases import step_finding
from sekisho_site.web.api.access import declared_operations
from sekisho_site.web.api.application import api
from sekisho_site.web.clock import now, today
from sekisho_site.web.permissions import declared
from tests.factories.office import AT, small_registry, user

NOBODY_NUMBER = 10**8


class World:
    """Both chains with people, work, keys and links; ``mine`` belongs to whoever asks, ``others`` to somebody else."""

    def __init__(self, role):
        small_registry()
        self.asker = user(role)
        self.other = user(Role.PRIVACY_OFFICE, "other@example.jp")
        self.own_finding = instructed("P-001")
        self.others_finding = instructed("P-003")
        self.file = ReceivedFile.objects.get().sha256
        self.job, self.others_job = (job(of) for of in (self.asker, self.other))
        self.token, self.others_token = (token(of) for of in (self.asker, self.other))
        self.webhook = Webhook.objects.create(
            url="https://127.0.0.1:9/", events=["finding.opened"], made_by=self.other, made_at=AT
        )
        self.delivery = WebhookDelivery.objects.create(webhook=self.webhook, event="test", payload='{"id":"1"}', made_at=AT)
        self.invitation = invited(Role.INSPECTOR)
        self.own_invitation = invited(Role.ENTRUSTEE_MEMBER, party_id="P-001")
        self.others_invitation = invited(Role.ENTRUSTEE_MEMBER, party_id="P-003")
        self.member = user(Role.ENTRUSTEE_MEMBER, "member@example.jp")
        self.others_member = user(Role.ENTRUSTEE_MEMBER, "neighbour@example.jp", party_id="P-003")
        self.link, self.others_link = link(self.own_finding, "P-001"), link(self.others_finding, "P-003")


def instructed(party):
    finding = StoredFinding.objects.filter(party=party, stage="opened").order_by("serial")[0]
    step_finding(
        fingerprint=finding.pk, step=Step.INSTRUCT, permissions=frozenset({Permission.INSTRUCT}), note="直す。",
        addressee=party, due_date=today() + timedelta(days=7), by="M-77", at=now(),
    )  # fmt: skip
    return finding


def job(of):
    return Job.objects.create(
        kind="import",
        title="取り込み",
        asked_by=of,
        asked_at=AT,
        state="refused",
        result={"why": "読めません。"},
        asked={"step": "plan", "sort": "registry", "name": "a.xlsx", "sha256": "0" * 64, "size": 1},
    ).pk


def token(of):
    return ApiToken.objects.create(
        token_hash=uuid.uuid4().hex, made_by=of, made_at=AT, expires_at=now() + timedelta(days=7), user=of, name="集計"
    ).pk


def invited(role, **bound):
    return Invitation.objects.create(
        token_hash=uuid.uuid4().hex, made_at=AT, expires_at=now() + timedelta(days=7), email="kei@example.jp",
        name="計", role=role.value, **bound,
    ).pk  # fmt: skip


def link(finding, party):
    return AnswerLink.objects.create(
        token_hash=uuid.uuid4().hex, made_at=AT, made_by=User.objects.earliest("pk"), expires_at=now() + timedelta(days=7),
        finding=finding, party_id=party,
    ).pk  # fmt: skip


@dataclass(frozen=True)
class Sample:
    """Things to ask an address for. ``bound``: what keeps the neighbour's thing from whom.

    ``reach``: those of limited reach do not see it; ``person``: nobody but its owner sees it; ``none``: there is no neighbour.
    ``needs`` are permissions that this very thing takes beyond those of the address, any one of them.
    """

    own: Callable[[World], dict[str, Any]] = lambda world: {}
    neighbour: Callable[[World], dict[str, Any]] | None = None
    nothing: dict[str, Any] | None = None
    bound: str = "none"
    needs: tuple[Permission, ...] = ()
    query: str = ""
    sees_all: Permission | None = None
    given: dict[str, Any] = field(default_factory=dict)


def of_key(own, neighbour, nothing="Z-99", name="key", needs=(), **more):
    """A thing that is called by its key."""
    return Sample(
        lambda world: {**more, name: own}, lambda world: {**more, name: neighbour}, {**more, name: nothing}, "reach", needs
    )


def of_finding(**more):
    return Sample(
        lambda world: {**more, "number": world.own_finding.number},
        lambda world: {**more, "number": world.others_finding.number},
        {**more, "number": "2026-9999"},
        "reach",
    )


def of_person(own, neighbour, name="pk", nothing=NOBODY_NUMBER, **told):
    return Sample(own, neighbour, {name: nothing}, "person", **told)


WHOLE = Sample()
_EDIT = {"needs": (Permission.EDIT_REGISTRY,)}
_ROSTER = {"plane": "declared", "source": "roster"}
_JOBS = {"sees_all": Permission.MANAGE_SETTINGS}


def of_job(**more):
    return Sample(
        lambda world: {**more, "number": world.job},
        lambda world: {**more, "number": world.others_job},
        {**more, "number": uuid.UUID(int=1)},
        "person",
        **_JOBS,
    )


SAMPLES: dict[str, Sample] = {
    **dict.fromkeys(
        (
            "today",
            "calendar",
            "help",
            "roles",
            "parts",
            "findings",
            "findings-assign",
            "imports",
            "jobs",
            "job-export",
            "reconcile",
            "audit",
            "audit-verify",
            "audit-bundle",
            "api-reference",
            "api-openapi",
            "api-root",
            "tokens",
            "webhooks",
            "people",
            "portal-people",
            "account",
            "account-sessions",
            "portal",
            "portal-findings",
            "portal-chain",
            "portal-sub-entrustee",
            "chain",
            "consents",
            "entrustments",
            "parties",
            "search",
            "services",
            "api:list_parties",
            "api:list_entrustments",
            "api:list_findings",
            "api:get_me",
            "api:ask_for_reconcile",
            "api:ask_for_import",
            "api:list_jobs",
            "api:list_heads",
            "api:verify_audit",
        ),
        WHOLE,
    ),
    "finding": of_finding(),
    "finding-step": of_finding(step="instruct"),
    "answer-link-new": of_finding(),
    "answer-link-revoke": Sample(
        lambda world: {"number": world.own_finding.number, "link": world.link},
        lambda world: {"number": world.others_finding.number, "link": world.others_link},
        {"number": "2026-9999", "link": 1},
        "reach",
    ),
    "evidence-file": Sample(lambda world: {"sha256": world.file}, None, {"sha256": "0" * 64}),
    "import-template": Sample(lambda world: {"workbook": "registry"}, None, {"workbook": "no-such"}),
    "import": of_job(),
    "import-marked": of_job(),
    "import-step": of_job(step="cancel"),
    "job": of_job(),
    "job-file": of_job(),
    "audit-leaf": Sample(lambda world: {"index": 0}, None, {"index": EvidenceLeaf._meta.pk.MAX_BIGINT}),
    "api-nothing": Sample(lambda world: {"rest": "no/such"}),
    "token-revoke": of_person(lambda world: {"pk": world.token}, lambda world: {"pk": world.others_token}),
    "webhook-try": Sample(lambda world: {"pk": world.webhook.pk}, None, {"pk": NOBODY_NUMBER}),
    "webhook-revoke": Sample(lambda world: {"pk": world.webhook.pk}, None, {"pk": NOBODY_NUMBER}),
    "webhook-retry": Sample(lambda world: {"pk": world.delivery.pk}, None, {"pk": NOBODY_NUMBER}),
    **dict.fromkeys(
        ("person", "person-active", "person-sessions", "person-link"),
        Sample(lambda world: {"pk": world.other.pk}, None, {"pk": NOBODY_NUMBER}),
    ),
    "invitation-revoke": Sample(lambda world: {"pk": world.invitation}, None, {"pk": NOBODY_NUMBER}),
    **dict.fromkeys(
        ("portal-person-active", "portal-person-link"),
        of_person(lambda world: {"pk": world.member.pk}, lambda world: {"pk": world.others_member.pk}),
    ),
    "portal-invitation-revoke": of_person(
        lambda world: {"pk": world.own_invitation}, lambda world: {"pk": world.others_invitation}
    ),
    "invitation": Sample(lambda world: {"token": "no-such-token"}),
    "answer-link": Sample(lambda world: {"token": "no-such-token"}),
    "portal-finding": of_finding(),
    "portal-answer": of_finding(),
    "portal-receipt": Sample(
        lambda world: {"number": world.own_finding.number, "step": NOBODY_NUMBER}, None, {"number": "2026-9999", "step": 1}
    ),
    "portal-file": Sample(
        lambda world: {"number": world.own_finding.number, "sha256": "0" * 64},
        None,
        {"number": "2026-9999", "sha256": "0" * 64},
    ),
    "portal-entrustment": of_key("E-0001", "E-0003"),
    "portal-withdraw": of_key("Z-98", "Z-97"),
    "consent": of_key("Z-98", "Z-97"),
    "consent-decide": of_key("Z-98", "Z-97"),
    "entrustment": of_key("E-0001", "E-0003"),
    "party": of_key("P-001", "P-003"),
    "service-assess": of_key("E-0001", "E-0003"),
    "record-kinds": Sample(lambda world: {"plane": "declared"}, None, {"plane": "no-such"}),
    "records": Sample(lambda world: _ROSTER, None, {"plane": "declared", "source": "no-such"}),
    "record-new": Sample(lambda world: _ROSTER, None, {"plane": "declared", "source": "no-such"}, **_EDIT),
    "record-suggest": Sample(
        lambda world: {**_ROSTER, "column": "employer"}, None, {**_ROSTER, "source": "no-such", "column": "x"}, **_EDIT
    ),
    "record": of_key("R-001", "R-002", **_ROSTER),
    "record-edit": of_key("R-001", "R-002", **_ROSTER, **_EDIT),
    "record-end": of_key("R-001", "R-002", **_ROSTER, **_EDIT),
    "record-restore": of_key("R-001", "R-002", **_ROSTER, **_EDIT),
    "api:get_party": of_key("P-001", "P-003"),
    "api:get_entrustment": of_key("E-0001", "E-0003"),
    "api:get_chain": Sample(query="?entrustment=E-0001"),
    "api:list_records": Sample(lambda world: {"source": "roster"}, None, {"source": "no-such"}),
    "api:get_record": of_key("R-001", "R-002", source="roster"),
    "api:get_history": of_key("R-001", "R-002", source="roster"),
    "api:get_finding": of_finding(),
    "api:list_steps": of_finding(),
    "api:take_step": of_finding(step="instruct"),
    "api:get_job": of_job(),
}


@dataclass(frozen=True)
class Address:
    """One address as the resolver knows it. ``permissions`` None: open to all."""

    name: str
    route: str
    view: Any

    @property
    def of_library(self):
        return self.route.startswith("accounts/")

    @property
    def of_api(self):
        return self.name.startswith("api:")

    @property
    def permissions(self):
        """The permissions of which one is needed."""
        if self.of_api:
            return next(told for _, path, told in declared_operations(api) if _same(path, self.route))
        match = resolve("/")
        match.func, match.view_name, match.route = self.view, self.name, self.route
        return declared(match)

    @property
    def methods(self):
        if self.of_api:
            return [method for method, path, _ in declared_operations(api) if _same(path, self.route)]
        return ["GET", "POST"]


def _same(path, route):
    def plain(text):
        return text.replace("<", "{").replace(">", "}").replace("path:", "").strip("/")

    return plain(f"api/v1{path}") == plain(route)


def addresses(patterns=None, before="", space=""):
    """Every address that the resolver knows."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = f"{before}{pattern.pattern}"
        if hasattr(pattern, "url_patterns"):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from addresses(pattern.url_patterns, route, inner)
        else:
            yield Address(f"{space}{pattern.name}", route, pattern.callback)


def place(address, told, query=""):
    """The address for one thing."""
    return reverse(address.name, kwargs=told) + query


__all__ = ["SAMPLES", "Address", "Sample", "User", "World", "addresses", "place"]
