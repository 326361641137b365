"""Addresses of the audit log."""

from django.urls import path

from sekisho_site.web.audit import views

urlpatterns = [
    path("audit/", views.audit, name="audit"),
    path("audit/verify/", views.audit_verify, name="audit-verify"),
    path("audit/bundle/", views.audit_bundle, name="audit-bundle"),
    path("audit/<int:index>/", views.audit_leaf, name="audit-leaf"),
]
