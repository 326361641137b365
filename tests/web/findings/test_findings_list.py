"""The list of findings: who sees which, filters, search, order, export, and deciding who looks after them."""

import csv
import io
from datetime import timedelta

import pytest
from django.urls import reverse

from sekisho.response.life import Stage
from sekisho.response.next_steps import asked_for
from sekisho.roles import Role
from sekisho.terms import Outcome
from sekisho_site.records.models import StoredFinding
from sekisho_site.web.clock import today
from tests.factories.office import signed_in_client, small_registry, user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]
ADDRESS = "/findings/"


@pytest.fixture
def stored(home):
    small_registry()
    return list(StoredFinding.objects.order_by("year", "serial"))


def numbers(client, **asked):
    response = client.get(ADDRESS, {"export": "csv", **asked})
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    return [row[0].split(" ")[0] for row in rows[1:]]


def put(finding, **told):
    StoredFinding.objects.filter(pk=finding.pk).update(**told)


def test_everybody_sees_what_they_reach(stored):
    whole = set(numbers(signed_in_client(user())))
    own = set(numbers(signed_in_client(user(Role.BUSINESS_DEPARTMENT))))
    assert whole == {row.number for row in stored}
    assert own
    assert own < whole
    assert not {row.number for row in stored if row.party in ("P-003", "P-004")} & own


def test_what_is_ended_is_left_out_until_asked_for(stored):
    put(stored[0], stage=Stage.CLOSED.value)
    client = signed_in_client(user())
    assert stored[0].number not in numbers(client)
    assert stored[0].number in numbers(client, stage="")
    assert numbers(client, stage="closed") == [stored[0].number]


def test_what_is_due_comes_first_then_what_weighs_most(stored):
    StoredFinding.objects.update(severity="low")
    put(stored[0], severity="critical")
    put(stored[2], due_date=today())
    put(stored[1], due_date=today() - timedelta(days=1))
    found = numbers(signed_in_client(user()))
    assert found[:3] == [stored[1].number, stored[2].number, stored[0].number]


def test_every_filter_narrows(stored):
    someone = user()
    put(stored[0], due_date=today() - timedelta(days=1), owner=someone, opened_on=today())
    put(stored[1], due_date=today() + timedelta(days=3), state="standing", severity="low")
    client = signed_in_client(someone)
    assert numbers(client, due="over") == [stored[0].number]
    assert numbers(client, due="week") == [stored[1].number]
    assert len(numbers(client, due="none")) == len(stored) - 2
    assert numbers(client, owner="me") == numbers(client, owner=someone.number) == [stored[0].number]
    assert len(numbers(client, owner="none")) == len(stored) - 1
    assert numbers(client, opened="week") == [stored[0].number]
    assert numbers(client, state="standing") == [stored[1].number]
    assert stored[1].number in numbers(client, severity="low")
    for name, column in (("outcome", "outcome"), ("rule", "rule"), ("party", "party")):
        expected = {row.number for row in stored if getattr(row, column) == getattr(stored[0], column)}
        assert set(numbers(client, **{name: getattr(stored[0], column)})) == expected


def test_departments_and_phases_and_work_divide(stored):
    client = signed_in_client(user())
    own, other = set(numbers(client, department="D-01")), set(numbers(client, department="D-02"))
    assert own
    assert other
    assert not own & other
    phases = [set(numbers(client, phase=phase)) for phase in ("selection", "contract", "consent", "check_sheet", "inspection",
                                                              "logs", "correction", "ending")]  # fmt: skip
    assert sum(map(len, phases)) == len(set().union(*phases)) == len(stored)
    works = set(numbers(client, work="other")) | set(numbers(client, work="none"))
    assert works == {row.number for row in stored}
    assert not set(numbers(client, work="other")) & set(numbers(client, work="none"))


def test_it_is_found_by_number_company_and_title(stored):
    client = signed_in_client(user())
    assert numbers(client, q=stored[0].number) == [stored[0].number]
    of_party = {row.number for row in stored if row.party == "P-003"}
    assert set(numbers(client, q="となり野")) == of_party
    assert stored[0].number in numbers(client, q=stored[0].title)
    assert numbers(client, q="ない言葉") == []


def test_a_department_finds_no_neighbour_by_searching(stored):
    client = signed_in_client(user(Role.BUSINESS_DEPARTMENT))
    assert numbers(client, q="となり野") == []
    assert numbers(client, party="P-003") == []
    assert 'id="filter-department"' not in client.get(ADDRESS).content.decode()


def test_nonsense_in_the_address_is_no_error(stored):
    client = signed_in_client(user())
    for asked in (
        {"q": "\x00'"},
        {"page": "-1"},
        {"sort": "evil"},
        {"due": "x"},
        {"owner": "U-x"},
        {"party": "%"},
        {"q": "9" * 90},
    ):
        assert client.get(ADDRESS, asked).status_code == 200


def test_each_row_ends_with_what_to_do(stored):
    text = signed_in_client(user()).get(ADDRESS).content.decode()
    assert "次の一手" in text
    assert asked_for(Stage.OPENED, Outcome.CONFLICTS, "", stored[0].remedy) in text
    assert f"{reverse('finding', args=[stored[0].number])}#act" in text


def test_many_get_an_owner_at_once(stored):
    someone = user()
    client = signed_in_client(someone)
    chosen = [row.number for row in stored[:2]]
    response = client.post(
        reverse("findings-assign"), {"finding": chosen, "owner": someone.number, "back": "due=none"}, follow=True
    )
    assert response.redirect_chain == [("/findings/?due=none", 302)]
    assert "2件の担当を決めました" in response.content.decode()
    assert set(StoredFinding.objects.filter(owner=someone)) == set(stored[:2])


def test_what_cannot_be_assigned_is_told(stored):
    client = signed_in_client(user())
    response = client.post(reverse("findings-assign"), {"owner": "U-1"}, follow=True)
    assert "選ばれていません" in response.content.decode()
    response = client.post(reverse("findings-assign"), {"finding": stored[0].number, "owner": "U-999999"}, follow=True)
    assert "担当にできる人ではありません" in response.content.decode()


def test_only_who_instructs_chooses_rows(stored):
    assert 'form="bulk"' in signed_in_client(user()).get(ADDRESS).content.decode()
    text = signed_in_client(user(Role.AUDITOR)).get(ADDRESS).content.decode()
    assert 'form="bulk"' not in text
    assert "担当を決める" not in text


def test_an_empty_list_says_so(stored):
    StoredFinding.objects.update(stage=Stage.CLOSED.value)
    assert "条件に合う指摘はありません" in signed_in_client(user()).get(ADDRESS).content.decode()


def test_a_page_costs_a_fixed_number_of_queries(stored, django_assert_max_num_queries):
    client = signed_in_client(user())
    with django_assert_max_num_queries(20):
        assert client.get(ADDRESS).status_code == 200


def test_no_company_beyond_reach_is_linked(stored):
    own = next(row for row in stored if row.entrustment == "E-0001")
    put(own, party="P-003")
    for role, linked in ((Role.BUSINESS_DEPARTMENT, False), (Role.PRIVACY_OFFICE, True)):
        client = signed_in_client(user(role))
        for address in (f"{ADDRESS}?q={own.number}", f"{ADDRESS}{own.number}/"):
            shown = client.get(address).content.decode()
            assert "となり野" in shown
            assert ('href="/parties/P-003"' in shown) is linked, (role, address)
