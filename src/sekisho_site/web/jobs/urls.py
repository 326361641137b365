"""Addresses of work in the background."""

from django.urls import path

from sekisho_site.web.jobs import views

urlpatterns = [
    path("jobs/", views.jobs, name="jobs"),
    path("jobs/export/", views.export, name="job-export"),
    path("jobs/<uuid:number>/", views.job, name="job"),
    path("jobs/<uuid:number>/file/", views.given, name="job-file"),
    path("reconcile/", views.reconcile, name="reconcile"),
]
