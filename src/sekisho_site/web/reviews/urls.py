"""Addresses of reviews of logs."""

from django.urls import path

from sekisho_site.web.alerts import urls as alerts  # registers the converter
from sekisho_site.web.reviews import views

NUMBERED = alerts.Numbered

urlpatterns = [
    path("log-reviews/", views.reviews, name="log-reviews"),
    path("log-reviews/calendar/", views.calendar, name="log-review-calendar"),
    path("log-reviews/plan/", views.plan, name="log-reviews-plan"),
    path("log-reviews/<numbered:number>/", views.review, name="log-review"),
    path("log-reviews/<numbered:number>/sign/", views.sign, name="log-review-sign"),
]
