"""Addresses of imports."""

from django.urls import path

from sekisho_site.web.imports import views

urlpatterns = [
    path("imports/", views.imports, name="imports"),
    path("imports/<uuid:number>/", views.one_import, name="import"),
]
