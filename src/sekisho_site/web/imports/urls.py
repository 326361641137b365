"""Addresses of imports."""

from django.urls import path

from sekisho_site.web.imports import views

urlpatterns = [
    path("imports/", views.imports, name="imports"),
    path("imports/templates/<slug:workbook>/", views.template, name="import-template"),
    path("imports/<uuid:number>/", views.one_import, name="import"),
    path("imports/<uuid:number>/marked/", views.marked, name="import-marked"),
    path("imports/<uuid:number>/<slug:step>/", views.take_step, name="import-step"),
]
