"""The main pages of every role on the demo's data: what is looked at, held to the rules of accessibility, and pictured."""

from sekisho.roles import Role

OFFICE = {
    "today": "/",
    "calendar": "/calendar/",
    "findings": "/findings/",
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
    "services": "/services/",
    "records-declared": "/records/declared/",
    "records-promised": "/records/promised/",
    "records-observed": "/records/observed/",
    "roster": "/records/declared/roster/",
    "systems": "/records/declared/system/",
    "sites": "/records/declared/site/",
    "record": "/records/declared/registry/of/E-001",
    "record-edit": "/records/declared/registry/edit/E-001",
    "record-new": "/records/declared/party/new/",
    "search": "/search/?q=みなと坂",
    "search-nothing": "/search/?q=見つからない言葉",
    "imports": "/imports/",
    "jobs": "/jobs/",
    "audit": "/audit/",
    "people": "/settings/people/",
    "webhooks": "/settings/webhooks/",
    "tokens": "/me/tokens/",
    "account": "/me/",
    "help": "/help/",
    "roles": "/help/roles/",
    "parts": "/help/parts/",
}
PORTAL = {
    "portal": "/portal/",
    "portal-findings": "/portal/findings/",
    "portal-chain": "/portal/chain/",
    "portal-sub-entrustee": "/portal/sub-entrustees/new/",
    "portal-people": "/portal/people/",
}
STRANGERS = {
    "sign-in": "/accounts/login/",
    "unknown-link": "/answer/not-a-token/",
    "unknown-invitation": "/invitation/not-a-token/",
}

BY_ROLE = {Role.PRIVACY_OFFICE: OFFICE, Role.ENTRUSTEE_ADMINISTRATOR: PORTAL, None: STRANGERS}
