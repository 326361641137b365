"""Every address of the office and of the API, with something of one's own, of a neighbour's and of nobody's to ask it for.

What is expected of each answer follows from what the address declares and from how far a role reaches; what this table adds
is which thing is whose. An address that is not in ``SAMPLES`` fails ``test_permission_matrix``: whoever adds one adds a row.
"""

# ruff: noqa: ARG005  (a thing is told by a function of the world, also when it does not depend on it)
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from django.urls import ResolverMatch, get_resolver, reverse

from sekisho.declared import RosterEntry
from sekisho.observed import DoorEntry
from sekisho.roles import Permission
from sekisho_site.records.models import MODELS
from sekisho_site.records.models.base import CURRENT
from sekisho_site.web.api.access import declared_operations
from sekisho_site.web.api.application import api
from sekisho_site.web.permissions import UndeclaredPageError, declared

OWN, NEIGHBOUR, NOTHING = "own", "neighbour", "nothing"
NO_NUMBER, NO_FINDING, NO_UUID, NO_FILE = 10**8, "2026-9999", uuid.UUID(int=1), "0" * 64


@dataclass(frozen=True)
class Asked:
    """One thing to ask for: the words of the address, what follows it, and what a form sends."""

    told: dict[str, Any]
    query: str = ""
    form: dict[str, Any] | None = None


Thing = Callable[[Any, Any], Asked | dict[str, Any]]


@dataclass(frozen=True)
class Sample:
    """Things to ask an address for, each told by the world and the role that asks.

    ``bound`` says from whom the neighbour's thing is kept: ``reach`` from those of limited reach, ``person`` from all but its
    owner and those with ``sees_all``. ``needs`` are permissions that this very thing takes beyond those of the address, any
    one of them, when it is asked by ``needed_by``.
    """

    own: Thing | None = lambda world, role: {}
    neighbour: Thing | None = None
    nothing: Thing | None = None
    bound: str = "reach"
    needs: tuple[Permission, ...] = ()
    needed_by: tuple[str, ...] = ("GET", "POST")
    sees_all: Permission | None = None

    def things(self, world, role):
        """What to ask for, and whose it is."""
        for whose, thing in ((OWN, self.own), (NEIGHBOUR, self.neighbour), (NOTHING, self.nothing)):
            if thing is not None:
                asked = thing(world, role)
                yield whose, asked if isinstance(asked, Asked) else Asked(asked)


def called(own, neighbour, name="key", **more):
    """A thing that is called by its key."""
    return Sample(*(lambda world, role, key=key: {**more, name: key} for key in (own, neighbour, "Z-99")))


def kept(name, called_by=None, nothing=NO_NUMBER, **more):
    """A thing of each of the two chains, by its name in the world."""
    word = called_by or name
    return Sample(
        lambda world, role: {**more, word: getattr(world.own, name)},
        lambda world, role: {**more, word: getattr(world.neighbours, name)},
        lambda world, role: {**more, word: nothing},
    )


def finding(**more):
    """A finding that was addressed to one of the two chains."""
    return kept("number", nothing=NO_FINDING, **more)


def of_finding(name, nothing):
    """A thing that hangs on a finding of each of the two chains."""
    word = {"link": "link", "step": "step", "file": "sha256"}[name]
    return Sample(
        lambda world, role: {"number": world.own.number, word: getattr(world.own, name)},
        lambda world, role: {"number": world.neighbours.number, word: getattr(world.neighbours, name)},
        lambda world, role: {"number": NO_FINDING, word: nothing},
    )


def work(sort, sees_all=Permission.MANAGE_SETTINGS, **more):
    """Work that somebody asked for, and an other person's."""
    return Sample(
        lambda world, role: {**more, "number": getattr(world.work[role], sort)},
        lambda world, role: {**more, "number": getattr(world.others_work, sort)},
        lambda world, role: {**more, "number": NO_UUID},
        "person",
        sees_all=sees_all,
    )


def one(name, called_by="pk", nothing=NO_NUMBER):
    """A thing of the whole office: whoever may at all may have it."""
    return Sample(lambda world, role: {called_by: getattr(world, name)}, None, lambda world, role: {called_by: nothing})


def secret(name):
    """A link that opens for whoever holds it, whoever they are."""
    return Sample(lambda world, role: {"token": getattr(world.own, name)}, None, lambda world, role: {"token": "no-such-token"})


def word(name, known, unknown, **more):
    """One of a few words that the address knows."""
    return Sample(lambda world, role: {**more, name: known}, None, lambda world, role: {**more, name: unknown})


def asked(name, own, neighbour, nothing="Z-99"):
    """A thing that is told behind the address."""
    return Sample(*(lambda world, role, key=key: Asked({}, f"?{name}={key}") for key in (own, neighbour, nothing)))


def records(kind, own, neighbour, needs=(), form=False):
    """The record of a kind in each chain; with ``form`` the version that stands is sent along, as the form does."""
    of_kind = {"plane": kind.schema.plane.value, "source": kind.schema.source}

    def thing(key):
        def told(world, role):
            version = MODELS[kind].objects.filter(CURRENT, key=key).values_list("pk", flat=True).first()
            return Asked({**of_kind, "key": key}, form={"version": version} if form and version else None)

        return told

    return Sample(thing(own), thing(neighbour), thing("Z-99"), needs=needs)


def written(**form):
    """The address of each record that somebody may write: of the registry and of what was observed."""
    return (
        records(RosterEntry, "R-001", "R-002", (Permission.EDIT_REGISTRY,), **form),
        records(DoorEntry, "DE-0001", "DE-0009", (Permission.RECORD_OBSERVED,), **form),
    )


def of_kinds(writing=False, **more):
    """The address of each kind of records; none of the carrier's own for those of limited reach."""
    registry, observed = ((Permission.EDIT_REGISTRY,), (Permission.RECORD_OBSERVED,)) if writing else ((), ())
    return (
        replace(word("source", "roster", "no-such", plane="declared", **more), needs=registry),
        replace(word("source", "gate_log", "no-such", plane="observed", **more), needs=observed),
    )


WHOLE = Sample()
NEVER = Sample(None, None, lambda world, role: {})
_CHOSEN = Sample(
    lambda world, role: Asked({}, form={"finding": world.own.number}),
    lambda world, role: Asked({}, form={"finding": world.neighbours.number}),
    lambda world, role: Asked({}, form={"finding": NO_FINDING}),
)
_INSTRUCTING = {"needs": (Permission.INSTRUCT,), "needed_by": ("POST",)}
_LINK_FORM = Sample(
    lambda world, role: Asked({"token": world.own.link_token}, form={"q": "note"}),
    None,
    lambda world, role: {"token": "no-such-token"},
)
_FILES = (
    kept("file", "sha256", nothing=NO_FILE),
    Sample(None, lambda world, role: {"sha256": world.workbook}),  # it tells of many companies
)

#: Lists and pages that there is one of; what stands in them is what its reader reaches.
PAGES = [
    "today", "calendar", "help", "roles", "parts", "findings", "imports", "jobs", "job-export", "reconcile", "audit",
    "audit-verify", "audit-bundle", "api-reference", "api-openapi", "tokens", "webhooks", "people", "portal-people",
    "alerts", "timeline", "log-reviews", "log-review-calendar", "log-reviews-plan", "logs", "detect",
    "account", "account-sessions", "portal", "portal-findings", "portal-chain", "portal-sub-entrustee", "chain",
    "consents", "entrustments", "parties", "search", "services", "api:list_parties", "api:list_entrustments",
    "api:list_findings", "api:get_me", "api:ask_for_reconcile", "api:ask_for_import", "api:list_jobs", "api:list_heads",
    "api:verify_audit", "api:list_alerts", "api:list_log_reviews", "api:list_log_volumes",
]  # fmt: skip

SAMPLES: dict[str, tuple[Sample, ...]] = {
    **dict.fromkeys(PAGES, (WHOLE,)),
    "api-root": (NEVER,),
    "api-nothing": (Sample(None, None, lambda world, role: {"rest": "no/such"}),),
    "finding": (finding(),),
    "finding-step": (replace(finding(step="instruct"), **_INSTRUCTING),),
    "findings-assign": (_CHOSEN,),
    "alert": (kept("alert", "number"),),
    "alert-lines": (kept("alert", "number"),),
    "alert-step": (replace(kept("alert", "number", step="take_up"), needs=(Permission.TRIAGE_ALERT,), needed_by=("POST",)),),
    "log-review": (kept("review", "number"),),
    "log-review-sign": (kept("review", "number"),),
    "answer-link-new": (finding(),),
    "answer-link-revoke": (of_finding("link", 1),),
    "evidence-file": _FILES,
    "import-template": (word("workbook", "registry", "no-such"),),
    "import": (work("read"),),
    "import-marked": (work("read"),),
    "import-step": (work("read", step="apply"),),
    "job": (work("read"), work("export")),
    "job-file": (work("export"),),
    "audit-leaf": (word("index", 0, 2**62),),
    "token-revoke": (
        Sample(
            lambda world, role: {"pk": world.work[role].token or NO_NUMBER},
            lambda world, role: {"pk": world.others_work.token},
            lambda world, role: {"pk": NO_NUMBER},
            "person",
        ),
    ),
    "webhook-try": (one("webhook"),),
    "webhook-revoke": (one("webhook"),),
    "webhook-retry": (one("delivery"),),
    **dict.fromkeys(("person", "person-active", "person-sessions", "person-link"), (kept("member", "pk"),)),
    "invitation-revoke": (one("invitation"),),
    **dict.fromkeys(("portal-person-active", "portal-person-link"), (kept("member", "pk"),)),
    "portal-invitation-revoke": (kept("invitation", "pk"),),
    "invitation": (secret("invitation_token"),),
    "answer-link": (_LINK_FORM,),
    "portal-finding": (finding(),),
    "portal-answer": (finding(),),
    "portal-receipt": (of_finding("step", 1),),
    "portal-file": (of_finding("file", NO_FILE),),
    "portal-entrustment": (called("E-0001", "E-0003"),),
    "portal-sub-entrustee": (WHOLE, asked("upper", "E-0001", "E-0003")),
    "portal-withdraw": (kept("consent", "key", nothing="Z-99"),),
    "consent": (kept("consent", "key", nothing="Z-99"),),
    "consent-decide": (kept("consent", "key", nothing="Z-99"),),
    "entrustment": (called("E-0001", "E-0003"),),
    "party": (called("P-001", "P-003"),),
    "chain": (WHOLE, asked("entrustment", "E-0001", "E-0003"), asked("party", "P-001", "P-003")),
    "service-assess": (called("E-0001", "E-0003"),),
    "record-kinds": (word("plane", "declared", "no-such"), word("plane", "observed", "no-such")),
    "records": of_kinds(),
    "record-new": of_kinds(writing=True),
    "record-suggest": of_kinds(writing=True, column="entrustment"),
    "record": tuple(replace(each, needs=()) for each in written()),
    "record-edit": written(form=True),
    "record-end": written(form=True),
    "record-restore": written(form=True),
    "api:get_party": (called("P-001", "P-003"),),
    "api:get_entrustment": (called("E-0001", "E-0003"),),
    "api:get_chain": (asked("entrustment", "E-0001", "E-0003"), asked("party", "P-001", "P-003")),
    "api:list_records": (word("source", "roster", "no-such"), word("source", "gate_log", "no-such")),
    "api:get_record": (called("R-001", "R-002", source="roster"), called("DE-0001", "DE-0009", source="gate_log")),
    "api:get_history": (called("R-001", "R-002", source="roster"), called("DE-0001", "DE-0009", source="gate_log")),
    "api:get_finding": (finding(),),
    "api:list_steps": (finding(),),
    "api:take_step": (replace(finding(step="instruct"), **_INSTRUCTING),),
    **dict.fromkeys(("api:get_alert", "api:list_alert_steps"), (kept("alert_number", "number", nothing="A-999999"),)),
    "api:take_triage_step": (
        replace(
            kept("alert_number", "number", nothing="A-999999", step="take_up"),
            needs=(Permission.TRIAGE_ALERT,),
            needed_by=("POST",),
        ),
    ),
    "api:get_log_review": (kept("review", "number"),),
    "api:get_job": (work("read"), work("export")),
}


@dataclass(frozen=True)
class Address:
    """One address as the resolver knows it."""

    name: str
    route: str
    view: Any

    @property
    def of_library(self):
        """Whether it is one of signing in, whose pages are proved in ``signin``."""
        return self.route.startswith("accounts/")

    @property
    def of_api(self):
        """Whether programs call it."""
        return self.name.startswith("api:")

    @property
    def permissions(self):
        """The permissions of which one is needed; None: open to all. Raises what undeclared addresses raise."""
        if self.of_api:
            return self._operations[0][1]
        return declared(ResolverMatch(self.view, (), {}, self.name, route=self.route))

    @property
    def methods(self):
        """By what it is asked."""
        return [method for method, _ in self._operations] if self.of_api else ["GET", "POST"]

    @property
    def _operations(self):
        found = [(method, told) for method, path, told in operations() if _same(path, self.route)]
        if not found:
            raise UndeclaredPageError(self.route)
        return found


@cache
def operations():
    """What every operation of the API declares; to be asked once, because it takes the description of all of them."""
    return declared_operations(api)


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


def ours():
    """The addresses that are not those of libraries."""
    return [each for each in addresses() if not each.of_library]


def undeclared(found):
    """The routes of which nobody has said who may open them."""
    return [each.route for each in found if _is_undeclared(each)]


def _is_undeclared(address):
    try:
        return address.permissions == ()
    except UndeclaredPageError:
        return True


def without_sample(found):
    """The names of addresses that no row of the table asks for."""
    return {each.name for each in found} - set(SAMPLES)


def place(address, asked):
    """The address for one thing."""
    return reverse(address.name, kwargs=asked.told) + asked.query
