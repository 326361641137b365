"""Addresses of the settings for messages to other programs."""

from django.urls import path

from sekisho_site.web.webhooks import views

urlpatterns = [path("settings/webhooks/", views.webhooks, name="webhooks")]
