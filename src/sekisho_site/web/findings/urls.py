"""Addresses of findings. A finding is called by its number, as people call it: 2026-0147."""

from django.urls import path, register_converter

from sekisho_site.web.findings import views


class YearSerial:
    """The number of a finding in an address."""

    regex = "[0-9]{4}-[0-9]{4,9}"

    def to_python(self, value: str) -> str:
        """As it is written."""
        return value

    def to_url(self, value: str) -> str:
        """As it is written."""
        return value


register_converter(YearSerial, "year-serial")

urlpatterns = [
    path("findings/", views.findings, name="findings"),
    path("findings/assign/", views.assign, name="findings-assign"),
    path("findings/<year-serial:number>/", views.finding, name="finding"),
    path("findings/<year-serial:number>/steps/<slug:step>/", views.take_step, name="finding-step"),
    path("files/<slug:sha256>/", views.evidence_file, name="evidence-file"),
]
