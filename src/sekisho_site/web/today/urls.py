"""Addresses of today's work."""

from django.urls import path

from sekisho_site.web.today import views

urlpatterns = [path("", views.today, name="today")]
