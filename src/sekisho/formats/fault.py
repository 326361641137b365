"""Faults of a file: what is wrong, in which cell, and what to do; always all of them at once.

Knows how a fault is worded for people. Refuses to know any file format: whoever reads a file says what is wrong.
"""

import errno
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

_SHOWN = 40

#: Why a machine refuses a file or an address, in words for people, by the number that it gives.
REASONS: Mapping[int, str] = {
    errno.ENOENT: "その場所がありません",
    errno.ENOTDIR: "その場所がありません",
    errno.EISDIR: "フォルダーです",
    errno.EEXIST: "同じ名前のものがあります",
    errno.EACCES: "権限がありません",
    errno.EPERM: "権限がありません",
    errno.EROFS: "書き込めない場所です",
    errno.ENOSPC: "空きがありません",
    errno.EDQUOT: "空きがありません",
    errno.EFBIG: "ファイルが大きすぎます",
    errno.ENAMETOOLONG: "名前が長すぎます",
    errno.ELOOP: "リンクが輪になっています",
    errno.EMFILE: "開いているファイルが多すぎます",
    errno.ENFILE: "開いているファイルが多すぎます",
    errno.EIO: "装置が読み書きに失敗しました",
    errno.EADDRINUSE: "ほかのプログラムが使っています",
    errno.EADDRNOTAVAIL: "この機械のアドレスではありません",
}


def reason_of(error: OSError) -> str:
    """Why the machine refused, in Japanese without a full stop. What has no words here keeps its name (``EXDEV``).

    >>> reason_of(OSError(errno.ENOSPC, "No space left on device")), reason_of(OSError(errno.EXDEV, "Invalid link"))
    ('空きがありません', 'EXDEV')
    """
    number = error.errno or 0
    return REASONS.get(number) or errno.errorcode.get(number) or str(error) or type(error).__name__


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with a file.

    ``cell`` is the address (``F14``), ``row`` its line, ``column`` the Japanese heading, ``value`` what the cell holds; all
    are None when the fault is about the whole file or sheet. ``why`` is a Japanese predicate without a full stop that reads
    well after 「値」は and alone (「日付ではありません」); ``remedy`` is a whole sentence that says what to do.
    """

    file: str
    why: str
    remedy: str
    sheet: str | None = None
    cell: str | None = None
    row: int | None = None
    column: str | None = None
    value: str | None = None

    @property
    def place(self) -> str:
        """File, sheet, cell and heading, as far as they are known.

        >>> Fault("a.xlsx", "日付ではありません", "", sheet="委託", cell="F14", column="開始日").place
        'a.xlsx 委託!F14『開始日』'
        """
        sheet = f" {self.sheet}" if self.sheet else ""
        cell = f"!{self.cell}" if self.cell else f"!{self.row}行目" if self.row else ""
        return f"{self.file}{sheet}{cell}" + (f"『{self.column}』" if self.column else "")

    @property
    def reason(self) -> str:
        """The fault and its remedy without the place, long values cut."""
        shown = None if self.value is None else self.value.replace("\n", "⏎")
        if shown is not None and len(shown) > _SHOWN:
            shown = shown[:_SHOWN] + "…"
        return (f"「{shown}」は" if shown else "") + f"{self.why}。{self.remedy}"

    def __str__(self) -> str:
        """One line for people: where, what, why, and what to do."""
        return f"{self.place}: {self.reason}"

    def as_json(self) -> dict[str, str | int | None]:
        """The JSON form of the command-line contract."""
        return {
            "file": self.file,
            "sheet": self.sheet,
            "cell": self.cell,
            "row": self.row,
            "column": self.column,
            "value": self.value,
            "why": self.why,
            "remedy": self.remedy,
            "message": str(self),
        }


def are_of_whole_file(faults: Collection[Fault]) -> bool:
    """Whether there are faults and none of them has a place in the file: it must be another file, no cell of it can help.

    >>> are_of_whole_file([Fault("a.xlsx", "PDFです", "")]), are_of_whole_file([Fault("a.xlsx", "", "", sheet="委託")])
    (True, False)
    """
    return bool(faults) and all(fault.sheet is None and fault.row is None for fault in faults)


class Faults(ValueError):  # noqa: N818 - the plural of Fault
    """A file cannot be used. Carries every fault; its text has one line for each."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))
