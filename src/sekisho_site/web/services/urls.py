"""Addresses of external services and of their classification."""

from django.urls import path

from sekisho_site.web.services import views

urlpatterns = [
    path("services/", views.services, name="services"),
    path("services/assess/<record-key:key>", views.assess, name="service-assess"),
]
