"""Speaking to other programs over the network: only to where people meant to speak, once, and not for long.

Knows which addresses are inside: private, link-local (there live the metadata of clouds), loopback and reserved ones are
refused both when an address is told and each time something is sent, because a name may point elsewhere by then. The
connection goes to the very address that was judged. Redirects are not followed.
"""

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from sekisho_site.config.refusal import RefusedError

_SECONDS = 10
_MOST_ANSWER = 500
_LONGEST_URL = 500
#: Behind these a network may translate to any address of the old protocol, inside ones too.
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")
Address = tuple[str, int]


class UnsafeAddressError(RefusedError):
    """An address to which nothing is sent."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the status, or why there is none."""

    arrived: bool
    told: str


def check_address(url: str) -> None:
    """Refuse an address to which messages must not go. Raises :class:`UnsafeAddressError`."""
    _target(url)


def post(url: str, body: bytes, headings: Mapping[str, str]) -> Answer:
    """Send once. Whatever goes wrong outside is an answer too, never an exception."""
    try:
        parts, address = _target(url)
    except UnsafeAddressError as error:
        return Answer(False, str(error))
    connection = _connection(parts, address)
    try:
        place = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
        connection.request("POST", place, body, {"Host": parts.netloc, "Content-Type": "application/json", **headings})
        answer = connection.getresponse()
        answer.read(_MOST_ANSWER)
    except (OSError, http.client.HTTPException, ValueError) as error:
        return Answer(False, f"つながりませんでした（{type(error).__name__}）")
    finally:
        connection.close()
    return Answer(200 <= answer.status < 300, f"{answer.status}")


def _connection(parts: SplitResult, address: Address) -> http.client.HTTPConnection:
    """A connection to the address itself; the certificate must still be that of the name."""
    host = str(parts.hostname)
    if parts.scheme == "http":
        return http.client.HTTPConnection(*address, timeout=_SECONDS)
    secured = http.client.HTTPSConnection(host, address[1], timeout=_SECONDS)

    def connect() -> None:
        bare = socket.create_connection(address, _SECONDS)
        secured.sock = ssl.create_default_context().wrap_socket(bare, server_hostname=host)

    secured.connect = connect  # type: ignore[method-assign]
    return secured


def _target(url: str) -> tuple[SplitResult, Address]:
    """The parts of a URL and the one network address to connect to."""
    parts, port = _parts(url)
    host = str(parts.hostname)
    allowed = host in settings.SEKISHO_WEBHOOK_ALLOW
    try:
        found = [(str(info[4][0]), int(info[4][1])) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError) as error:
        raise UnsafeAddressError(f"{host} の場所が分かりません。URL を確かめてください。") from error
    inside = [address for address, _ in found if not _is_public(address)]
    if inside and not allowed:
        why = "社内や機器の内側を指しているため、送れません。"
        raise UnsafeAddressError(f"{host} は{why}送ってよい場所なら、SEKISHO_WEBHOOK_ALLOW に書いてもらってください。")
    if parts.scheme == "http" and not (allowed and all(_is_loopback(address) for address, _ in found)):
        raise UnsafeAddressError("https で始まる URL を書いてください。")
    return parts, found[0]


def _parts(url: str) -> tuple[SplitResult, int]:
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError as error:
        raise UnsafeAddressError("URL の形ではありません。例　https://hooks.example.jp/sekisho") from error
    plain = url.isascii() and url.isprintable() and " " not in url and len(url) <= _LONGEST_URL
    if not plain or parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.fragment:
        raise UnsafeAddressError("https で始まる URL を書いてください。例　https://hooks.example.jp/sekisho")
    return parts, port


def _is_public(address: str) -> bool:
    told = ipaddress.ip_address(address.split("%", 1)[0])
    if told in _TRANSLATED:
        return False
    mapped = getattr(told, "ipv4_mapped", None) or getattr(told, "sixtofour", None)
    return (mapped or told).is_global and not told.is_multicast


def _is_loopback(address: str) -> bool:
    return ipaddress.ip_address(address.split("%", 1)[0]).is_loopback
