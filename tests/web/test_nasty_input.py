"""Nothing that somebody writes into an address or a form breaks a page: every page and every form, with everything nasty.

The pages are those that the resolver knows, the parameters those that the pages themselves offer and name in their links, the
forms those that stand on the pages: whoever adds one has it tried here.
"""

from html.parser import HTMLParser
from urllib.parse import parse_qsl, quote, urlsplit

import pytest
from django.core.cache import cache

from sekisho.roles import Role
from tests.web.test_security import asked, everywhere, world

__all__ = ["world"]
pytestmark = pytest.mark.django_db

#: As bytes of an address, so that what is no text at all can be sent too.
NASTY = {
    "nothing": b"",
    "nul": b"a\x00b",
    "surrogate": "\ud800".encode("utf-8", "surrogatepass"),
    "large number": b"9" * 400,
    "larger than the database holds": b"9223372036854775808",
    "infinite": b"1e309",
    "digit that is no number": "²".encode(),
    "last day": b"9999-12-31",
    "first day": b"0001-01-01",
    "script": b"\"'><script>alert(1)</script>",
    "wildcards": b"%_\\'",
    "another line": b"x\r\nSet-Cookie: evil=1",
    "turned around": "a\u202ecod.exe\u2066".encode(),
    "long": b"a" * 5_000,
}


class _Page(HTMLParser):
    """The fields of the forms of a page and the parameters that its links name."""

    def __init__(self, text):
        super().__init__()
        self.forms, self.parameters, self._form = [], set(), None
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        for name in ("href", "hx-get", "action"):
            self.parameters.update(key for key, _ in parse_qsl(urlsplit(told.get(name) or "").query, keep_blank_values=True))
        if tag == "form":
            self._form = {"action": told.get("action") or "", "post": told.get("method", "").lower() == "post", "fields": {}}
            self.forms.append(self._form)
        elif tag in ("input", "select", "textarea", "button") and told.get("name") and self._form is not None:
            self._form["fields"][told["name"]] = told.get("value") or ""

    def handle_endtag(self, tag):
        if tag == "form":
            self._form = None


ROUNDS = 4
FORM = "application/x-www-form-urlencoded"


def pages_of(world, role):
    """The addresses that somebody of a role gets a page from, with what stands there."""
    for address, where in everywhere(world, role):
        if not address.of_api and address.name != "account_logout" and "?" not in where:
            answer = asked(world.window(role), "get", where)
            if answer.status_code == 200 and not answer.streaming:
                yield where, _Page(answer.content.decode(errors="replace"))


def pairs(told):
    return "&".join(f"{quote(name)}={quote(value)}" for name, value in told.items())


def rounds(names):
    """What the fields hold, a few times: everything nasty takes its turn, every field something else each time."""
    values = list(NASTY.values())
    for turn in range(ROUNDS):
        yield {name: values[(place * ROUNDS + turn) % len(values)] for place, name in enumerate(names)}


def broken(client, method, where, *sent, **more):
    """Why the answer is none that people should get; empty when it is one."""
    cache.clear()
    try:
        answer = asked(client, method, where, *sent, **more)
    except Exception as error:
        return f"{method} {where[:120]}: {type(error).__name__}"
    bad = answer.status_code >= 500 or "evil" in answer.cookies
    bad = bad or (not answer.streaming and b"<script>alert" in answer.content)
    return f"{method} {where[:120]}: {answer.status_code}" if bad else ""


@pytest.mark.parametrize("role", [Role.PRIVACY_OFFICE, Role.ENTRUSTEE_ADMINISTRATOR])
def test_no_parameter_breaks_a_page(world, role):
    found = []
    client = world.window(role)
    for where, page in list(pages_of(world, role)):
        told = {name for form in page.forms if not form["post"] for name in form["fields"]}
        names = sorted(page.parameters | told | {"q", "page", "as_of"} - {"export"})
        queries = [pairs(told) for told in rounds(names)]
        queries += [f"{pairs(dict.fromkeys(names, NASTY['script']))}&export={sort}" for sort in ("csv", "xlsx")]
        found += [broken(client, "get", f"{where}?{query}") for query in queries]
    assert len(found) > 5 * ROUNDS
    assert not [each for each in found if each]


@pytest.mark.parametrize("role", [Role.PRIVACY_OFFICE, Role.ENTRUSTEE_ADMINISTRATOR])
def test_no_form_breaks_on_what_is_written(world, role):
    found, seen = [], set()
    client = world.window(role)
    for where, page in list(pages_of(world, role)):
        for form in page.forms:
            action = form["action"] or where
            if not form["post"] or action in seen or "logout" in action:
                continue
            seen.add(action)
            found += [broken(client, "post", action, pairs(told), content_type=FORM) for told in rounds(sorted(form["fields"]))]
    assert len(seen) > 2
    assert not [each for each in found if each]
