"""What every address promises, asked of every address that the resolver knows: no forged forms, no caches, no other sites.

What one group of pages promises for itself is held in its own tests; what single attacks get stands in ``test_attacks``.
"""

from copy import copy

import pytest
from django.db import transaction
from django.urls import reverse

from sekisho.roles import Role
from sekisho_site.records.models import EvidenceLeaf, User
from tests.web.addresses import OWN, SAMPLES, addresses, place
from tests.web.world import standing_world

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def world(tmp_path_factory, django_db_setup, django_db_blocker):
    """One world for all tests here: every request is taken back."""
    with standing_world(tmp_path_factory.mktemp("world"), django_db_blocker) as made:
        yield made


def everywhere(world, role):
    """Every address, for a thing of one's own where it takes one."""
    for address in addresses():
        if address.name in SAMPLES:
            for sample in SAMPLES[address.name]:
                yield from ((address, place(address, asked)) for whose, asked in sample.things(world, role) if whose == OWN)
        elif "<" not in address.route:
            yield address, reverse(address.name)


def asked(client, method, where, told=None, look=None, **more):
    """The answer; what it changed is taken back after a look at it, and the browser stays signed in."""
    kept = copy(client.cookies)
    with transaction.atomic():
        answer = getattr(client, method)(where, told or {}, **more)
        if answer.streaming:
            b"".join(answer.streaming_content)
        if look:
            look(where)
        transaction.set_rollback(True)
    client.cookies = kept
    return answer


def test_no_address_takes_a_forged_form(world):
    """Of all addresses only two kinds take a POST without its token: programs with keys, and links that are keys themselves."""
    client, taken = world.window(Role.PRIVACY_OFFICE), []
    client.handler.enforce_csrf_checks = True
    for address, where in everywhere(world, Role.PRIVACY_OFFICE):
        answer = asked(client, "post", where, headers={"origin": "https://evil.example.com"})
        if answer.status_code != 403:
            taken.append((address.name, answer.status_code))
    assert {name for name, _ in taken if not name.startswith("api")} == {"answer-link"}
    assert {status for name, status in taken if name.startswith("api:")} <= {401, 405}


def test_a_session_opens_nothing_for_programs_and_a_key_no_page(world):
    browser, program = world.window(Role.PRIVACY_OFFICE), world.program(Role.PRIVACY_OFFICE)
    for address, where in everywhere(world, Role.PRIVACY_OFFICE):
        if address.of_api:
            assert asked(browser, "get", where).status_code in (401, 405), where
        elif address.permissions is not None:
            assert asked(program, "get", where).status_code == 302, where


def guarded(answer, where):
    """What is wrong with the headers of an answer."""
    told = answer.headers
    policy = told.get("Content-Security-Policy", "")
    good = {
        "policy": "default-src 'none'" in policy and "script-src 'self'" in policy and "unsafe" not in policy,
        "frames": told.get("X-Frame-Options") == "DENY" and "frame-ancestors 'none'" in policy,
        "sniffing": told.get("X-Content-Type-Options") == "nosniff",
        "referrer": told.get("Referrer-Policy") in ("same-origin", "strict-origin", "no-referrer"),
        "opener": told.get("Cross-Origin-Opener-Policy") == "same-origin",
        "caches": "no-store" in told.get("Cache-Control", ""),
    }
    return [f"{where} {answer.status_code}: {name}" for name, fine in good.items() if not fine]


def test_every_answer_is_kept_by_no_cache_framed_by_nobody_and_runs_no_foreign_code(world):
    wrong = []
    for role in (None, Role.PRIVACY_OFFICE, Role.ENTRUSTEE_ADMINISTRATOR):
        for address, where in everywhere(world, role or Role.PRIVACY_OFFICE):
            client = world.program(role) if address.of_api else world.window(role)
            wrong += guarded(asked(client, "get", where), where)
            wrong += guarded(asked(client, "post", where), where)
    office = world.window(Role.PRIVACY_OFFICE)
    for where in ("/no/such/page", "/parties/?export=csv", "/parties/?export=xlsx"):
        wrong += guarded(asked(office, "get", where), where)
    assert not wrong, "\n".join(wrong)


HEADERS_THAT_LEAD = ("Location", "HX-Redirect", "HX-Location", "HX-Push-Url", "HX-Replace-Url", "Refresh")


@pytest.mark.parametrize("elsewhere", ["//evil.example.com", "/\\evil.example.com"])
def test_nothing_leads_to_another_site(world, elsewhere):
    """Neither what an address says, nor what a form says, nor where somebody came from."""
    client, led = world.window(Role.PRIVACY_OFFICE), []
    told = dict.fromkeys(("next", "return", "back", "redirect", "url", "from"), elsewhere)
    came = {"referer": "https://evil.example.com/", "hx-current-url": "https://evil.example.com/"}
    for _, where in everywhere(world, Role.PRIVACY_OFFICE):
        for method in ("get", "post"):
            answer = asked(client, method, where, told, headers=came)
            led += [(where, to) for header in HEADERS_THAT_LEAD if not within(to := answer.headers.get(header, ""))]
    assert led == []


def within(to):
    """Whether an address is one of ours, told without a host."""
    return not to or to[0] == "?" or (to[0] == "/" and to[1:2] not in ("/", "\\"))


@pytest.mark.parametrize("role", [Role.BUSINESS_DEPARTMENT, Role.ANALYST, Role.ENTRUSTEE_ADMINISTRATOR, Role.ENTRUSTEE_MEMBER])
def test_nobody_raises_themselves_by_adding_fields_to_a_form(world, role):
    """Whatever stands in a form beside its own fields is not heard, on any page."""
    person, other, raised = world.people[role], world.people[Role.PRIVACY_OFFICE], []
    more = {"role": "privacy_office", "party": "P-003", "department": "D-02", "party_id": "P-003", "is_active": "on",
            "is_superuser": "on", "user": other.pk, "asker": other.pk, "by": other.number}  # fmt: skip
    stands = standing(person.pk)

    def look(where):
        raised.extend([where] if standing(person.pk) != stands else [])

    for _, where in everywhere(world, role):
        asked(world.window(role), "post", where, more, look)
    assert raised == []


def standing(pk):
    return User.objects.values_list("role", "party_id", "department_id", "is_active", "email", "name").get(pk=pk)


#: What an auditor does in their own name: own keys and ways of signing in, a file of what they may see, and asking for proof.
OWN_MATTERS = {"tokens", "token-revoke", "account-sessions", "job-export", "audit-verify", "audit-bundle"}


def test_an_auditor_changes_nothing_whatever_they_send(world):
    changed, before = [], EvidenceLeaf.objects.count()
    told = {"note": "x", "name": "x", "finding": world.own.number, "version": "1", "agreed": "x", "active": "no"}

    def look(where):
        changed.extend([where] if EvidenceLeaf.objects.count() != before else [])

    for address, where in everywhere(world, Role.AUDITOR):
        if address.name not in OWN_MATTERS and not address.of_api and address.permissions is not None:
            asked(world.window(Role.AUDITOR), "post", where, told, look)
    assert changed == []
