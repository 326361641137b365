"""Addresses of the settings for messages to other programs."""

from django.urls import path

from sekisho_site.web.webhooks import views

urlpatterns = [
    path("settings/webhooks/", views.webhooks, name="webhooks"),
    path("settings/webhooks/<int:pk>/try/", views.webhook_try, name="webhook-try"),
    path("settings/webhooks/<int:pk>/revoke/", views.webhook_revoke, name="webhook-revoke"),
    path("settings/webhooks/deliveries/<int:pk>/retry/", views.delivery_retry, name="webhook-retry"),
]
