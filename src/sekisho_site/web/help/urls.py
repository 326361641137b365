"""Addresses of the help."""

from django.urls import path

from sekisho_site.web.help import views

urlpatterns = [
    path("", views.help_page, name="help"),
    path("roles/", views.roles, name="roles"),
    path("parts/", views.parts, name="parts"),
]
