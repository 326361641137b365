"""Addresses of alerts. An alert is called by its number, as people call it: A-3091."""

from django.urls import path, register_converter

from sekisho_site.web.alerts import views


class Numbered:
    """A number in an address that a table can hold."""

    regex = "[0-9]{1,18}"

    def to_python(self, value: str) -> int:
        """As a number."""
        return int(value)

    def to_url(self, value: int) -> str:
        """As it is written."""
        return str(value)


register_converter(Numbered, "numbered")

urlpatterns = [
    path("alerts/", views.alerts, name="alerts"),
    path("alerts/<numbered:number>/", views.alert, name="alert"),
    path("alerts/<numbered:number>/lines/", views.lines, name="alert-lines"),
    path("alerts/<numbered:number>/steps/<slug:step>/", views.take_step, name="alert-step"),
    path("timeline/", views.timeline_page, name="timeline"),
]
