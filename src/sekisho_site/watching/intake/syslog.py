"""The syslog way in: TCP, with or without TLS (RFC 5425); messages become lines of a spool.

Knows connections and their ends. Refuses to know what a message says. Syslog has no answer: a sender never hears that a
message arrived, so that what is under way when a connection breaks may be lost. Who must lose nothing sends by HTTP.
"""

import socketserver
import ssl
from collections.abc import Callable
from threading import BoundedSemaphore
from typing import Any

from sekisho_site.watching.intake.framing import Frames, FramingError, one_line
from sekisho_site.watching.intake.spool import Spool

_AT_ONCE = 256 * 1024
_MOST_CONNECTIONS = 256
_GREETING_SECONDS = 10
_IDLE_SECONDS = 3600


class SyslogServer(socketserver.ThreadingTCPServer):
    """A thread for each sender. ``refused`` hears why a connection was closed, in Japanese, without what was sent."""

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128

    def __init__(
        self, address: tuple[str, int], spool: Spool, tls: ssl.SSLContext | None, refused: Callable[[str], None]
    ) -> None:
        self.spool, self.refused, self._tls = spool, refused, tls
        self._free = BoundedSemaphore(_MOST_CONNECTIONS)
        super().__init__(address, _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Wait for a free place before a connection is taken up."""
        self._free.acquire()
        try:
            super().process_request(request, client_address)
        except BaseException:
            self._free.release()
            raise

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Serve one sender; the greeting of TLS is waited for here, not where others are taken up."""
        try:
            request.settimeout(_GREETING_SECONDS)
            if self._tls:
                request = self._tls.wrap_socket(request, server_side=True)
            request.settimeout(_IDLE_SECONDS)
            super().process_request_thread(request, client_address)
        except OSError as error:
            self.refused(
                f"syslog の接続を始められませんでした（{type(error).__name__}）。送る側の TLS の設定を確かめてください。"
            )
            self.shutdown_request(request)
        finally:
            self._free.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A connection that broke is nothing of ours."""


class _Handler(socketserver.BaseRequestHandler):
    server: SyslogServer

    def handle(self) -> None:
        """Take messages until the sender goes; what was complete before a fault is kept."""
        frames = Frames()
        taken: list[bytes] = []
        try:
            while octets := self.request.recv(_AT_ONCE):
                taken.clear()
                taken.extend(frames.feed(octets))
                self.server.spool.put(taken)
                taken.clear()
            if not frames.rest[:1].isdigit() and (last := one_line(frames.rest)):
                self.server.spool.put([last])  # a last line without its end
        except FramingError as error:
            self.server.spool.put(taken)
            self.server.refused(f"syslog の接続を閉じました。{error}")
        except OSError:
            return
