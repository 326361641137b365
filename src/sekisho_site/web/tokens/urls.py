"""Addresses of somebody's own keys for programs."""

from django.urls import path

from sekisho_site.web.tokens import views

urlpatterns = [
    path("me/tokens/", views.tokens, name="tokens"),
    path("me/tokens/<int:pk>/revoke/", views.token_revoke, name="token-revoke"),
]
