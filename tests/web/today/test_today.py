"""Today's work: what each role sees first, where its numbers lead, and what it says when there is nothing."""

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from sekisho.response.life import Stage
from sekisho.roles import Role
from sekisho_site.records.models import StoredFinding
from sekisho_site.web import clock
from sekisho_site.web.today import views
from tests.factories.findings import finding, merged
from tests.factories.office import DAY, signed_in_client, small_registry, user

pytestmark = pytest.mark.django_db
INSIDE = [role for role in Role if not role.is_entrusted_party]


def it_is(day, monkeypatch):
    """Set the clock of the pages to ten past nine of a day."""
    for module in (clock, views):
        monkeypatch.setattr(module, "now", lambda: datetime(day.year, day.month, day.day, 9, 10, tzinfo=ZoneInfo("Asia/Tokyo")))


@pytest.fixture(autouse=True)
def may_day(monkeypatch):
    """It is the day of the small registry."""
    it_is(date(2026, 5, 1), monkeypatch)


def page(role=Role.PRIVACY_OFFICE, address="/"):
    return signed_in_client(user(role)).get(address).content.decode()


def text(html):
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", html))


def test_before_the_first_run_it_says_how_to_begin(home):
    html = page()
    assert "まだ記録が照合されていません。" in html
    assert 'href="/imports/"' in html


@pytest.mark.parametrize("role", INSIDE)
def test_everybody_inside_sees_their_own_figures(role, home):
    small_registry()
    html = page(role)
    within = (
        StoredFinding.objects.filter(party__in=["P-001", "P-002"])
        if role is Role.BUSINESS_DEPARTMENT
        else StoredFinding.objects
    )
    assert f"開いている指摘{within.count()}件" in text(html)
    assert ("照合する" in text(html)) == (role in (Role.PRIVACY_OFFICE, Role.ANALYST))
    assert ("改善を指示する" in html) == (role in (Role.PRIVACY_OFFICE, Role.BUSINESS_DEPARTMENT))


def test_a_department_reads_nothing_of_other_chains(home):
    small_registry()
    html = page(Role.BUSINESS_DEPARTMENT)
    assert "となり野" not in html
    assert "かなた台" not in html
    assert "一致 " not in text(html)  # how much agreed elsewhere is not theirs to know


def test_figures_lead_to_the_findings_they_count(home):
    merged(finding(distinct="1"), finding(distinct="2"))
    StoredFinding.objects.update(stage=Stage.INSTRUCTED, due_date=DAY - timedelta(days=3))
    html = page()
    for query in ("?due=over", "?due=week", "?outcome=conflicts&amp;opened=week", "?outcome=cannot_tell"):
        assert f'href="/findings/{query}"' in html
    assert "3日超過" in html
    assert "回答を催促する" in html


def test_mine_are_those_i_look_after(home):
    merged(finding(distinct="1"), finding(distinct="2", title="ほかの人の指摘"))
    someone = user()
    StoredFinding.objects.filter(title="離れた人の入室").update(owner=someone)
    html = signed_in_client(someone).get("/?owner=me").content.decode()
    assert "離れた人の入室" in html
    assert "ほかの人の指摘" not in html
    nobody = signed_in_client(user(Role.AUDITOR)).get("/?owner=me").content.decode()
    assert "担当している指摘はありません。" in nobody


def test_a_cell_of_the_heat_leads_to_its_findings(home):
    small_registry()
    html = page()
    assert re.search(r'href="/findings/\?phase=\w+&amp;work=\w+"', html)


def test_the_weeks_are_drawn_and_told_in_a_table(home, monkeypatch):
    merged(finding())
    assert "照合を続けると" in page()
    it_is(date(2026, 5, 20), monkeypatch)
    html = signed_in_client(user(Role.AUDITOR)).get("/").content.decode()
    assert "4週の推移" in html
    assert "<polyline" in html
    assert "開いている指摘は1件から1件になりました。" in html
    assert html.count('<time datetime="2026-04-27">') == 1


@pytest.mark.parametrize("role", INSIDE)
def test_the_number_of_queries_stays_small(role, home, django_assert_max_num_queries):
    small_registry()
    client = signed_in_client(user(role))
    with django_assert_max_num_queries(50):  # the first time after something was written
        client.get("/")
    with django_assert_max_num_queries(20):
        client.get("/")


def test_what_somebody_typed_into_a_record_is_text(home):
    merged(finding(title="<script>alert(1)</script>"))
    html = page()
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert" in html


def test_dates_are_of_this_year(home):
    merged(finding())
    StoredFinding.objects.update(stage=Stage.INSTRUCTED, due_date=date(2027, 1, 2))
    assert "2027年1月2日（土）" in page()


def test_a_figure_counts_the_rows_that_it_opens(home, monkeypatch):
    small_registry()
    keys = list(StoredFinding.objects.order_by("pk").values_list("pk", flat=True))
    for key, days in zip(keys[:4], (-3, 0, 7, 8), strict=True):
        StoredFinding.objects.filter(pk=key).update(stage=Stage.INSTRUCTED, due_date=DAY + timedelta(days=days))
    StoredFinding.objects.filter(pk=keys[4]).update(stage=Stage.CLOSED, due_date=DAY - timedelta(days=3))
    client = signed_in_client(user())
    told = re.findall(
        r'<a href="(/findings/\?[^"]+)">.*?class="value[^"]*">([\d,]+)<', client.get("/").content.decode(), re.DOTALL
    )
    assert len(told) == 4
    monkeypatch.setattr("sekisho_site.web.findings.listing.today", lambda: DAY)
    for address, count in told:
        rows = client.get(address.replace("&amp;", "&")).context["shown"].total
        assert rows == int(count.replace(",", "")), address
