"""In which encoding a text file is, and its lines as text.

Knows UTF-8, UTF-16, CP932, EUC-JP and ISO-2022-JP, and that a file holds one of them only. Refuses to guess when none fits.
"""

import codecs
import re

from sekisho.formats.events.lines import Stream
from sekisho.formats.events.unread import Unread

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_TITLES = {"utf-8": "UTF-8", "cp932": "Shift_JIS（CP932）", "euc_jp": "EUC-JP", "iso2022_jp": "ISO-2022-JP"}
_JAPANESE = re.compile("[ぁ-ヿ一-鿿]")
_SENSIBLE = re.compile(r"[\s!-~\u3000-ヿ一-鿿！-ﾟ]")
_HALF_WIDTH = re.compile("[｡-ﾟ]")
#: What Python makes of bytes that CP932 does not use.
_UNUSED = re.compile("[\x80\uf8f0-\uf8f3]")
_JIS_ESCAPE = b"\x1b$"
#: What a UTF-16 file leaves at its end when it was cut inside a character; no UTF-8 holds this byte.
_BROKEN = b"\xff"


class Codec:
    """The encoding of one file. Undecided while only ASCII was seen; the first line that is not ASCII decides."""

    def __init__(self, encoding: str | None = None) -> None:
        self.encoding = encoding

    def text(self, line: bytes) -> str:
        """A line as text. Raises Unread when it is in another encoding, damaged, or holds NUL."""
        if b"\x00" in line:
            raise Unread("NUL文字（0x00）が入っていて、壊れているおそれがあります。書き出し直すか、この行を直してください。")
        if line.isascii() and _JIS_ESCAPE not in line:
            return line.decode("ascii")
        if self.encoding is None:
            self.encoding = guessed(line)
        encoding = self.encoding
        if encoding is None:
            raise Unread("文字コードが分かりません。UTF-8かShift_JISで書き出し直してください。")
        try:
            text = line.decode(encoding)
        except UnicodeDecodeError:
            raise self._stranger() from None
        if encoding != "utf-8" and (_is_japanese_utf8(line) or _UNUSED.search(text)):
            raise self._stranger()
        return text

    def as_utf8(self, line: bytes) -> bytes:
        """The line in UTF-8. Raises Unread as :meth:`text` does."""
        return self.text(line).encode("utf-8")

    def _stranger(self) -> Unread:
        title = _TITLES.get(self.encoding or "", self.encoding)
        return Unread(
            f"文字コードがファイルのほかの行（{title}）と違うか、壊れています。一つの文字コードで書き出し直してください。"
        )


def _is_japanese_utf8(line: bytes) -> bool:
    try:
        return bool(_JAPANESE.search(line.decode("utf-8")))
    except UnicodeDecodeError:
        return False


def guessed(sample: bytes) -> str | None:
    """The encoding in which a piece of text makes sense; its end may be cut inside a character. None: in no known one.

    >>> guessed("拠点".encode("cp932")), guessed("拠点".encode("euc_jp")), guessed("拠点".encode())
    ('cp932', 'euc_jp', 'utf-8')
    """
    if _decoded(sample, "utf-8") is not None:
        return "iso2022_jp" if _JIS_ESCAPE in sample else "utf-8"
    scores = {
        encoding: len(_JAPANESE.findall(text)) - 2 * len(_HALF_WIDTH.findall(text))
        for encoding in ("cp932", "euc_jp")
        if (text := _decoded(sample, encoding)) is not None
    }
    return max(scores, key=lambda encoding: scores[encoding]) if scores else None


def _decoded(sample: bytes, encoding: str) -> str | None:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        text = decoder.decode(sample)  # not final: the sample may end inside a character
    except UnicodeDecodeError:
        return None
    return None if encoding != "utf-8" and _UNUSED.search(text) else text


def opened(head: bytes, encoding: str | None = None) -> tuple[int, str | None]:
    """How many bytes of the head are a byte order mark, and the encoding; None as long as all is ASCII."""
    for mark, name in _BOMS:
        if head.startswith(mark):
            return len(mark), name
    if encoding:
        return 0, encoding
    wide = _wide(head)
    if wide or (head.isascii() and _JIS_ESCAPE not in head):
        return 0, wide
    return 0, guessed(head) or _most_lines(head)


def _wide(head: bytes) -> str | None:
    """UTF-16 without a mark shows in the zero half of its ASCII characters."""
    sample = head[: len(head) // 2 * 2][:4096]
    if len(sample) < 4:
        return None
    if sample.count(0) * 40 > len(sample):
        for encoding in ("utf-16-le", "utf-16-be"):
            text = sample.decode(encoding, "replace")
            if len(_SENSIBLE.findall(text)) >= 0.95 * len(text):
                return encoding
    return None


def _most_lines(head: bytes) -> str | None:
    """The encoding of most lines that are not ASCII, where some line is damaged."""
    votes = [found for line in head.splitlines()[:-1] if not line.isascii() and (found := guessed(line))]
    return max(set(votes), key=votes.count) if votes else None


class Narrowed:
    """A stream of UTF-16 as UTF-8. What is no character comes out as a byte that no UTF-8 holds, so that its line is told."""

    def __init__(self, stream: Stream, encoding: str) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder(encoding)("surrogatepass")
        self._ended = False

    def read(self, size: int = -1, /) -> bytes:
        """About ``size`` bytes of UTF-8; nothing at the end."""
        while not self._ended:
            block = self._stream.read(size)
            self._ended = not block
            try:
                text = self._decoder.decode(block, final=not block)
            except UnicodeDecodeError:
                return _BROKEN
            if text:
                return text.encode("utf-8", "surrogatepass")
        return b""
