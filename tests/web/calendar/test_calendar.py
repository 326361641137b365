"""The calendar of duties: months, owners, files, and what is out of reach."""

import csv
import io
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from sekisho.roles import Role
from sekisho_site.web import clock
from tests.factories.office import signed_in_client, user
from tests.records.test_duties import ABROAD, ALL, ASKED, EXAMINED, PROMISE, REPORTS, WAIVER, registry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def june(monkeypatch):
    """It is the first of June."""
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 6, 1, 9, 10, tzinfo=ZoneInfo("Asia/Tokyo")))


@pytest.fixture
def client(home):
    registry(WAIVER, ASKED, ABROAD, EXAMINED, *REPORTS, PROMISE)
    return signed_in_client(user())


def html(client, query=""):
    answer = client.get(f"/calendar/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_month_with_its_owners(client):
    page = html(client)
    assert f"期日が来るもの {len(ALL)}件" in page
    assert "期日なし" in page
    assert "法人営業部" in page
    assert "シンガポール" in page
    assert 'href="/records/declared/exception_register/of/W/1"' in page


def test_what_is_due_first_stands_first_whosever_it_is(client):
    days = [each.duty.day for each, _ in client.get("/calendar/?month=2026-06").context["rows"]]
    dated = [day for day in days if day]
    assert dated == sorted(dated)
    assert days == [None] * (len(days) - len(dated)) + dated


def test_by_owner_and_kind(client):
    own = html(client, "?month=2026-06&owner=法人営業部")
    assert "CM-1" in own
    assert "SS-1" not in own
    kind = html(client, "?month=2026-06&owner=*&kind=commitment")
    assert "CM-1" in kind
    assert "X-1" not in kind
    assert "条件に合う期日はありません。" in html(client, "?month=2026-06&owner=")


def test_another_month_does_not_tell_what_has_no_day(client):
    assert "2026年7月に期日はありません。" in html(client, "?month=2026-07")


@pytest.mark.parametrize("month", ["", "x", "2026-13", "2026-6", "0000-01", "2026-06-01", "%00", "９９９９-01", "-1"])
def test_a_month_that_is_none_is_this_one(client, month):
    assert "2026年6月" in html(client, f"?month={month}")


@pytest.mark.parametrize("month", ["0001-01", "9999-12"])
def test_the_ends_of_the_calendar(client, month):
    html(client, f"?month={month}")


def test_as_files(client):
    answer = client.get("/calendar/?month=2026-06&owner=法人営業部&export=csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row[5] for row in rows[1:]] == ["CM-1", "X-1"]
    excel = client.get("/calendar/?export=xlsx")
    assert excel.content[:2] == b"PK"
    assert excel.headers["Content-Disposition"] == 'attachment; filename="duties-2026-06.xlsx"'


def test_a_department_sees_its_own_in_page_and_file(client):
    department = signed_in_client(user(Role.BUSINESS_DEPARTMENT))
    assert "法人営業部" not in html(department)
    assert "CM-1" not in department.get("/calendar/?export=csv").content.decode("utf-8-sig")


def test_people_of_a_party_do_not_enter(client):
    assert signed_in_client(user(Role.ENTRUSTEE_MEMBER)).get("/calendar/").status_code == 403


def test_few_queries(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(30):
        client.get("/calendar/")
