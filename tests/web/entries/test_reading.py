"""Pages of records: every kind has a list and a page, what people wrote is escaped, and reach ends where it should."""

import html
import re
from dataclasses import replace

import pytest

from sekisho import declared, promised
from sekisho.planes import KINDS
from sekisho.roles import Role
from sekisho.terms import Plane
from sekisho_site.records.queries.reach import DEPARTMENT_SEES, _everybodys
from tests.factories.entries import LATER, put, sample
from tests.factories.office import signed_in_client, small_registry, user

pytestmark = pytest.mark.django_db

#: Kinds that need another record of their own sort first.
LEADING = {
    "investigation": ("complaint", "CP-9"),
    "clause_finding": ("contract", "K-9"),
    "inspection_item": ("onsite_inspection", "IN-9"),
}
EVIL = "<script>alert('x')</script>\"><img src=x onerror=alert(1)> javascript:alert(1) {{7*7}} '"


def of(plane_or_kind, *rest):
    kind = plane_or_kind
    return "/".join(["", "records", kind.schema.plane.value, kind.schema.source, *rest])


def standing(kind, key, chain=1, words="言葉"):
    """A record of the kind in the tables, with what it needs."""
    told = {}
    if kind.schema.source in LEADING:
        source, leading = LEADING[kind.schema.source]
        other = next(each for each in KINDS if each.schema.source == source)
        put(sample(other, f"{leading}-{chain}", chain))
        column = next(c.name for c in kind.schema.columns if c.refers_to and c.name in ("complaint", "contract", "inspection"))
        told[column] = f"{leading}-{chain}"
    if kind is declared.Party:
        told["corporate_number"] = None
    if kind is declared.Entrustment:
        told |= {"upper": (f"E-000{1 if chain == 1 else 3}",), "department": None}
    record = sample(kind, key, chain, words, **told)
    put(record)
    return record


@pytest.fixture
def office(home):
    """The small registry, and somebody who reaches all of it."""
    small_registry()
    return signed_in_client(user(Role.PRIVACY_OFFICE))


@pytest.mark.parametrize("plane", list(Plane))
def test_every_plane_names_its_kinds(office, plane):
    page = office.get(f"/records/{plane.value}/").content.decode()
    for kind in KINDS:
        assert (f'/{kind.schema.source}/"' in page) is (kind.schema.plane is plane)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.schema.source)
def test_every_kind_has_pages_that_escape_what_people_wrote(office, kind):
    key = f"K/9 {EVIL}"[:90]
    record = standing(kind, key, words=EVIL)
    put(replace(record, **_changed(kind, record)), before=record)
    listed = office.get(of(kind, "") + "?" + "&".join(f"columns={c.name}" for c in kind.schema.columns))
    found = re.search(r'href="(/records/[a-z]+/[a-z_]+/of/K/9[^"]*)"', listed.content.decode())
    assert found
    address = html.unescape(found[1])
    pages = [listed, *(office.get(address.replace("/of/", f"/{verb}/")) for verb in ("of", "edit", "end"))]
    pages += [office.get(of(kind, ""), {"q": EVIL}), office.get("/search/", {"q": EVIL}), office.get("/search/", {"q": "K/9"})]
    for page in pages:
        assert page.status_code == 200
        told = page.content.decode()
        assert "<script>alert" not in told
        assert "<img src=x" not in told
        assert not re.search(r'(href|src|action|hx-get)="javascript:', told)
        assert "49 " not in re.sub(r"[^{}]*", "", told)


def _changed(kind, record):
    """One column that is different, so that the history has something to show."""
    for column in kind.schema.columns[1:]:
        if column.cell is str and not column.refers_to and not column.many and "法人番号" not in column.heading:
            return {column.name: EVIL + "2"}
    for column in kind.schema.columns[1:]:
        if column.vocabulary and not column.many:
            return {column.name: next(iter(column.vocabulary))}
    return {}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.schema.source)
def test_a_department_meets_only_its_own_records(office, kind):
    own, foreign = standing(kind, "OWN-1"), standing(kind, "FOREIGN-1", chain=2)
    if kind is declared.Party:
        own = declared.Party(key="P-001", name="株式会社みなと坂コンタクト")
    client = signed_in_client(user(Role.BUSINESS_DEPARTMENT))
    listed = client.get(of(kind, ""))
    foreign_pages = [client.get(of(kind, verb, foreign.key)) for verb in ("of", "edit", "end")]
    restored = client.post(of(kind, "restore", foreign.key), {"version": "1"})
    if DEPARTMENT_SEES.get(kind) is _everybodys:
        assert foreign_pages[0].status_code == 200
        assert foreign_pages[1].status_code == 404
        return
    assert [page.status_code for page in (*foreign_pages, restored)] == [404] * 4
    assert foreign.key not in client.get("/search/", {"q": "FOREIGN"}).content.decode()
    if kind not in DEPARTMENT_SEES:
        assert listed.status_code == 404
        return
    told = listed.content.decode()
    assert own.key in told
    assert foreign.key not in told
    assert client.get(of(kind, "of", own.key)).status_code == 200
    exported = client.get(of(kind, "") + "?export=csv").content.decode("utf-8-sig")
    assert own.key in exported
    assert foreign.key not in exported


def test_observed_records_need_their_own_permission(home):
    small_registry()
    member = signed_in_client(user(Role.ENTRUSTEE_MEMBER))
    for plane in Plane:
        assert member.get(f"/records/{plane.value}/").status_code in (302, 403)


@pytest.mark.parametrize(
    "path", ["nothing/", "declared/nothing/", "declared/contract/", "declared/party/of/P-999", "declared/party/of/%00"]
)
def test_what_does_not_exist_is_not_found(office, path):
    assert office.get(f"/records/{path}").status_code == 404


def test_a_record_can_be_seen_as_it_was_known(office):
    before = declared.System(key="SY-1", name="前の名前")
    put(before, at=LATER)
    put(declared.System(key="SY-1", name="後の名前"), before=before, at=LATER.replace(month=6))
    address = of(declared.System, "of", "SY-1")
    assert "前の名前" in _now(office.get(address + "?known_on=2026-05-10"))
    assert "後の名前" in _now(office.get(address))
    assert "この日には、まだこの記録がありません" in office.get(address + "?known_on=2026-04-10").content.decode()
    assert "日付ではありません" in office.get(address + "?known_on=きのう").content.decode()


def _now(page):
    return re.search(r'<dl class="facts">.*?</dl>', page.content.decode(), re.DOTALL)[0]


def test_the_history_tells_who_changed_what(office):
    somebody = user(Role.BUSINESS_DEPARTMENT)
    before = declared.System(key="SY-1", name="前の名前")
    put(before)
    put(declared.System(key="SY-1", name="後の名前"), before=before, at=LATER.replace(month=6), by=somebody.number)
    told = office.get(of(declared.System, "of", "SY-1")).content.decode()
    assert "所管部署の人" in told
    assert "<del>前の名前</del>" in told
    assert "<ins>後の名前</ins>" in told


def test_a_list_looks_back_and_says_when_a_day_cannot_be_read(office):
    put(sample(declared.Incident, "I-1", reported_on=LATER.date()))
    address = of(declared.Incident, "")
    assert "I-1" in office.get(address + "?as_of=R8.5.2").content.decode()
    assert "I-1" not in office.get(address + "?as_of=2026-04-30").content.decode()
    told = office.get(address + "?as_of=13月").content.decode()
    assert "基準日「13月」は日付ではありません" in told


def test_pages_take_few_queries(office, django_assert_max_num_queries):
    pages = (of(declared.Entrustment, ""), of(declared.Entrustment, "of", "E-0001"), of(declared.Party, "of", "P-001"))
    for address in ("/records/declared/", *pages):
        with django_assert_max_num_queries(30):
            assert office.get(address).status_code == 200


def test_a_clause_says_how_strong_it_is_in_words(office):
    standing(promised.ClauseState, "K-9/CL-11")
    put(sample(promised.ClauseState, "K-9/CL-12", contract="K-9-1", level="defined_as_sub_entrustment"))
    page = office.get(of(promised.ClauseState, "of", "K-9/CL-12")).content.decode()
    assert "再委託に含むと明記" in page
    assert "defined_as_sub_entrustment" not in page
    assert "defined_as_sub_entrustment" not in office.get(of(promised.ClauseState, "edit", "K-9/CL-12")).content.decode()
