"""All addresses. Each group of pages names its own."""

from django.urls import include, path

from sekisho_site.web.alerts import urls as alerts
from sekisho_site.web.api import urls as api
from sekisho_site.web.audit import urls as audit
from sekisho_site.web.calendar import urls as calendar
from sekisho_site.web.chain import urls as chain
from sekisho_site.web.consents import urls as consents
from sekisho_site.web.entries import urls as entries
from sekisho_site.web.entrustments import urls as entrustments
from sekisho_site.web.findings import urls as findings
from sekisho_site.web.help import urls as help_pages
from sekisho_site.web.imports import urls as imports
from sekisho_site.web.jobs import urls as jobs
from sekisho_site.web.logs import urls as logs
from sekisho_site.web.parties import urls as parties
from sekisho_site.web.people import urls as people
from sekisho_site.web.portal import urls as portal
from sekisho_site.web.reviews import urls as reviews
from sekisho_site.web.search import urls as search
from sekisho_site.web.services import urls as services
from sekisho_site.web.signin import urls as signin
from sekisho_site.web.today import urls as today
from sekisho_site.web.tokens import urls as tokens
from sekisho_site.web.webhooks import urls as webhooks

urlpatterns = [
    path("", include(today)),
    path("", include(calendar)),
    path("help/", include(help_pages)),
    path("", include(findings)),
    path("", include(alerts)),
    path("", include(reviews)),
    path("", include(logs)),
    path("", include(imports)),
    path("", include(jobs)),
    path("", include(audit)),
    path("", include(api)),
    path("", include(tokens)),
    path("", include(webhooks)),
    path("", include(people)),
    path("", include(portal)),
    path("", include(chain)),
    path("", include(consents)),
    path("", include(entrustments)),
    path("", include(parties)),
    path("", include(entries)),
    path("", include(search)),
    path("", include(services)),
    path("accounts/", include(signin)),
]
handler403 = "sekisho_site.web.frame.errors.forbidden"
handler404 = "sekisho_site.web.frame.errors.not_found"
handler500 = "sekisho_site.web.frame.errors.broken"
