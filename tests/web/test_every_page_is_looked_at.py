"""Every address that shows a page is among those that the browser tests look at: accessibility, widths, console."""

from urllib.parse import urlsplit

from django.urls import resolve

from tests.browser.pages import BY_ROLE
from tests.web.addresses import addresses, ours

#: Pages of things that are made first: looked at where they are made (``test_pages_look_right``, ``test_party_journeys``).
MADE_FIRST = {"import", "job", "answer-link", "invitation", "portal-finding", "portal-answer", "portal-receipt"}
#: What shows no page of its own: acts, which lead to a page that is looked at, parts of pages, and files.
NO_PAGES = {
    "account-sessions", "alert-step", "answer-link-revoke", "audit-bundle", "consent-decide", "detect", "finding-step",
    "findings-assign", "import-step", "invitation-revoke", "job-export", "log-review-sign", "log-reviews-plan",
    "person-active", "person-link", "person-sessions", "portal-invitation-revoke", "portal-person-active",
    "portal-person-link", "portal-withdraw", "reconcile", "record-restore", "token-revoke", "webhook-retry",
    "webhook-revoke", "webhook-try", "record-suggest", "evidence-file", "import-marked", "import-template", "job-file",
    "portal-file", "api-openapi", "api-root", "api-nothing",
}  # fmt: skip


def looked_at():
    """The names of the addresses that are looked at."""
    return {resolve(urlsplit(path.format(year=2026)).path).url_name for pages in BY_ROLE.values() for path in pages.values()}


def test_every_page_is_looked_at():
    pages = {each.name for each in ours() if not each.of_api} - NO_PAGES
    assert pages - looked_at() - MADE_FIRST == set()


def test_what_is_left_out_is_there_and_not_looked_at_besides():
    assert {each.name for each in addresses()} >= NO_PAGES | MADE_FIRST
    assert looked_at() & NO_PAGES == set()
