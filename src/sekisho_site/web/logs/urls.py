"""Addresses of the logs that arrive."""

from django.urls import path

from sekisho_site.web.logs import views

urlpatterns = [
    path("logs/", views.logs, name="logs"),
    path("logs/detect/", views.detect, name="detect"),
]
