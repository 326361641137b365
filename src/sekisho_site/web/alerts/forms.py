"""Forms of triage: one form, whose fields are what the step needs. The rules stay in ``sekisho.response.triage``."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from sekisho.response.triage import TriageFault, TriageNeed, TriageStep, TriageTransition
from sekisho_site.web.findings.forms import DayField

_FIELDS: Mapping[TriageNeed, str] = {
    TriageNeed.NOTE: "note",
    TriageNeed.PARTY: "party",
    TriageNeed.SIGN: "sign",
    TriageNeed.END_DATE: "end_date",
}
_NOTES: Mapping[TriageStep, tuple[str, str]] = {
    TriageStep.CONFIRM: (
        "確かめたこと",
        "何を見て事実と判断したかを書いてください。実態の記録になり、次の照合で指摘になります。",
    ),
    TriageStep.EXPLAIN: ("説明がつく理由", "理由は監査の記録に残ります。同じ型の警告を自動で消すことはありません。"),
    TriageStep.EXCLUDE: ("除外する理由", "承認者としてあなたの名前が残ります。終わりの日を過ぎると、また警告します。"),
    TriageStep.LOOK_AGAIN: ("もう一度調べる理由", ""),
}


class TriageForm(forms.Form):
    """What comes with a step. ``version`` is what the page showed; ``signs`` are codes and names of signs to choose from."""

    use_required_attribute = False  # the server is the judge, and tells all faults at once

    def __init__(
        self,
        row: TriageTransition,
        version: str,
        signs: Sequence[tuple[str, str]],
        data: Any = None,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, prefix=row.step.value, initial=dict(initial or {}))
        self.row = row
        self.fields["version"] = forms.CharField(widget=forms.HiddenInput, initial=version, required=False, max_length=40)
        needs = row.needs
        if TriageNeed.PARTY in needs:
            hint = "台帳の会社番号。例　P-001"
            self.fields["party"] = forms.CharField(label="会社", help_text=hint, required=False, max_length=200)
        if TriageNeed.SIGN in needs and signs:
            self.fields["sign"] = forms.ChoiceField(label="どの兆候に当たるか", choices=signs, required=False)
        if TriageNeed.NOTE in needs:
            label, hint = _NOTES[row.step]
            self.fields["note"] = forms.CharField(
                label=label, help_text=hint, widget=forms.Textarea(attrs={"rows": 3}), required=False
            )
        if TriageNeed.END_DATE in needs:
            hint = "1年以内の日。例　2026年11月24日、R8.11.24"
            self.fields["end_date"] = DayField(label="除外の終わりの日", help_text=hint, required=False)
        for name, field in self.fields.items():
            if name != "version":
                field.required = True
                field.error_messages["required"] = "入れてください。"

    @property
    def step(self) -> TriageStep:
        """The step."""
        return self.row.step

    def given(self) -> dict[str, Any]:
        """What the use case is told."""
        told = self.cleaned_data
        words = {name: told.get(name) or "" for name in ("note", "party", "sign")}
        return {**words, "end_date": told.get("end_date"), "version": told.get("version") or None}

    def renew(self, version: str) -> None:
        """Show the form again over what stands now, so that it can be sent once more."""
        told: Any = self.data
        told = told.copy()
        told[self.add_prefix("version")] = version
        self.data = told

    def tell(self, faults: Sequence[TriageFault]) -> None:
        """Put each fault at its field; what is about no field, above the form."""
        for fault in faults:
            name = _FIELDS.get(fault.need) if fault.need else None
            self.add_error(name if name in self.fields else None, fault.why_ja)
