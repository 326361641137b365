"""All addresses. Each group of pages names its own."""

from django.urls import include, path

from sekisho_site.web.today import urls as today

urlpatterns = [
    path("", include(today)),
    path("accounts/", include("allauth.urls")),
]
handler403 = "sekisho_site.web.frame.errors.forbidden"
handler404 = "sekisho_site.web.frame.errors.not_found"
handler500 = "sekisho_site.web.frame.errors.broken"
