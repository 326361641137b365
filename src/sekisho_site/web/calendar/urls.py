"""Addresses of the calendar of duties."""

from django.urls import path

from sekisho_site.web.calendar import views

urlpatterns = [path("calendar/", views.duties, name="calendar")]
