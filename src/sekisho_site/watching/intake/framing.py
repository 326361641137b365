"""How messages of syslog follow one another on a connection: counted octets (RFC 5425, RFC 6587) or a line each.

Knows where a message ends. Refuses to know what it says. A line break inside a counted message is written ``#012``, as
syslog daemons do, so that a message stays one line.
"""

from collections.abc import Iterator

#: Longer messages are refused: the connection is closed, because nobody can tell where the next message begins.
LONGEST = 256 * 1024
_MOST_DIGITS = len(str(LONGEST))


class FramingError(ValueError):
    """The stream cannot be told apart into messages; what came before it was taken."""


class Frames:
    r"""The messages of one connection; octets come in as the network cuts them.

    >>> frames = Frames()
    >>> list(frames.feed(b"11 <13>one #1\n<13>tw")), list(frames.feed(b"o\n")), frames.rest
    ([b'<13>one #1'], [b'<13>two'], b'')
    """

    def __init__(self) -> None:
        self.rest = b""

    def feed(self, octets: bytes) -> Iterator[bytes]:
        """The messages that are complete by now, without their frame. Raises :class:`FramingError`."""
        self.rest += octets
        begin = 0
        try:
            while found := self._next(begin):
                message, begin = found
                if message:
                    yield message
        finally:
            self.rest = self.rest[begin:]

    def _next(self, begin: int) -> tuple[bytes, int] | None:
        """The message that begins here and where the next one does, or None while it is incomplete."""
        if begin >= len(self.rest):
            return None
        if self.rest[begin : begin + 1] in b"123456789":
            return self._counted(begin)
        end = self.rest.find(b"\n", begin)
        if end < 0:
            if len(self.rest) - begin > LONGEST:
                raise FramingError(f"{LONGEST} バイトを超える行です。")
            return None
        return one_line(self.rest[begin:end]), end + 1

    def _counted(self, begin: int) -> tuple[bytes, int] | None:
        space = self.rest.find(b" ", begin, begin + _MOST_DIGITS + 1)
        digits = self.rest[begin : space if space >= 0 else begin + _MOST_DIGITS + 1]
        if not digits.isdigit() or (space < 0 and len(digits) > _MOST_DIGITS):
            raise FramingError("長さ（RFC 5425）でも <優先度> でもないもので始まっています。")
        if space < 0:
            return None
        length = int(digits)
        if length > LONGEST:
            raise FramingError(f"{LONGEST} バイトを超える伝文です。")
        end = space + 1 + length
        if len(self.rest) < end:
            return None
        return one_line(self.rest[space + 1 : end]), end


def one_line(message: bytes) -> bytes:
    r"""A message on one line: breaks inside are written ``#012``, those and NUL at its end are dropped.

    >>> one_line(b"a\nb\r\n\x00")
    b'a#012b'
    """
    return message.rstrip(b"\r\n\x00").replace(b"\r\n", b"#012").replace(b"\n", b"#012").replace(b"\r", b"#015")
