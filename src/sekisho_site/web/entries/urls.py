"""Addresses of records. Keys are free words and may hold a slash: the key comes last."""

from django.urls import path, register_converter

from sekisho_site.web.entries import editing, views


class RecordKey:
    """The key of a record in an address: anything that a database can hold."""

    regex = r"[^\x00]+"

    def to_python(self, value: str) -> str:
        """As it is written."""
        return value

    def to_url(self, value: str) -> str:
        """As it is written."""
        return value


register_converter(RecordKey, "record-key")

urlpatterns = [
    path("records/<slug:plane>/", views.record_kinds, name="record-kinds"),
    path("records/<slug:plane>/<slug:source>/", views.records, name="records"),
    path("records/<slug:plane>/<slug:source>/new/", editing.record_new, name="record-new"),
    path("records/<slug:plane>/<slug:source>/suggest/<slug:column>/", editing.record_suggest, name="record-suggest"),
    path("records/<slug:plane>/<slug:source>/of/<record-key:key>", views.record, name="record"),
    path("records/<slug:plane>/<slug:source>/edit/<record-key:key>", editing.record_edit, name="record-edit"),
    path("records/<slug:plane>/<slug:source>/end/<record-key:key>", editing.record_end, name="record-end"),
    path("records/<slug:plane>/<slug:source>/restore/<record-key:key>", editing.record_restore, name="record-restore"),
]
