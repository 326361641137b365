"""Addresses of work in the background."""

from django.urls import path

from sekisho_site.web.jobs import views

urlpatterns = [
    path("jobs/", views.jobs, name="jobs"),
    path("jobs/<uuid:number>/", views.job, name="job"),
    path("reconcile/", views.reconcile, name="reconcile"),
]
