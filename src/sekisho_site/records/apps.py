"""Registers the records with Django."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """The only Django application that remembers."""

    name = "sekisho_site.records"
    label = "records"
    verbose_name = "記録"
