"""The search finds what people call things, and nothing that is out of reach."""

import hashlib

import pytest

from sekisho import declared
from sekisho.roles import Role
from sekisho_site.records.models import ReceivedFile, StoredFinding
from sekisho_site.records.queries import Reach, findings_within
from tests.factories.entries import put
from tests.factories.office import signed_in_client, small_registry, user

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(home):
    """The small registry, and somebody who reaches all of it."""
    small_registry()
    put(declared.Party(key="P-005", name="㈱ﾐﾅﾄﾃﾞｰﾀ", corporate_number="7000012050002", aliases=("旧みなとデータ",)))
    put(declared.ChainDeclaration(key="CD/1", entrustment="E-0003", sub_entrustees=("かなた台データ",)))
    return signed_in_client(user(Role.PRIVACY_OFFICE))


def found(client, text):
    return client.get("/search/", {"q": text}, headers={"HX-Request": "true", "HX-Target": "found"}).content.decode()


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("ミナトデータ", "/parties/P-005"),
        ("株式会社ミナト", "/parties/P-005"),
        ("みなとでーた", "/parties/P-005"),
        ("旧みなとデータ", "/parties/P-005"),
        ("7000012050002", "/parties/P-005"),
        ("坂コンタクト", "/parties/P-001"),
        ("P-00", "/parties/P-003"),
        ("E-0003", "/entrustments/E-0003"),
        ("M-1001", "/records/declared/roster/of/R-001"),
        ("CD/", "/records/declared/chain_declaration/of/CD/1"),
        ("かなた台データ", "/records/declared/chain_declaration/of/CD/1"),
        ("LV-01", "/records/observed/employment_record/of/LV-01"),
        ("台帳.xlsx", "/files/"),
    ],
)
def test_it_finds_what_people_call_things(office, text, wanted):
    assert wanted in found(office, text)


def test_a_file_is_found_by_the_beginning_of_its_hash(office):
    sha256 = ReceivedFile.objects.get().sha256
    assert sha256 in found(office, sha256[:8].upper())
    assert sha256 not in found(office, sha256[:7])
    assert sha256 not in found(office, hashlib.sha256(b"other").hexdigest())


def test_the_number_of_a_finding_leads_to_it(office):
    number = StoredFinding.objects.order_by("serial").first().number
    answer = office.get("/search/", {"q": number.translate(str.maketrans("0123456789", "０１２３４５６７８９"))})
    assert answer.headers["Location"] == f"/findings/{number}/"


@pytest.mark.parametrize("text", ["P-00", "となり野", "E-000", "R-00", "M-", "CD/", "かなた台データ", "台帳"])
def test_a_department_finds_nothing_of_its_neighbours(office, text):
    told = found(signed_in_client(user(Role.BUSINESS_DEPARTMENT)), text)
    for foreign in ("P-003", "P-004", "となり野サービス", "E-0003", "E-0004", "R-002", "CD/1", "/files/"):
        assert foreign not in told.replace(f"「{text}」", "")


def test_a_department_is_not_led_to_foreign_findings(office):
    department = user(Role.BUSINESS_DEPARTMENT)
    own = set(findings_within(Reach(department="D-01")))
    foreign = next(each for each in StoredFinding.objects.all() if each not in own)
    assert signed_in_client(department).get("/search/", {"q": foreign.number}).status_code == 200


@pytest.mark.parametrize("text", ["", "   ", "\x00", "%", "_", "'", "2026-99999999", "あ" * 5000, "\U0010ffff", "((("])
def test_odd_words_find_nothing_and_break_nothing(office, text):
    assert office.get("/search/", {"q": text}).status_code == 200


def test_it_takes_few_queries(office, django_assert_max_num_queries):
    for text in ("みなと坂", "E-000", "M-1001", "台帳"):
        with django_assert_max_num_queries(20):
            found(office, text)
