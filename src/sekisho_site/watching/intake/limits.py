"""Who may send, and how much: tokens compared in constant time, sizes, and a measure of events per second.

Knows the limits and their words. Refuses to know the network.
"""

import gzip
import hmac
import io
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Lock

from sekisho_site.config.refusal import RefusedError

LARGEST_BODY = 16 * 2**20
LARGEST_UNPACKED = 64 * 2**20
_SHORTEST_TOKEN = 16


class TooLargeError(ValueError):
    """A body that is larger than is taken."""


class Tokens:
    """The tokens by which senders are known: one a line, so that an old and a new one stand side by side for a while."""

    def __init__(self, told: Sequence[str]) -> None:
        self._tokens = [token.strip().encode() for token in told if token.strip() and not token.startswith("#")]

    @classmethod
    def read(cls, file: Path | None, environment: str) -> "Tokens":
        """From a file, else from the environment's value. Raises :class:`RefusedError` when there is none, or a weak one."""
        where = str(file) if file else "SEKISHO_INGEST_TOKEN"
        try:
            tokens = cls(file.read_text("utf-8").splitlines() if file else [environment])
        except (OSError, UnicodeDecodeError) as error:
            raise RefusedError(f"{where}: 鍵のファイルを読めません。場所と権限を確かめてください。") from error
        if not tokens._tokens:
            raise RefusedError("受け口には鍵が要ります。--token-file か環境変数 SEKISHO_INGEST_TOKEN で渡してください。")
        if any(len(token) < _SHORTEST_TOKEN for token in tokens._tokens):
            raise RefusedError(f"{where}: 鍵が短すぎます。{_SHORTEST_TOKEN} 文字以上のでたらめな文字列にしてください。")
        return tokens

    def know(self, authorization: str | None) -> bool:
        """Whether ``Authorization: Bearer …`` carries one of the tokens. Every one is compared, whatever the first says.

        >>> Tokens(["0123456789abcdef"]).know("Bearer 0123456789abcdef"), Tokens(["0123456789abcdef"]).know("Bearer x")
        (True, False)
        """
        scheme, _, told = (authorization or "").partition(" ")
        found = [hmac.compare_digest(token, told.strip().encode()) for token in self._tokens]
        return scheme.lower() == "bearer" and any(found)


class Rate:
    """At most ``per_second`` events in a second on the average, ten seconds' worth at once."""

    def __init__(self, per_second: float, clock: Callable[[], float]) -> None:
        self._per_second, self._clock = per_second, clock
        self._most = per_second * 10
        self._left, self._at = self._most, clock()
        self._lock = Lock()

    def wait(self, events: int) -> float:
        """Seconds to wait before so many events are taken; 0: they are counted as taken. A full measure takes any number.

        >>> moments = iter([0.0, 0.0, 0.0, 10.0])
        >>> rate = Rate(2, lambda: next(moments))
        >>> rate.wait(15), rate.wait(10), rate.wait(30)
        (0.0, 2.5, 0.0)
        """
        with self._lock:
            now = self._clock()
            self._left = min(self._most, self._left + (now - self._at) * self._per_second)
            self._at = now
            wanted = min(events, self._most)
            if self._left >= wanted:
                self._left -= wanted
                return 0.0
            return (wanted - self._left) / self._per_second


def unpack(body: bytes, encoding: str) -> bytes:
    """The body as it was before it was packed. Raises :class:`TooLargeError`, and ``ValueError`` for what cannot be read."""
    if encoding in ("", "identity"):
        return body
    if encoding != "gzip":
        raise ValueError("Content-Encoding は gzip か、なしにしてください。")
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(body)) as packed:
            unpacked = packed.read(LARGEST_UNPACKED + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise ValueError("gzip として読めません。") from error
    if len(unpacked) > LARGEST_UNPACKED:
        raise TooLargeError(f"ほどくと {LARGEST_UNPACKED // 2**20} MiB を超えます。分けて送ってください。")
    return unpacked
