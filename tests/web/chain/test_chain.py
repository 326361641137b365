"""The page of the chain: what it draws for whom, at which day, and that list and picture say the same."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import count

import pytest

from sekisho.declared import Entrustment
from sekisho.roles import Role
from sekisho_site.records.operations.ledger import open_ledger
from sekisho_site.records.operations.versions import Change, record_changes
from sekisho_site.records.queries import Reach, chain_page
from tests.factories.office import AT, signed_in_client, small_registry, user
from tests.factories.registry import EDGE_BELOW

pytestmark = pytest.mark.django_db
NUMBERS = count()


@pytest.fixture
def registry(home):
    """Both chains."""
    small_registry()


def shown(query="", role=Role.PRIVACY_OFFICE, status=200):
    answer = signed_in_client(user(role, email=f"{next(NUMBERS)}@example.jp")).get(f"/chain/?{query}")
    assert answer.status_code == status
    return answer.content.decode()


def halves(html):
    """The picture, and the list."""
    start, end = html.index('<svg class="chart chain-chart'), html.index('<ul class="tree">')
    return html[start : html.index("</svg>", start)], html[end:]


def test_picture_and_list_say_the_same(registry):
    picture, listed = halves(shown())
    for name in ("みなと坂コンタクト", "ちとせ原データ", "となり野サービス", "かなた台データ", "承諾なし"):
        assert name in picture
        assert name in listed
    for key in ("E-0001", "E-0002", "E-0003", "E-0004"):
        assert f'href="/entrustments/{key}"' in picture
        assert f'href="/entrustments/{key}"' in listed


def test_a_company_is_marked_and_others_chains_are_left_out(registry):
    html = shown("party=P-001")
    assert "この会社" in html
    assert "となり野" not in html


def test_a_company_is_found_by_its_name(registry):
    assert "この会社" in shown("party=ミナト坂")


def test_a_name_of_several_asks_which(registry):
    html = shown("party=データ")
    assert "どの会社ですか" in html
    assert 'href="/chain/?party=P-002"' in html


@pytest.mark.parametrize("query", ["party=P-999", "entrustment=E-999", "party=どこにもない"])
def test_what_does_not_exist_is_not_found(registry, query):
    shown(query, status=404)


@pytest.mark.parametrize("query", ["party=P-003", "entrustment=E-0003", "party=となり野サービス"])
def test_a_department_does_not_find_its_neighbour(registry, query):
    shown(query, role=Role.BUSINESS_DEPARTMENT, status=404)


def test_a_department_sees_its_own_chain(registry):
    html = shown(role=Role.BUSINESS_DEPARTMENT)
    assert "みなと坂コンタクト" in html
    for secret in ("となり野", "かなた台", "E-0003", "P-003"):
        assert secret not in html


def test_the_day_decides_what_is_drawn(registry):
    assert "ちとせ原データ" not in shown("party=P-001&as_of=2025/3/31")
    assert "ちとせ原データ" in shown("party=P-001&as_of=R7.4.1")


def test_a_wrong_day_is_told_and_kept(registry):
    html = shown("as_of=きのう")
    assert "日付と読めません" in html
    assert 'value="きのう"' in html


def test_known_then_is_not_known_now(registry):
    later = AT + timedelta(days=3)
    with open_ledger(by="M-77", at=later) as ledger:
        record_changes(ledger, [Change(EDGE_BELOW, replace(EDGE_BELOW, ends_on=date(2026, 3, 31)))])
    day = later.date()
    now = chain_page.chain_around(Reach(), ["E-0001"], day)
    then = chain_page.chain_around(Reach(), ["E-0001"], day, chain_page.end_of(AT.date()))
    assert now.edges["E-0002"].ends_on == date(2026, 3, 31)
    assert then.edges["E-0002"].ends_on is None


def test_what_was_not_known_then_is_not_drawn(registry):
    before = chain_page.end_of(AT.date() - timedelta(days=1))
    assert not chain_page.chain_around(Reach(), ["E-0001"], AT.date(), before).edges


def test_a_large_carrier_is_collapsed_by_work(registry, monkeypatch):
    monkeypatch.setattr(chain_page, "LIMIT", 3)
    html = shown()
    assert "業務区分ごとの一次の委託" in html
    assert "chain-chart" not in html
    cut = shown("work=other")
    assert "近いものから" in cut


def test_diamonds_and_cycles_are_read_to_their_end(registry):
    shared = Entrustment(key="E-0007", entruster="P-002", entrustee="P-004", upper=("E-0002", "E-0004"))
    back = replace(EDGE_BELOW, upper=("E-0001", "E-0007"))
    with open_ledger(by="M-77", at=AT) as ledger:
        record_changes(ledger, [Change(None, shared), Change(EDGE_BELOW, back)])
    rows = chain_page.chain_around(Reach(), ["E-0007"], AT.date())
    assert set(rows.edges) == {"E-0001", "E-0002", "E-0003", "E-0004", "E-0007"}
    assert chain_page.tiers_of(["E-0001", "E-0002", "E-0007"]) == {"E-0001": 1, "E-0002": 2, "E-0007": 3}
    shown("entrustment=E-0007")


def test_nothing_is_told_as_nothing(home, db):
    assert "この条件の委託は申告されていません" in shown()


def test_the_number_of_questions_is_bounded(registry, django_assert_max_num_queries):
    client = signed_in_client(user())
    for query in ("", "party=P-001", "entrustment=E-0002", "work=other"):
        with django_assert_max_num_queries(26):
            client.get(f"/chain/?{query}")
