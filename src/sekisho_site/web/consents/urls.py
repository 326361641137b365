"""Addresses of consents. A consent is called by its key, which may hold slashes."""

from django.urls import path

from sekisho_site.web.consents import views

urlpatterns = [
    path("consents/", views.consents, name="consents"),
    path("consents/of/<path:key>", views.consent, name="consent"),
    path("consents/decide/<path:key>", views.decide, name="consent-decide"),
]
