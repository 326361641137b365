"""Addresses of the API. Each of its operations declares by itself who may use it (``access.declared_operations``)."""

from django.urls import URLPattern, include, path
from django.views.decorators.csrf import csrf_exempt

from sekisho_site.web.api import views
from sekisho_site.web.api.application import api, nothing_here
from sekisho_site.web.permissions import open_to_all

_BY_KEY = open_to_all("programs enter by their keys; each operation declares its permissions itself")


_OPERATIONS = [each for each in api.urls[0] if isinstance(each, URLPattern) and each.name != "api-root"]
for _operation in _OPERATIONS:
    _BY_KEY(_operation.callback)

urlpatterns = [
    path("api/reference/", views.reference, name="api-reference"),
    path("api/v1/openapi.json", views.openapi, name="api-openapi"),
    path("api/v1/", _BY_KEY(csrf_exempt(nothing_here)), name="api-root"),
    path("api/v1/", include((_OPERATIONS, "ninja"), namespace="api")),
    path("api/v1/<path:rest>", _BY_KEY(csrf_exempt(nothing_here)), name="api-nothing"),
]
