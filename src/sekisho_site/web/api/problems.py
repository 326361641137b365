"""What goes wrong, in one form: a sentence for people, a code for programs, and which fields are meant."""

import json
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, AuthorizationError, HttpError, Throttled, ValidationError
from ninja.parser import Parser
from pydantic import Field

from sekisho_site.config.refusal import RefusedError


class WrongField(Schema):
    """One field that is not as it must be."""

    place: str = Field(description="場所（query.limit など）")
    why: str = Field(description="理由")


class Problem(Schema):
    """What went wrong."""

    detail: str = Field(description="何が起きて、どうすればよいか（日本語）")
    code: str = Field(description="プログラムのための符号")
    fields: list[WrongField] = Field(default=[], description="直すところ")


_ALWAYS = {
    400: "読めない要求です",
    401: "鍵がないか、使えません",
    403: "この鍵では許されていません",
    422: "値の形か範囲が違います",
    429: "呼び出しが多すぎます。Retry-After 秒後に、もう一度呼んでください",
}
_MISSING = "要る値がありません。"
_WRONG = "値の形か範囲が違います。"


class BodyParser(Parser):
    """Reads bodies: what is no JSON object is not a body of any operation."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """The object that was sent."""
        try:
            told = json.loads(request.body)
        except (ValueError, RecursionError) as error:
            raise HttpError(400, "unreadable") from error
        if not isinstance(told, dict):
            raise HttpError(400, "unreadable")
        return told


def answers(*further: int) -> dict[int, Any]:
    """The problems that an operation may answer, for its description."""
    return dict.fromkeys((*_ALWAYS, *further), Problem)


def handle_problems(api: NinjaAPI) -> None:
    """Answer every refusal in the one form."""

    def told(request: HttpRequest, status: int, detail: str, code: str, **more: Any) -> HttpResponse:
        return api.create_response(request, {"detail": detail, "code": code, "fields": [], **more}, status=status)

    @api.exception_handler(AuthenticationError)
    def unknown(request: HttpRequest, error: Any) -> HttpResponse:
        answer = told(request, 401, "API の鍵がないか、期限が過ぎたか、取り消されています。", "unauthenticated")
        answer.headers["WWW-Authenticate"] = "Bearer"
        return answer

    @api.exception_handler(AuthorizationError)
    def forbidden(request: HttpRequest, error: Any) -> HttpResponse:
        return told(request, 403, "この鍵では、この操作は許されていません。", "forbidden")

    @api.exception_handler(Throttled)
    def throttled(request: HttpRequest, error: Any) -> HttpResponse:
        answer = told(request, 429, "呼び出しが多すぎます。少し待ってください。", "too_many_calls")
        answer.headers["Retry-After"] = str(error.wait)
        return answer

    @api.exception_handler(Http404)
    def not_found(request: HttpRequest, error: Any) -> HttpResponse:
        return told(request, 404, "見つかりません。番号を確かめてください。", "not_found")

    @api.exception_handler(ValidationError)
    def invalid(request: HttpRequest, error: Any) -> HttpResponse:
        fields = [{"place": ".".join(map(str, each["loc"])), "why": _why(each["type"])} for each in error.errors]
        return told(request, 422, "値の形か範囲が違うところがあります。", "invalid", fields=fields)

    @api.exception_handler(RefusedError)
    def refused(request: HttpRequest, error: Any) -> HttpResponse:
        return told(request, 409, str(error), "refused")

    @api.exception_handler(RequestDataTooBig)
    def too_big(request: HttpRequest, error: Any) -> HttpResponse:
        return told(request, 413, "送られたものが大きすぎます。", "too_big")

    @api.exception_handler(HttpError)
    def unreadable(request: HttpRequest, error: Any) -> HttpResponse:
        return told(request, error.status_code, "要求を読めません。JSON の形を確かめてください。", "unreadable")


def invalid_field(place: str) -> ValidationError:
    """A value that only the operation itself can judge to be wrong."""
    return ValidationError([{"loc": tuple(place.split(".")), "type": "value_error", "msg": ""}])


def _why(kind: str) -> str:
    return _MISSING if kind == "missing" else _WRONG
