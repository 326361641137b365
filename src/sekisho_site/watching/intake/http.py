"""The HTTP way in: ``POST /ingest`` takes JSON lines, ``POST /v1/logs`` takes OTLP; ``GET /health`` says that it listens.

Knows the manners of HTTP/1.1: bodies counted or in chunks, gzip, keep-alive, and answers as JSON. Refuses to know files:
lines go into a spool, and 200 means that they are on the disk. What cannot be read as a JSON object is laid down too and
later told as unreadable with its place; a body in which nothing can be read is refused whole.
"""

import json
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from typing import Any, ClassVar

from sekisho_site.watching.intake import otlp
from sekisho_site.watching.intake.limits import LARGEST_BODY, Rate, Tokens, TooLargeError, unpack
from sekisho_site.watching.intake.server import IntakeServer
from sekisho_site.watching.intake.spool import Spool

_SECONDS = 30
_LONGEST_CHUNK_HEAD = 100
_TOLD_LINES = 20
_PROTOBUF = "application/x-protobuf"


@dataclass(frozen=True, slots=True)
class Gate:
    """What the HTTP way in needs: where lines go, who may send, how much."""

    spool: Spool
    tokens: Tokens
    rate: Rate


class _RefusedRequestError(Exception):
    def __init__(self, status: int, code: str, why: str, *, retry_after: float = 0, **more: Any) -> None:
        super().__init__(why)
        self.status, self.code, self.why, self.retry_after, self.more = status, code, why, retry_after, more


class HttpServer(IntakeServer):
    """The way in over HTTP, bound but not yet served. Raises ``OSError`` when the address is taken."""

    most_connections = 64
    greeting_seconds = idle_seconds = _SECONDS

    def __init__(self, address: tuple[str, int], gate: Gate, tls: ssl.SSLContext | None) -> None:
        self.gate = gate
        super().__init__(address, _Handler, tls)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "Sekisho", ""
    server: HttpServer
    _takes: ClassVar[dict[str, Callable[["_Handler", bytes, str], bytes]]]

    def do_GET(self) -> None:
        """Say that somebody listens, to anybody."""
        if self.path == "/health":
            self._answer(200, {"status": "listening"})
        elif self.path in self._takes:
            self._answer(405, _told("method", "POST で送ってください。"))
        else:
            self._answer(404, _told("not_found", "POST /ingest か POST /v1/logs に送ってください。"))

    def do_POST(self) -> None:
        """Take a body whole, or refuse it whole with a sentence that says why."""
        kind = self.headers.get_content_type()
        try:
            self._admit()
            body = self._body()
            answer = self._takes[self.path](self, body, kind)
        except _RefusedRequestError as refused:
            self._refuse(refused, protobuf=self.path == "/v1/logs" and kind == _PROTOBUF)
        else:
            self._send(200, answer, _PROTOBUF if self.path == "/v1/logs" and kind == _PROTOBUF else "application/json")

    def _admit(self) -> None:
        """Before a body is read: is there such a place, and may this sender send."""
        if self.path not in self._takes:
            raise _RefusedRequestError(404, "not_found", "POST /ingest か POST /v1/logs に送ってください。")
        if not self.server.gate.tokens.know(self.headers.get("Authorization")):
            raise _RefusedRequestError(401, "unauthorized", "Authorization: Bearer に正しい鍵を付けてください。")

    def _body(self) -> bytes:
        try:
            packed = self._chunks() if "chunked" in (self.headers.get("Transfer-Encoding") or "").lower() else self._counted()
            return unpack(packed, (self.headers.get("Content-Encoding") or "").strip().lower())
        except TooLargeError as error:
            raise _RefusedRequestError(413, "too_large", str(error)) from error
        except ValueError as error:
            raise _RefusedRequestError(400, "unreadable_body", str(error)) from error

    def _counted(self) -> bytes:
        told = self.headers.get("Content-Length")
        if told is None or not told.isdigit():
            raise _RefusedRequestError(411, "length_required", "Content-Length か Transfer-Encoding: chunked が要ります。")
        if int(told) > LARGEST_BODY:
            raise TooLargeError(f"{LARGEST_BODY // 2**20} MiB までです。分けて送ってください。")
        body = self.rfile.read(int(told))
        if len(body) < int(told):
            raise ValueError("本文が途中で切れています。")
        return body

    def _chunks(self) -> bytes:
        body = b""
        while size := _chunk_size(self.rfile.readline(_LONGEST_CHUNK_HEAD)):
            if len(body) + size > LARGEST_BODY:
                raise TooLargeError(f"{LARGEST_BODY // 2**20} MiB までです。分けて送ってください。")
            portion = self.rfile.read(size)
            if len(portion) < size or self.rfile.readline(_LONGEST_CHUNK_HEAD).strip():
                raise ValueError("本文が途中で切れています。")
            body += portion
        while self.rfile.readline(_LONGEST_CHUNK_HEAD).strip():  # headings behind the last chunk say nothing to us
            pass
        return body

    def _take_lines(self, body: bytes, _kind: str) -> bytes:
        """JSON lines; with ``Idempotency-Key`` a body that is sent again counts once."""
        lines = body.removeprefix(b"\xef\xbb\xbf").splitlines()  # keeps b"\x85" and the like inside a line
        key = self.headers.get("Idempotency-Key")
        laid_down, unreadable = [], []
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            event = _object(line)
            if event is None:
                unreadable.append(number)
            elif key and event.get("event_id") is None:
                line = json.dumps({**event, "event_id": f"{key}:{number}"}, ensure_ascii=False).encode()  # noqa: PLW2901
            laid_down.append(line)
        if laid_down and len(unreadable) == len(laid_down):
            why = "JSON の行が一つもありません。一行に一つのオブジェクトを書いてください。"
            raise _RefusedRequestError(400, "unreadable_lines", why, lines=unreadable[:_TOLD_LINES])
        self._lay_down(laid_down)
        told: dict[str, Any] = {"accepted": len(laid_down) - len(unreadable)}
        if unreadable:
            told["unreadable"] = {"count": len(unreadable), "lines": unreadable[:_TOLD_LINES]}
        return json.dumps(told).encode()

    def _take_otlp(self, body: bytes, kind: str) -> bytes:
        if kind not in (_PROTOBUF, "application/json"):
            raise _RefusedRequestError(415, "media_type", f"Content-Type は {_PROTOBUF} か application/json にしてください。")
        try:
            request = otlp.from_protobuf(body) if kind == _PROTOBUF else otlp.from_json(body)
        except otlp.UnreadableOtlpError as error:
            raise _RefusedRequestError(400, "unreadable_body", str(error)) from error
        self._lay_down(otlp.lines(request))
        return otlp.answer(protobuf=kind == _PROTOBUF)

    def _lay_down(self, lines: list[bytes]) -> None:
        if wait := self.server.gate.rate.wait(len(lines)):
            why = "送られる量が上限を超えています。しばらく待って、同じものを送り直してください。"
            raise _RefusedRequestError(429, "too_many", why, retry_after=wait)
        try:
            self.server.gate.spool.put(lines)
        except OSError as error:
            why = "受け取ったものを書けません。しばらく待って、同じものを送り直してください。"
            raise _RefusedRequestError(503, "cannot_write", why, retry_after=_SECONDS) from error

    def _refuse(self, refused: _RefusedRequestError, *, protobuf: bool) -> None:
        headings = {"Retry-After": str(int(refused.retry_after) + 1)} if refused.retry_after else {}
        if refused.status == 401:
            headings["WWW-Authenticate"] = "Bearer"
        self.close_connection = True  # part of the body may be unread
        if protobuf:
            self._send(refused.status, otlp.refusal(refused.why, protobuf=True), _PROTOBUF, headings)
        else:
            self._answer(refused.status, {**_told(refused.code, refused.why), **refused.more}, headings)

    def _answer(self, status: int, told: dict[str, Any], headings: dict[str, str] | None = None) -> None:
        self._send(status, json.dumps(told, ensure_ascii=False).encode(), "application/json; charset=utf-8", headings)

    def _send(self, status: int, body: bytes, kind: str, headings: dict[str, str] | None = None) -> None:
        self.send_response(status)
        told = {"Content-Type": kind, "Content-Length": str(len(body)), "Cache-Control": "no-store", **(headings or {})}
        if self.close_connection:
            told["Connection"] = "close"
        for name, value in told.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:  # noqa: ARG002
        """What the library refuses (a broken request line, another method) is answered as JSON too."""
        self.close_connection = True
        self._answer(
            code, _told("bad_request", "この受け口では扱えない要求です。POST /ingest か POST /v1/logs に送ってください。")
        )

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: addresses of senders are not kept."""


_Handler._takes = {"/ingest": _Handler._take_lines, "/v1/logs": _Handler._take_otlp}


def _told(code: str, why: str) -> dict[str, Any]:
    return {"error": code, "detail": why}


def _object(line: bytes) -> dict[str, Any] | None:
    try:
        told = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return told if isinstance(told, dict) else None


def _chunk_size(head: bytes) -> int:
    digits = head.split(b";", 1)[0].strip()
    if not digits or len(digits) > 8:
        raise ValueError("chunked の長さを読めません。")
    try:
        return int(digits, 16)
    except ValueError as error:
        raise ValueError("chunked の長さを読めません。") from error
