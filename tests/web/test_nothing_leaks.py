"""Nothing of a neighbour's chain is told to those of limited reach: on no page, in no export, search, suggestion or answer.

Every address that lets them in is asked as it stands, as a list with words that would find the neighbour, and as an export.
Words that were asked for come back in the page; hence the questions are parts of the names that are looked for.
"""

import io
import zipfile

import pytest
from django.core.cache import cache
from django.urls import reverse

from sekisho.roles import ROLES, Permission, Role
from sekisho_site.records.models import Job
from tests.web.addresses import NEIGHBOUR, OWN, SAMPLES, ours, place
from tests.web.test_permission_matrix import LIMITED
from tests.web.world import ASKED_FOR, standing_world

pytestmark = pytest.mark.django_db

#: Examples and the description of the API show made-up keys, not records.
_SHOW_EXAMPLES = {"help", "roles", "parts", "api-reference", "api-openapi", "import-template"}
_EXPORTS = ("?export=csv", "?export=xlsx")
_QUESTIONS = ("?q=となり", "?q=かなた", "?q=P-00", "?q=M-20", "?entrustment=E-000", "?limit=200")


@pytest.fixture(scope="module")
def world(tmp_path_factory, django_db_setup, django_db_blocker):
    """One world for all tests here."""
    with standing_world(tmp_path_factory.mktemp("world"), django_db_blocker) as made:
        yield made


def marks(world):
    """What stands in the neighbour's records only."""
    keys = ("P-003", "P-004", "E-0003", "E-0004", "R-002", "M-2001", "DE-0009", "となり野", "かなた台", "neighbour")
    own = world.neighbours
    return (*keys, ASKED_FOR["P-003"], own.number, own.consent, own.file, "p-003@")


def let_in():
    """Each limited role at each address that it may open by asking."""
    for role in LIMITED:
        may = ROLES[role].permissions
        for address in ours():
            calls = not address.of_api or Permission.USE_API in may
            open_to = address.permissions is None or may.intersection(address.permissions)
            if calls and open_to and "GET" in address.methods and address.name not in _SHOW_EXAMPLES:
                yield pytest.param(role, address, id=f"{role}-{address.name}")


def words_of(answer):
    """What an answer says, whatever it is written in."""
    content = answer.getvalue() if answer.streaming else answer.content
    if content.startswith(b"PK\x03"):
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            content = b"".join(book.read(name) for name in book.namelist())
    return content.decode(errors="replace")


@pytest.mark.parametrize(("role", "address"), list(let_in()))
def test_nothing_of_a_neighbour_is_told(world, role, address):
    client = world.program(role) if address.of_api else world.window(role)
    for sample in SAMPLES[address.name]:
        for whose, asked in sample.things(world, role):
            if whose == NEIGHBOUR:
                continue
            alone = whose == OWN and not asked.told and not asked.query
            for query in ("", *_EXPORTS, *_QUESTIONS) if alone or address.name in ("records", "record-suggest") else ("",):
                answer = client.get(place(address, asked) + query)
                told = words_of(answer)
                assert [mark for mark in marks(world) if mark in told] == [], f"{place(address, asked)}{query}"


@pytest.mark.parametrize("name", ["search", "findings"])
def test_the_number_of_a_neighbours_finding_leads_nowhere(world, name):
    answer = world.window(Role.BUSINESS_DEPARTMENT).get(reverse(name), {"q": world.neighbours.number})
    assert answer.status_code == 200
    assert reverse("finding", args=[world.neighbours.number]) not in words_of(answer)


def test_those_of_limited_reach_get_no_workbook_of_everything(world):
    before = Job.objects.count()
    assert world.window(Role.BUSINESS_DEPARTMENT).post(reverse("job-export"), {"workbook": "registry"}).status_code == 302
    assert Job.objects.count() == before


def test_who_reaches_everything_is_told_all_of_it(world):
    """The marks are there to be found: whoever may see the neighbour does."""
    cache.clear()
    window, told = world.window(Role.AUDITOR), ""
    for name in ("parties", "entrustments", "findings", "consents"):
        told += words_of(window.get(reverse(name)))
    for source in ("declared/roster", "observed/gate_log"):
        told += words_of(window.get(f"/records/{source}/"))
    told += words_of(window.get(reverse("finding", args=[world.neighbours.number])))
    assert [mark for mark in marks(world)[:9] if mark not in told] == []
