"""Addresses of records. Keys are free words and may hold a slash: the key comes last."""

from django.urls import path

from sekisho_site.web.entries import editing, views

urlpatterns = [
    path("records/<slug:plane>/", views.record_kinds, name="record-kinds"),
    path("records/<slug:plane>/<slug:source>/", views.records, name="records"),
    path("records/<slug:plane>/<slug:source>/new/", editing.record_new, name="record-new"),
    path("records/<slug:plane>/<slug:source>/suggest/<slug:column>/", editing.record_suggest, name="record-suggest"),
    path("records/<slug:plane>/<slug:source>/of/<path:key>", views.record, name="record"),
    path("records/<slug:plane>/<slug:source>/edit/<path:key>", editing.record_edit, name="record-edit"),
    path("records/<slug:plane>/<slug:source>/end/<path:key>", editing.record_end, name="record-end"),
    path("records/<slug:plane>/<slug:source>/restore/<path:key>", editing.record_restore, name="record-restore"),
]
