"""The syslog way in: TCP, with or without TLS (RFC 5425); messages become lines of a spool.

Knows connections and their ends. Refuses to know what a message says. Syslog has no answer: a sender never hears that a
message arrived, so that what is under way when a connection breaks may be lost. Who must lose nothing sends by HTTP.
"""

import socketserver
import ssl
from collections.abc import Callable

from sekisho_site.watching.intake.framing import Frames, FramingError, one_line
from sekisho_site.watching.intake.server import IntakeServer
from sekisho_site.watching.intake.spool import Spool

_AT_ONCE = 256 * 1024


class SyslogServer(IntakeServer):
    """A thread for each sender. ``refused`` hears why a connection was closed, in Japanese, without what was sent."""

    most_connections = 256
    greeting_seconds = 10
    idle_seconds = 3600

    def __init__(
        self, address: tuple[str, int], spool: Spool, tls: ssl.SSLContext | None, refused: Callable[[str], None]
    ) -> None:
        self.spool, self.refused = spool, refused
        super().__init__(address, _Handler, tls)

    def never_began(self, error: OSError) -> None:
        """Say that a sender could not begin: it has no other way to hear of it."""
        self.refused(f"syslog の接続を始められませんでした（{type(error).__name__}）。送る側の TLS の設定を確かめてください。")


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
