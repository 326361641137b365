"""The API as a whole: its parts, its description, and what is answered where nothing is."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI

from sekisho_site.web.api import alerts, findings, logs, records, work
from sekisho_site.web.api.access import declared_operations
from sekisho_site.web.api.problems import BodyParser, handle_problems

_DESCRIPTION = """
台帳・約束・実態の記録、指摘、警告、ログの点検、作業、証跡を、プログラムから読み、進めるための窓口です。

- 鍵は「API の鍵」のページで作り、`Authorization: Bearer <鍵>` で送ります。ページのサインインは使えません。
- できることは、鍵を作った人の権限と、鍵に選んだ権限の両方にあるものだけです。届かないものは 404 です。
- 一覧は `limit`（200まで）と `offset` で読み、`total` は条件に合う全件の数です。
- 失敗はすべて `{"detail": 文, "code": 符号, "fields": [...]}` の形です。
- 一つの鍵で1分に600回まで呼べます。超えると 429 と `Retry-After` を答えます。
"""


def make_api() -> NinjaAPI:
    """The API, every operation of which declares who may use it; else it is not made."""
    api = NinjaAPI(
        title="関所 API",
        version="1",
        description=_DESCRIPTION,
        urls_namespace="api",
        docs_url=None,
        openapi_url=None,
        auth=_refuse,
        parser=BodyParser(),
    )
    for part in (records, findings, alerts, logs, work):
        api.add_router("", part.router)
    handle_problems(api)
    return api


def _refuse(request: HttpRequest) -> Any:
    return None


api = make_api()
declared_operations(api)


def nothing_here(request: HttpRequest, rest: str = "") -> HttpResponse:
    """404 in the form of the API."""
    told = {"detail": "この番地には何もありません。/api/v1/openapi.json を見てください。", "code": "not_found", "fields": []}
    return JsonResponse(told, status=404)
