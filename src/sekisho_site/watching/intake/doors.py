"""Opening and closing the ways in, and what must hold before one is opened to other machines.

Knows addresses, certificates and threads. Refuses to know what comes in.
"""

import ipaddress
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from socketserver import TCPServer
from threading import Thread

from sekisho.formats.fault import reason_of
from sekisho_site.config.refusal import RefusedError
from sekisho_site.watching.intake.http import Gate, HttpServer
from sekisho_site.watching.intake.limits import Rate, Tokens
from sekisho_site.watching.intake.spool import Spool
from sekisho_site.watching.intake.syslog import SyslogServer

#: How the files of each way in are called.
HTTP_FILES = ("http", ".jsonl")
SYSLOG_FILES = ("syslog", ".log")

_Make = Callable[[tuple[str, int], Spool], TCPServer]


@dataclass(frozen=True, slots=True)
class Doors:
    """Which ways in are wanted. Addresses are ``host:port``; port 0 takes any free one."""

    http: str | None = None
    syslog: str | None = None
    certificate: Path | None = None
    key: Path | None = None
    client_authority: Path | None = None
    token_file: Path | None = None
    token: str = ""
    events_per_second: float = 20_000.0


@contextmanager
def open_doors(
    doors: Doors, folder: Path, *, clock: Callable[[], float], arrived: Callable[[], None], told: Callable[[str], None]
) -> Iterator[dict[str, str]]:
    """Listen until the block ends; which address each way in really has. ``told`` hears of connections that were closed.

    Raises :class:`RefusedError` when an address is taken or would be open to other machines without a certificate.
    """
    tls = _tls(doors)
    opened: dict[str, str] = {}
    with ExitStack() as closing:

        def serve(name: str, told_address: str, files: tuple[str, str], make: _Make) -> None:
            address = _address(told_address, secured=tls is not None)
            spool = Spool(folder, *files, arrived)
            closing.callback(spool.close)
            try:
                server = make(address, spool)
            except OSError as error:
                why = f"受け口を開けません（{reason_of(error)}）。ほかの番号を選んでください。"
                raise RefusedError(f"{told_address}: {why}") from error
            closing.callback(server.server_close)
            thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.2}, name=name, daemon=True)
            thread.start()
            closing.callback(thread.join)
            closing.callback(server.shutdown)
            host, port = server.socket.getsockname()[:2]
            opened[name] = f"{host}:{port}"

        if doors.http:
            tokens = Tokens.read(doors.token_file, doors.token)
            rate = Rate(doors.events_per_second, clock)
            serve("http", doors.http, HTTP_FILES, lambda at, spool: HttpServer(at, Gate(spool, tokens, rate), tls))
        if doors.syslog:
            serve("syslog", doors.syslog, SYSLOG_FILES, lambda at, spool: SyslogServer(at, spool, tls, told))
        yield opened


def _address(told: str, *, secured: bool) -> tuple[str, int]:
    host, _, port = told.rpartition(":")
    host = host.strip("[]")
    if not host or not port.isdigit() or int(port) > 65_535:
        raise RefusedError(f"{told}: 受け口は 127.0.0.1:8514 のように書いてください。")
    try:
        found = socket.getaddrinfo(host, int(port), type=socket.SOCK_STREAM)[0][4]
        inside = ipaddress.ip_address(str(found[0]).split("%", 1)[0]).is_loopback
    except OSError as error:
        raise RefusedError(f"{told}: {host} の場所が分かりません。127.0.0.1:8514 のように書いてください。") from error
    if not inside and not secured:
        raise RefusedError(
            f"{told}: ほかの機械から受けるには --tls-cert と --tls-key が要ります（通り道で読まれないためです）。"
        )
    return host, int(port)


def _tls(doors: Doors) -> ssl.SSLContext | None:
    if not doors.certificate and not doors.key:
        if doors.client_authority:
            raise RefusedError("--tls-client-ca には --tls-cert と --tls-key が要ります。")
        return None
    if not doors.certificate or not doors.key:
        raise RefusedError("--tls-cert と --tls-key は両方を指定してください。")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_cert_chain(doors.certificate, doors.key)
        if doors.client_authority:
            context.load_verify_locations(doors.client_authority)
            context.verify_mode = ssl.CERT_REQUIRED
    except (OSError, ssl.SSLError) as error:
        raise RefusedError(
            f"{doors.certificate}: 証明書と鍵の組を読めません。PEM の形で、対になっているか確かめてください。"
        ) from error
    return context
