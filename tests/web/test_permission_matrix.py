"""Who gets what at every address: made from the addresses themselves, what each declares, and how far each role reaches.

Every page, every download and every operation of the API is asked for by everybody: for a thing of their own, for a
neighbour's and for one that does not exist. Expected is what was declared, and nothing is left out: an address without a
declaration or without a row in ``addresses.SAMPLES`` fails.
"""

import sys
from http.cookies import SimpleCookie
from types import ModuleType

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import clear_url_caches, path
from ninja import NinjaAPI, Router

from sekisho.roles import ROLES, Permission, Role
from sekisho_site.config.refusal import RefusedError
from sekisho_site.web import urls
from sekisho_site.web.api.access import declared_operations, operation
from sekisho_site.web.permissions import UndeclaredPageError
from tests.factories.office import let_go
from tests.web.addresses import NEIGHBOUR, NOTHING, SAMPLES, addresses, ours, place, undeclared, without_sample
from tests.web.api.calling import key_of
from tests.web.world import standing_world

pytestmark = pytest.mark.django_db

LIMITED = (Role.BUSINESS_DEPARTMENT, Role.ENTRUSTEE_ADMINISTRATOR, Role.ENTRUSTEE_MEMBER)
#: What somebody gets who may: the page, what was asked for, the way on, or a word on what is wrong with the form.
SERVED = {200, 202, 302, 400, 409, 422}
FORBIDDEN, NOT_FOUND, WRONG_METHOD, GONE, TO_SIGN_IN = {403}, {404}, 405, 410, "to sign in"


@pytest.fixture(scope="module")
def world(tmp_path_factory, django_db_setup, django_db_blocker):
    """One world for all tests here: every request is taken back."""
    with standing_world(tmp_path_factory.mktemp("world"), django_db_blocker) as made:
        yield made


def everybody():
    """Every role at every address; nobody (None) too. Who may have no key of the API calls none."""
    for address in ours():
        for role in (None, *Role):
            if not address.of_api or role is None or Permission.USE_API in ROLES[role].permissions:
                yield pytest.param(role, address, id=f"{role or 'nobody'}-{address.name}")


@pytest.mark.parametrize(("role", "address"), list(everybody()))
def test_everybody_gets_what_was_declared_and_no_more(world, role, address):
    client = world.program(role) if address.of_api else world.window(role)
    for sample in SAMPLES[address.name]:
        for whose, asked in sample.things(world, role or Role.PRIVACY_OFFICE):
            answers = {method: status_of(client, address, method, asked) for method in address.methods}
            for method, status in answers.items():
                allowed = expected(role, address, sample, whose, method)
                assert status in allowed, f"{method} {place(address, asked)} ({whose}): {status}, not {allowed}"
            assert set(answers.values()) != {WRONG_METHOD}, f"{place(address, asked)} can be asked for in no way"


def expected(role, address, sample, whose, method):
    """What may be answered, from what is declared and how far the role reaches."""
    permissions = address.permissions
    if permissions is None:
        return {*NOT_FOUND, GONE} if whose == NOTHING else SERVED
    if role is None:
        return {401} if address.of_api else {TO_SIGN_IN}
    may = ROLES[role].permissions
    if not may.intersection(permissions):
        return FORBIDDEN
    if whose == NOTHING or (whose == NEIGHBOUR and hidden(role, sample)):
        return {*NOT_FOUND, WRONG_METHOD, *(FORBIDDEN if lacks(may, sample, method) else ())}
    if lacks(may, sample, method):
        return {*FORBIDDEN, *NOT_FOUND, WRONG_METHOD}
    return {*SERVED, WRONG_METHOD}


def hidden(role, sample):
    """Whether the neighbour's thing is not there for the role."""
    return role in LIMITED if sample.bound == "reach" else sample.sees_all not in ROLES[role].permissions


def lacks(may, sample, method):
    """Whether this very thing takes a permission that the role does not have."""
    return bool(sample.needs) and method in sample.needed_by and not may.intersection(sample.needs)


def status_of(client, address, method, asked):
    """The status of the answer; whatever it changed is taken back."""
    client.raise_request_exception = False  # a page that breaks is told like any other wrong answer
    where = place(address, asked)
    kept = {name: morsel.value for name, morsel in client.cookies.items()}  # an answer may end the session: taken back as well
    with transaction.atomic():
        answer = client.get(where) if method == "GET" else client.post(where, asked.form or {}, **form_of(address))
        let_go(answer)
        transaction.set_rollback(True)
    client.cookies = SimpleCookie(kept)
    led_away = answer.status_code == 302 and answer.headers["Location"].startswith("/accounts/login/")
    return TO_SIGN_IN if led_away else answer.status_code


def form_of(address):
    """How programs send: as JSON, but for files."""
    return {"content_type": "application/json"} if address.of_api and address.name != "api:ask_for_import" else {}


def test_who_may_not_use_programs_gets_no_key(world):
    with pytest.raises(RefusedError):
        key_of(world.people[Role.ENTRUSTEE_MEMBER])


def test_every_address_says_who_may_open_it():
    assert undeclared(addresses()) == []


def test_every_address_has_a_sample_and_every_sample_an_address():
    assert without_sample(ours()) == set()
    assert set(SAMPLES) == {each.name for each in ours()}


@pytest.fixture
def with_a_secret(monkeypatch):
    """The addresses and one more that declares nothing."""

    def secret(request):
        return HttpResponse("secret")

    more = ModuleType("more_urls")
    more.urlpatterns = [*urls.urlpatterns, path("secret/", secret, name="secret")]
    monkeypatch.setitem(sys.modules, "more_urls", more)
    with override_settings(ROOT_URLCONF="more_urls"):
        clear_url_caches()
        yield
    clear_url_caches()


def test_an_undeclared_address_is_found_by_the_tests_above_and_opens_for_nobody(world, with_a_secret):
    assert undeclared(addresses()) == ["secret/"]
    assert without_sample(ours()) == {"secret"}
    for client in (Client(HTTP_HOST="localhost"), world.window(Role.PRIVACY_OFFICE)):
        with pytest.raises(UndeclaredPageError):
            client.get("/secret/")


@pytest.fixture
def router():
    """A part of an API."""
    return Router()


def nobody(request):
    """An operation that anybody could call, and a way in that lets nobody in."""


def made_of(router):
    made = NinjaAPI(urls_namespace="trial", auth=nobody)
    made.add_router("", router)
    return made


def test_an_undeclared_operation_is_refused_as_the_api_is_made(router):
    router.get("/secret")(nobody)
    with pytest.raises(UndeclaredPageError):
        declared_operations(made_of(router))


def test_a_declared_operation_without_a_row_is_found(router):
    def list_secrets(request):
        return "secret"

    operation(router, "GET", "/secrets", Permission.VIEW_AUDIT, gives=str)(list_secrets)
    made = made_of(router)
    assert declared_operations(made) == [("GET", "/secrets", (Permission.VIEW_AUDIT,))]
    assert without_sample(addresses(made.urls[0], "api/v1/", "api:")) >= {"api:list_secrets"}
