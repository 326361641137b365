"""Who gets what at every address: made from the addresses themselves, what each declares, and how far each role reaches.

Every page, every download and every operation of the API is asked for by everybody: for a thing of their own, for a
neighbour's and for one that does not exist. Expected is what was declared, and nothing is left out: an address without a
declaration or without a row in ``addresses.SAMPLES`` fails.
"""

from copy import copy

import pytest
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import path

from sekisho.roles import ROLES, Permission, Role
from sekisho_site.web.permissions import UndeclaredPageError
from tests.factories.office import signed_in_client
from tests.web.addresses import SAMPLES, Sample, World, addresses, place
from tests.web.api.calling import calls, key_of

pytestmark = pytest.mark.django_db

LIMITED = (Role.BUSINESS_DEPARTMENT, Role.ENTRUSTEE_ADMINISTRATOR, Role.ENTRUSTEE_MEMBER)
#: What somebody gets who may: the page, another page, or a word that this is not how to ask.
SERVED = {200, 202, 302, 303, 400, 405, 409, 410, 413, 422, 429}


def ours():
    """The addresses that are not those of libraries for signing in."""
    return [each for each in addresses() if not each.of_library]


def test_every_address_says_who_may_open_it():
    for each in addresses():
        assert each.permissions is None or each.permissions, each.route


def test_every_address_has_a_sample_and_every_sample_an_address():
    assert {each.name for each in ours()} == set(SAMPLES)


def test_an_address_that_declares_nothing_is_found():
    def undeclared(request):
        return HttpResponse()

    found = next(addresses([path("secret/", undeclared, name="secret")]))
    with pytest.raises(UndeclaredPageError):
        assert found.permissions
    assert found.name not in SAMPLES


def asked(client, address, method, told, query=""):
    """The status of the answer; whatever it changed is taken back."""
    client.raise_request_exception = False  # a page that breaks is told with all the others
    kept = copy(client.cookies)  # an answer may end the session, which is taken back as well
    with transaction.atomic():
        where = place(address, told, query)
        answer = client.get(where) if method == "GET" else client.post(where, {}, **_form_of(address))
        if hasattr(answer, "streaming_content"):
            answer.close()
        transaction.set_rollback(True)
    client.cookies = kept
    return answer


def _form_of(address):
    if address.of_api and address.name != "api:ask_for_import":
        return {"content_type": "application/json"}
    return {}


def things(sample: Sample, world, role):
    """What is asked for, and what is expected of it for somebody whom the address lets in."""
    refused = {403, 404} if sample.needs and not ROLES[role].permissions.intersection(sample.needs) else None
    yield "own", sample.own(world), refused or SERVED
    if sample.neighbour:
        hidden = role in LIMITED if sample.bound == "reach" else sample.sees_all not in ROLES[role].permissions
        yield "neighbour", sample.neighbour(world), {404} if hidden else refused or SERVED
    if sample.nothing is not None:
        yield "nothing", sample.nothing, refused or {404}


#: Things that are not there for anybody in this world: asking for them tells nothing, so that 404 is right.
NOT_HERE = {
    "record-suggest",
    "record-edit",
    "record-end",
    "record-restore",
    "answer-link",
    "invitation",
    "evidence-file",
    "portal-receipt",
    "portal-file",
    "portal-withdraw",
    "consent",
    "consent-decide",
    "job-file",
    "import-marked",
}


def expected(address, served):
    """What may be answered: a thing that is not there at all is not found by anybody; a wrong method may be told first."""
    allowed = set(served)
    if address.name in NOT_HERE or address.name in ("api-root", "api-nothing"):
        allowed |= {404}
    if served in ({404}, {403, 404}):
        allowed |= {405}
    return allowed


@pytest.mark.parametrize("role", list(Role))
def test_people_get_what_was_declared_and_no_more(role, home):
    cache.clear()
    world = World(role)
    browser, may = signed_in_client(world.asker), ROLES[role].permissions
    program = calls(key_of(world.asker)) if Permission.USE_API in may else None
    wrong = []
    for address in ours():
        client = program if address.of_api else browser
        if client is None:
            continue
        permissions, sample = address.permissions, SAMPLES[address.name]
        let_in = permissions is None or may.intersection(permissions)
        for method in address.methods:
            for what, told, served in things(sample, world, role):
                allowed = expected(address, served) if let_in else {403}
                answer = asked(client, address, method, told, sample.query)
                if answer.status_code not in allowed:
                    wrong.append(f"{method} {address.name} {what}: {answer.status_code}, not {sorted(allowed)}")
    assert not wrong, "\n".join(wrong)


def test_strangers_are_led_to_sign_in_and_told_nothing(home):
    cache.clear()
    world = World(Role.PRIVACY_OFFICE)
    client = Client(HTTP_HOST="localhost")
    wrong = []
    for address in ours():
        for method in address.methods:
            for what, told, _ in things(SAMPLES[address.name], world, Role.PRIVACY_OFFICE):
                answer = asked(client, address, method, told)
                if not _turned_away(address, answer):
                    wrong.append(f"{method} {address.name} {what}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


def _turned_away(address, answer):
    if address.of_api:
        return answer.status_code == 401
    if address.permissions is None:
        return answer.status_code in SERVED | {404}
    return answer.status_code == 302 and answer.headers["Location"].startswith("/accounts/login/")


NEIGHBOURS = ("P-003", "P-004", "E-0003", "E-0004", "となり野", "かなた台", "M-2001", "R-002")


@pytest.mark.parametrize("role", LIMITED)
def test_nothing_of_a_neighbour_is_told_anywhere(role, home):
    """Lists, searches, exports, counts and answers of programs: asked for by name, they know nothing of the other chain."""
    cache.clear()
    world = World(role)
    browser = signed_in_client(world.asker)
    program = calls(key_of(world.asker)) if Permission.USE_API in ROLES[role].permissions else None
    told = []
    for address in ours():
        client = program if address.of_api else browser
        if client is None or "GET" not in address.methods:
            continue
        for query in ("", "?export=csv", "?limit=200"):
            answer = asked(client, address, "GET", SAMPLES[address.name].own(world), query)
            if answer.status_code != 200 or answer.streaming:
                continue
            content = answer.content.decode(errors="replace")
            if address.name not in ("help", "roles", "parts", "api-reference", "api-openapi"):
                told += [f"{address.name}{query}: {each}" for each in NEIGHBOURS if each in content]
                told += [address.name for _ in "x" if world.others_finding.number in content]
    assert not told, "\n".join(told)
