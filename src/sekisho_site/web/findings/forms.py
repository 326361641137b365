"""Forms of the steps: one form, whose fields are what the step needs. The rules stay in ``sekisho.response``."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms

from sekisho.formats.dates import read_date
from sekisho.formats.misread import Misread
from sekisho.response.attachments import SORTS
from sekisho.response.life import Need, Step, Transition
from sekisho.response.steps import StepFault

#: The field in which each need is given.
FIELDS: Mapping[Need, str] = {
    Need.NOTE: "note",
    Need.APPROVER_REASON: "note",
    Need.ADDRESSEE: "addressee",
    Need.DUE_DATE: "due_date",
    Need.END_DATE: "end_date",
    Need.EVIDENCE: "files",
}
_DATE_HINT = "例　2026年11月24日、2026/11/24、R8.11.24"
_NOTES: Mapping[Step, tuple[str, str]] = {
    Step.INSTRUCT: ("指示すること", "何を、どのように直してほしいかを書いてください。相手にそのまま届きます。"),
    Step.ANSWER: ("報告の内容", "紙やメールで届いた報告を代わりに書くときは、だれから、いつ届いたかも書いてください。"),
    Step.SEND_BACK: ("足りないこと", "何が足りないかを書いてください。相手にそのまま届きます。"),
    Step.VERIFY: ("確かめたこと", "どの証跡の何を見て、是正されたと判断したかを書いてください。"),
    Step.CLOSE: ("終える理由", "次の照合で食い違いが残っていれば、指摘はもう一度開きます。"),
    Step.ACCEPT: ("受容する理由", "残る危険と、それを減らす手当てを書いてください。承認者として名前が残ります。"),
    Step.WITHDRAW: ("取り消す理由", "指摘は未着手に戻ります。"),
}


class DayField(forms.CharField):
    """A day, in any form in which people write days."""

    def to_python(self, value: Any) -> Any:
        """The day; what is none is told with what to write instead."""
        text = super().to_python(value)
        if not text:
            return None
        try:
            return read_date(text)
        except Misread as error:
            raise forms.ValidationError(f"「{text[:40]}」は{error.why}。{error.remedy}") from error

    def prepare_value(self, value: Any) -> Any:
        """A day that was read is shown as people write it."""
        return f"{value.year}年{value.month}月{value.day}日" if isinstance(value, date) else value


class ManyFiles(forms.ClearableFileInput):
    """A control that takes several files."""

    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class FilesField(forms.FileField):
    """Several files; every one of them is handed on."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The files that were sent. Sorts and sizes are judged where they are kept."""
        return [super(FilesField, self).clean(each, initial) for each in data or () if each]


class StepForm(forms.Form):
    """What comes with a step. ``version`` is how many steps the page showed."""

    use_required_attribute = False  # the server is the judge, and tells all faults at once

    def __init__(  # noqa: PLR0913, PLR0917  (what Django tells a form, after what ours needs)
        self,
        row: Transition,
        addressees: Sequence[tuple[str, str]],
        version: int,
        data: Any = None,
        files: Any = None,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, files, prefix=row.step.value, initial=dict(initial or {}))
        self.row = row
        self.fields["version"] = forms.IntegerField(widget=forms.HiddenInput, initial=version, required=False)
        needs = row.needs
        if Need.ADDRESSEE in needs:
            self.fields["addressee"] = forms.ChoiceField(label="指示の相手", choices=addressees, required=False)
        if Need.NOTE in needs or Need.APPROVER_REASON in needs:
            label, hint = _NOTES[row.step]
            area = forms.Textarea(attrs={"rows": 4})
            self.fields["note"] = forms.CharField(label=label, help_text=hint, widget=area, required=False)
        if Need.DUE_DATE in needs:
            self.fields["due_date"] = DayField(label="期限", help_text=_DATE_HINT, required=False)
        if Need.END_DATE in needs:
            told_hint = f"1年以内の日。{_DATE_HINT}"
            self.fields["end_date"] = DayField(label="受容の終わりの日", help_text=told_hint, required=False)
        if Need.EVIDENCE in needs:
            sorts = "PDF、Excel、Word、CSV、テキスト、画像。一つ20MBまで、10個まで。"
            widget = ManyFiles(attrs={"accept": ",".join(SORTS)})
            self.fields["files"] = FilesField(label="証跡のファイル", help_text=sorts, widget=widget, required=False)
        self._mark_needed()

    @property
    def step(self) -> Step:
        """The step."""
        return self.row.step

    def given(self) -> dict[str, Any]:
        """What the use case is told."""
        told = self.cleaned_data
        return {
            "version": told.get("version"),
            "note": told.get("note", ""),
            "addressee": told.get("addressee", ""),
            "due_date": told.get("due_date"),
            "end_date": told.get("end_date"),
            "files": [(file.name, file.read()) for file in told.get("files") or ()],
        }

    def renew(self, version: int) -> None:
        """Show the form again over what stands now, so that it can be sent once more."""
        told: Any = self.data
        told = told.copy()
        told[self.add_prefix("version")] = str(version)
        self.data = told

    def tell(self, faults: Sequence[StepFault]) -> None:
        """Put each fault at its field; what is about no field, above the form."""
        for fault in faults:
            name = FIELDS.get(fault.need) if fault.need else None
            self.add_error(name if name in self.fields else None, fault.why_ja)

    def _mark_needed(self) -> None:
        """Everything shown is needed, and is said so; that it is there is judged with everything else, all at once."""
        for name, field in self.fields.items():
            if name != "version":
                field.required = True
                field.error_messages["required"] = "入れてください。"


class OwnerForm(forms.Form):
    """Who looks after findings."""

    owner = forms.ChoiceField(label="担当", required=False)

    def __init__(self, owners: Sequence[tuple[str, str]], *told: Any, **more: Any) -> None:
        super().__init__(*told, **more)
        field: Any = self.fields["owner"]
        field.choices = [("", "担当なし"), *owners]
