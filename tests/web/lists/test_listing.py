"""A listing: what the address asks for is what is shown, and what is exported is what is filtered."""

import csv
import io

import pytest
from django.test import RequestFactory
from python_calamine import CalamineWorkbook

from sekisho.roles import Role
from sekisho_site.records.queries import parties_within, reach_of
from sekisho_site.web.lists.listing import PAGE, Cell, Column, Filter, Listing, Shown, respond
from tests.factories.office import small_registry, user

pytestmark = pytest.mark.django_db

STANDINGS = (("carrier", "当社"), ("other", "他社"))
NONSENSE = ["page=99999999999", "page=-1", "page=x", "sort=password", "standing=' OR 1=1", "columns=x", "q=%00"]


def listing(rows):
    return Listing(
        name="parties",
        title="委託先",
        rows=rows,
        order=("key",),
        columns=(
            Column("name", "会社名", lambda row: Cell(row.name, href=f"/parties/{row.key_id}"), order=("name",)),
            Column("key", "会社番号", lambda row: Cell(row.key_id), order=("key",)),
            Column("country", "国", lambda row: Cell(row.country or ""), shown=False),
        ),
        filters=(
            Filter(
                "standing", "当社か", lambda rows, value: rows.filter(standing=value), (("carrier", "当社"), ("other", "他社"))
            ),
        ),
        search=lambda rows, words: rows.filter(name__contains=words),
        defaults={"standing": "other"},
    )


@pytest.fixture
def ask(home):
    small_registry()
    someone = user(Role.PRIVACY_OFFICE)

    def asked(query="", who=someone):
        request = RequestFactory().get(f"/parties/?{query}")
        request.user, request.reach, request.htmx = who, reach_of(who), False
        return request

    return asked


def keys(shown):
    return [row[1][1].text for row in shown.table]


def shown_by(request):
    return Shown(listing(parties_within(request.reach)), request)


def test_a_default_filters_until_it_is_switched_off(ask):
    assert keys(shown_by(ask())) == ["P-001", "P-002", "P-003", "P-004"]
    assert "P-000" in keys(shown_by(ask("standing=")))
    assert keys(shown_by(ask("standing=carrier"))) == ["P-000"]


def test_words_order_and_columns_come_from_the_address(ask):
    assert keys(shown_by(ask("sort=-key")))[0] == "P-004"
    assert keys(shown_by(ask("q=みなと"))) == ["P-001"]
    assert [column.name for column in shown_by(ask("columns=country")).chosen] == ["country"]


@pytest.mark.parametrize(
    "query", ["page=99999999999", "page=-1", "page=x", "sort=password", "standing=' OR 1=1", "columns=x", "q=%00"]
)
def test_what_makes_no_sense_shows_the_list_all_the_same(ask, query):
    assert shown_by(ask(query)).total >= 0
    assert shown_by(ask(query)).table is not None


def test_the_address_keeps_what_was_asked(ask):
    shown = shown_by(ask("q=台&standing=&sort=name&columns=name&columns=key"))
    address = shown.address(page="2")
    for word in ("q=", "standing=", "sort=name", "columns=name&columns=key", "page=2"):
        assert word in address


def test_pages_hold_fifty(ask):
    request = ask("standing=")
    shown = shown_by(request)
    assert (shown.first, shown.last, shown.total, shown.pages) == (1, 5, 5, 1)
    assert PAGE == 50


def test_files_hold_what_is_filtered(ask):
    request = ask("standing=other&export=csv")
    response = respond(request, listing(parties_within(request.reach)))
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert rows[0] == ["会社名", "会社番号"]
    assert [row[1] for row in rows[1:]] == ["P-001", "P-002", "P-003", "P-004"]
    request = ask("standing=other&export=xlsx")
    response = respond(request, listing(parties_within(request.reach)))
    book = CalamineWorkbook.from_filelike(io.BytesIO(response.content))
    assert book.get_sheet_by_index(0).to_python()[1][1] == "P-001"


def test_who_may_not_export_is_told_so(ask):
    someone = user(Role.ENTRUSTEE_MEMBER)
    request = ask("export=csv", someone)
    assert respond(request, listing(parties_within(request.reach))).status_code == 403
