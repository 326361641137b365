"""Addresses of companies. A company is called by its key, which may hold slashes."""

from django.urls import path

from sekisho_site.web.parties import views

urlpatterns = [
    path("parties/", views.parties, name="parties"),
    path("parties/<path:key>", views.party, name="party"),
]
