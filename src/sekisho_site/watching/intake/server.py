"""What every way in is: a bounded number of connections, each with a thread of its own, and TLS when there is a certificate.

Knows sockets. Refuses to know what is said on them.
"""

import ssl
from socketserver import BaseRequestHandler, ThreadingTCPServer
from threading import BoundedSemaphore
from typing import Any, ClassVar


class IntakeServer(ThreadingTCPServer):
    """So many connections at most; further ones wait to be taken up.

    ``greeting_seconds`` is how long the greeting of TLS may take, ``idle_seconds`` how long nothing may come afterwards.
    """

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128
    most_connections: ClassVar[int]
    greeting_seconds: ClassVar[float]
    idle_seconds: ClassVar[float]

    def __init__(self, address: tuple[str, int], handler: type[BaseRequestHandler], tls: ssl.SSLContext | None) -> None:
        self._tls = tls
        self._free = BoundedSemaphore(self.most_connections)
        super().__init__(address, handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Wait for a free place before a connection is taken up."""
        self._free.acquire()
        try:
            super().process_request(request, client_address)
        except BaseException:
            self._free.release()
            raise

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Serve one connection; the greeting of TLS is waited for here, not where others are taken up."""
        try:
            request.settimeout(self.greeting_seconds)
            if self._tls:
                request = self._tls.wrap_socket(request, server_side=True)
            request.settimeout(self.idle_seconds)
            super().process_request_thread(request, client_address)
        except OSError as error:
            self.never_began(error)
            self.shutdown_request(request)
        finally:
            self._free.release()

    def never_began(self, error: OSError) -> None:
        """Hear of a connection that ended before anything was said; nobody has to be told."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A connection that broke is the sender's to tell; what was acknowledged is on the disk."""
