"""Which files may be given as evidence of a correction: their sorts, their size, and whether they are what they are called.

Knows names, sizes and the first bytes of files. Refuses to read what they say: a person does, on their own machine.
"""

import io
import zipfile
from collections.abc import Mapping
from pathlib import PurePath

FILE_LIMIT = 20 * 2**20
COUNT_LIMIT = 10
NAME_LIMIT = 200
_ZIP = (b"PK\x03\x04",)
_TEXT = ()

#: By ending: with which bytes a file of the sort begins (nothing: it is text).
SORTS: Mapping[str, tuple[bytes, ...]] = {
    ".pdf": (b"%PDF-",),
    ".xlsx": _ZIP,
    ".docx": _ZIP,
    ".png": (b"\x89PNG\r\n\x1a\n",),
    ".jpg": (b"\xff\xd8\xff",),
    ".jpeg": (b"\xff\xd8\xff",),
    ".csv": _TEXT,
    ".txt": _TEXT,
}
_INSIDE = {".xlsx": "xl/workbook.xml", ".docx": "word/document.xml"}
_MACROS = ("vbaproject", "macrosheets/", "/activex/")
_TYPES_JA = "PDF、Excel（xlsx）、Word（docx）、CSV、テキスト、画像（png・jpg）"


def wrong_attachment(name: str, content: bytes) -> str | None:
    """Why the file cannot be taken, and what to do; None when it can.

    >>> wrong_attachment("報告.exe", b"MZ")
    '「報告.exe」は受け取れない種類です。PDF、Excel（xlsx）、Word（docx）、CSV、テキスト、画像（png・jpg）のどれかにしてください。'
    >>> wrong_attachment("報告.txt", "直しました。".encode())
    """
    ending = PurePath(name).suffix.lower()
    return _wrong_outside(name, ending, len(content)) or _wrong_content(name, ending, content)


def _wrong_outside(name: str, ending: str, size: int) -> str | None:
    if not name.strip() or len(name) > NAME_LIMIT:
        return f"ファイルの名前を{NAME_LIMIT}文字までにしてください。"
    if ending not in SORTS:
        return f"「{name}」は受け取れない種類です。{_TYPES_JA}のどれかにしてください。"
    if size > FILE_LIMIT:
        return f"「{name}」は大きすぎます（{size / 2**20:.1f}MB）。{FILE_LIMIT // 2**20}MBまでにしてください。"
    return None if size else f"「{name}」は空のファイルです。中身のあるファイルを付けてください。"


def _wrong_content(name: str, ending: str, content: bytes) -> str | None:
    beginnings = SORTS[ending]
    if not (content.startswith(beginnings) if beginnings else _is_text(content)):
        return f"「{name}」の中身は、名前の終わり（{ending}）の種類と違います。元のファイルを確かめてください。"
    return _wrong_inside(name, content, _INSIDE[ending]) if ending in _INSIDE else None


def _is_text(content: bytes) -> bool:
    return content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" not in content[:65_536]


def _wrong_inside(name: str, content: bytes, part: str) -> str | None:
    """An Office file must be one, and carry no programs."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return f"「{name}」は途中で切れているか、壊れています。もう一度付けてください。"
    if part not in parts:
        return f"「{name}」の中身は、名前の終わりの種類と違います。元のファイルを確かめてください。"
    if any(word in each.lower() for each in parts for word in _MACROS):
        return f"「{name}」はマクロを含みます。マクロのないファイルに保存し直してください。"
    return None
