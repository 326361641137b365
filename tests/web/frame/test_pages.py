"""The frame of every page: what it always has, its parts, and how errors look."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
from django.contrib.staticfiles.finders import find
from django.template import engines
from django.test import Client, RequestFactory
from django_cotton.compiler_regex import CottonCompiler

from sekisho.roles import Permission, Role
from sekisho_site.web.frame import errors
from sekisho_site.web.frame.navigation import MENU
from sekisho_site.web.help.views import ICONS
from tests.factories.office import signed_in_client, small_registry, user

pytestmark = pytest.mark.django_db
PAGES = ["/help/parts/", "/help/", "/help/roles/", "/calendar/", "/"]


@pytest.mark.parametrize("address", PAGES)
def test_a_page_has_one_heading_landmarks_and_no_inline_code(address, home):
    page = signed_in_client(user()).get(address)
    html = page.content.decode()
    assert page.status_code == 200
    assert html.count("<h1") == 1
    assert html.count("<main ") == 1
    assert 'href="#main"' in html
    for inline in ("style=", "<style", "onclick", "<c-", "<script>"):
        assert inline not in html
    assert "style-src 'self'" in page.headers["Content-Security-Policy"]
    levels = [int(level) for level in re.findall(r"<h([1-6])", html.split("<main", 1)[1])]
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_parts_show_words_not_codes(home):
    html = signed_in_client(user()).get("/help/parts/").content.decode()
    words = (
        "一致",
        "不一致",
        "判定不能",
        "台帳",
        "約束",
        "実態",
        "重大",
        "義務",
        "期限付きで受容",
        "4日超過",
        "本日",
        "あと2日",
    )
    for word in words:
        assert word in html


def test_a_field_is_bound_to_its_hint_and_its_error(home):
    html = signed_in_client(user()).get("/help/parts/").content.decode()
    assert re.search(r'<input type="text" name="name"[^>]*aria-describedby="id_name_hint id_name_error"', html)
    assert 'id="id_name_error"' in html
    assert 'href="#id_name"' in html  # the summary leads to the field
    assert 'value="2026/13/01"' in html  # what was typed stays


def test_every_icon_is_in_the_sprite():
    drawn = set(re.findall(r'id="i-([a-z]+)"', Path(find("sekisho/icons.svg")).read_text()))
    assert drawn == set(ICONS)


@pytest.mark.parametrize("role", list(Role))
def test_the_menu_holds_only_what_may_be_opened(role, home):
    small_registry()
    html = signed_in_client(user(role)).get("/help/").content.decode()
    someone = user(role, "other@example.jp")
    for group in MENU:
        for entry in group.entries:
            shown = f">{entry.label}<" in html
            assert shown == (someone.may(entry.permission) and someone.may(Permission.ENTER_OFFICE))


def test_counts_stand_beside_the_menu(home):
    small_registry()
    html = signed_in_client(user()).get("/help/").content.decode()
    assert re.search(r'委託先<span class="count">5<span class="sr">件', html)
    department = signed_in_client(user(Role.BUSINESS_DEPARTMENT)).get("/help/").content.decode()
    assert re.search(r'委託先<span class="count">2<span class="sr">件', department)


@pytest.mark.parametrize("someone", [None, Role.PRIVACY_OFFICE, Role.ENTRUSTEE_MEMBER])
def test_errors_say_what_happened_and_what_to_do(someone, home):
    small_registry()
    request = RequestFactory().get("/nowhere/")
    request.user = user(someone) if someone else None
    for view, status in ((errors.forbidden, 403), (errors.not_found, 404), (errors.broken, 500), (errors.csrf_failed, 403)):
        answer = view(request)
        html = answer.content.decode()
        assert answer.status_code == status
        assert html.count("<h1") == 1
        assert 'class="btn primary"' in html
        assert "Traceback" not in html


def test_an_address_that_is_none_is_not_found(home):
    answer = signed_in_client(user()).get("/nowhere/")
    assert answer.status_code == 404
    assert "見つかりません" in answer.content.decode()


def test_a_refusal_names_what_is_needed(home):
    answer = signed_in_client(user(Role.AUDITOR)).post("/reconcile/")
    assert answer.status_code == 403
    assert Permission.RUN_RECONCILE.label in answer.content.decode()


def test_a_form_without_its_token_changes_nothing_and_says_so(home):
    strict = Client(HTTP_HOST="localhost", enforce_csrf_checks=True)
    strict.force_login(user(), backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = strict.post("/reconcile/")
    assert answer.status_code == 403
    assert "何も変わっていません" in answer.content.decode()


def test_the_table_of_roles_is_the_one_that_decides(home):
    html = signed_in_client(user()).get("/help/roles/").content.decode()
    for permission in Permission:
        assert permission.label in html
    for role in Role:
        assert role.label in html


@pytest.mark.parametrize(
    ("part", "shown"),
    [
        ('<c-empty title="なし">次</c-empty>', "次"),
        ('<c-alert kind="bad">悪い</c-alert>', "悪い"),
        ('<c-outcome value="unheard" />', "unheard"),
        ('<c-due :day="nothing" />', "—"),
        ('<c-progress :done="0" :total="0" />', 'class="w-0"'),
        ('<c-severity value="critical" />', "重大"),
        ('<c-outcome value="<b>" />', "&lt;b&gt;"),
    ],
)
def test_parts_with_odd_values(part, shown):
    assert shown in engines["django"].from_string(CottonCompiler().process(part)).render({"nothing": None})
