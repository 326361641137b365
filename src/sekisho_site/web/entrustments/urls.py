"""Addresses of entrustments. An entrustment is called by its key, which may hold slashes."""

from django.urls import path

from sekisho_site.web.entrustments import views

urlpatterns = [
    path("entrustments/", views.entrustments, name="entrustments"),
    path("entrustments/<path:key>", views.entrustment, name="entrustment"),
]
