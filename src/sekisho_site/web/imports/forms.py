"""Forms for sending files. Knows what a name of a file may look like on screen; what the file is, its content decides."""

import re
import unicodedata
from datetime import date
from typing import Any

from django import forms

from sekisho.formats.books import TITLES, WORKBOOKS
from sekisho.formats.dates import read_date
from sekisho.formats.misread import Misread
from sekisho.roles import Role, writes
from sekisho_site.web.frame.uploads import LIMIT

_LONGEST_NAME = 120
_PATH = re.compile(r"[\\/]")


def harmless_name(name: str) -> str:
    r"""The name of a file without its folder, without signs that nobody sees or that turn text around, and not too long.

    >>> harmless_name("../../etc/台帳.xlsx"), harmless_name("a\u202excod.exe"), harmless_name("a" * 300 + ".xlsx")[-6:]
    ('台帳.xlsx', 'axcod.exe', 'a.xlsx')
    """
    last = _PATH.split(name)[-1]
    seen = "".join(each for each in last if unicodedata.category(each) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")).strip()
    if len(seen) > _LONGEST_NAME:
        stem, dot, ending = seen.rpartition(".")
        seen = f"{stem[: _LONGEST_NAME - 10]}{dot}{ending[:8]}" if dot else seen[:_LONGEST_NAME]
    return seen or "名前のないファイル"


class _FileForm(forms.Form):
    file = forms.FileField(
        label="ファイル",
        allow_empty_file=True,  # an empty one is told of like any other file that cannot be read
        error_messages={"required": "ファイルを選んでください。", "max_length": "ファイルの名前を短くしてください。"},
        max_length=None,
    )

    def __init__(self, *args: Any, too_large: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False
        self._too_large = too_large

    def clean_file(self) -> Any:
        """The file, unless it is larger than anybody may send."""
        file = self.cleaned_data.get("file")
        if self._too_large or (file is not None and file.size > LIMIT):
            raise forms.ValidationError(f"大きすぎます。{LIMIT // 2**20}MB までに分けて送ってください。")
        return file


class WorkbookForm(_FileForm):
    """A workbook of any sort that somebody may bring in."""

    sort = forms.ChoiceField(label="ブックの種類", required=False)

    def __init__(self, *args: Any, role: Role, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        may = writes(role)
        sorts = [name for name, kinds in WORKBOOKS.items() if {kind.schema.plane for kind in kinds} <= may]
        field = self.fields["sort"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  (declared above)
        field.choices = [("", "ファイルの「はじめに」から見分ける"), *((name, TITLES[name]) for name in sorts)]
        field.error_messages["invalid_choice"] = "一覧から選んでください。"


class ListForm(_FileForm):
    """A list of sub-processors that a vendor published."""

    party = forms.CharField(label="公開した会社", max_length=200, error_messages={"required": "会社を入れてください。"})
    on = forms.CharField(label="一覧の日", max_length=40, error_messages={"required": "一覧の日を入れてください。"})

    def clean_on(self) -> date:
        """The day in any form that a cell may hold."""
        try:
            return read_date(self.cleaned_data["on"])
        except Misread as misread:
            raise forms.ValidationError(f"{misread.why}。{misread.remedy}") from misread
