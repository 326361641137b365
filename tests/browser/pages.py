"""The main pages of every role on the demo's data: what is looked at, held to the rules of accessibility, and pictured."""

from sekisho.roles import Role

OFFICE = {
    "today": "/",
    "today-mine": "/?owner=me",
    "calendar": "/calendar/",
    "findings": "/findings/",
    "findings-none": "/findings/?q=見つからない言葉",
    "finding": "/findings/{year}-0042/",
    "finding-two-sides": "/findings/{year}-0003/",
    "finding-cannot-tell": "/findings/{year}-0101/",
    "finding-link": "/findings/{year}-0042/link/",
    "alerts": "/alerts/",
    "alerts-none": "/alerts/?q=見つからない言葉",
    "alerts-by-person": "/alerts/?by=person",
    "alert": "/alerts/1/",
    "alert-lines": "/alerts/1/lines/",
    "timeline": "/timeline/?person=M-1022",
    "timeline-empty": "/timeline/",
    "log-reviews": "/log-reviews/",
    "log-review-calendar": "/log-reviews/calendar/",
    "log-review": "/log-reviews/1/",
    "logs": "/logs/",
    "parties": "/parties/",
    "party": "/parties/P-001",
    "party-chain": "/parties/P-001?tab=chain",
    "party-contracts": "/parties/P-001?tab=contracts",
    "party-inspections": "/parties/P-001?tab=inspections",
    "party-logs": "/parties/P-001?tab=logs",
    "party-findings": "/parties/P-001?tab=findings",
    "party-incidents": "/parties/P-001?tab=incidents",
    "party-history": "/parties/P-001?tab=history",
    "entrustments": "/entrustments/",
    "entrustment": "/entrustments/E-001",
    "chain": "/chain/?party=P-001",
    "chain-whole": "/chain/",
    "consents": "/consents/",
    "consent": "/consents/of/CN-060",
    "services": "/services/",
    "service": "/services/assess/E-010",
    "records-declared": "/records/declared/",
    "records-promised": "/records/promised/",
    "records-observed": "/records/observed/",
    "roster": "/records/declared/roster/",
    "systems": "/records/declared/system/",
    "sites": "/records/declared/site/",
    "record": "/records/declared/registry/of/E-001",
    "record-edit": "/records/declared/registry/edit/E-001",
    "record-end": "/records/declared/site/end/T-001",
    "record-new": "/records/declared/party/new/",
    "search": "/search/?q=みなと坂",
    "search-nothing": "/search/?q=見つからない言葉",
    "imports": "/imports/",
    "imports-of-lists": "/imports/?of=list",
    "jobs": "/jobs/",
    "audit": "/audit/",
    "audit-leaf": "/audit/1/?proof=1",
    "audit-verify": "/audit/verify/",
    "people": "/settings/people/",
    "person": "/settings/people/1/",
    "webhooks": "/settings/webhooks/",
    "tokens": "/me/tokens/",
    "account": "/me/",
    "help": "/help/",
    "roles": "/help/roles/",
    "parts": "/help/parts/",
    "api-reference": "/api/reference/",
    "not-found": "/findings/{year}-9999/",
}
PORTAL = {
    "portal": "/portal/",
    "portal-findings": "/portal/findings/",
    "portal-chain": "/portal/chain/",
    "portal-entrustment": "/portal/entrustments/E-001",
    "portal-sub-entrustee": "/portal/sub-entrustees/new/",
    "portal-sub-entrustee-of": "/portal/sub-entrustees/new/?upper=E-001",
    "portal-people": "/portal/people/",
    "portal-account": "/me/",
    "portal-not-found": "/portal/findings/{year}-9999/",
    "portal-forbidden": "/parties/",
}
STRANGERS = {
    "sign-in": "/accounts/login/",
    "password-forgotten": "/accounts/password/reset/",
    "unknown-link-not-found": "/answer/not-a-token/",
    "unknown-invitation-gone": "/invitation/not-a-token/",
}
BY_ROLE = {
    Role.PRIVACY_OFFICE: OFFICE,
    Role.BUSINESS_DEPARTMENT: {"today": "/", "services": "/services/", "other-not-found": "/parties/P-012"},
    Role.INSPECTOR: {"today": "/", "inspection": "/records/observed/onsite_inspection/new/", "forbidden": "/settings/people/"},
    Role.ANALYST: {"alert": "/alerts/4/", "today": "/", "observed": "/records/observed/", "imports": "/imports/"},
    Role.AUDITOR: {"today": "/", "finding": "/findings/{year}-0042/", "party": "/parties/P-001", "audit": "/audit/"},
    Role.ENTRUSTEE_ADMINISTRATOR: PORTAL,
    Role.ENTRUSTEE_MEMBER: {"portal": "/portal/", "people-forbidden": "/portal/people/"},
    None: STRANGERS,
}
#: What a page answers whose name ends so; all others answer 200.
STATUS = {"forbidden": 403, "not-found": 404, "gone": 410}


def status_of(name):
    """What the page answers.

    >>> status_of("unknown-invitation-gone"), status_of("findings")
    (410, 200)
    """
    return next((status for ending, status in STATUS.items() if name.endswith(ending)), 200)
