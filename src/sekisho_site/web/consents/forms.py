"""The form of a decision. What a decision must be is judged by the use case."""

from typing import Any

from django import forms

from sekisho_site.usecases import Decision
from sekisho_site.usecases.decide_consent import LONGEST_CONDITIONS
from sekisho_site.web.findings.forms import DayField

_DATE_HINT = "例　2026年11月24日、2026/11/24、R8.11.24"


class DecisionForm(forms.Form):
    """承諾するか、しないか。"""

    decision = forms.ChoiceField(
        label="判断",
        choices=(("granted", "承諾する"), ("refused", "承諾しない")),
        widget=forms.RadioSelect,
        error_messages={"required": "承諾するか、しないかを選んでください。"},
    )
    decided_on = DayField(label="判断日", help_text=_DATE_HINT, error_messages={"required": "判断した日を書いてください。"})
    expires_on = DayField(label="承諾の期限", required=False, help_text="この日まで。決めないときは空欄にします。")
    written = forms.BooleanField(label="書面（電磁的なものを含む）で伝える", required=False, initial=True)
    conditions = forms.CharField(
        label="条件、または不承諾の理由",
        required=False,
        max_length=LONGEST_CONDITIONS,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="承諾に付ける条件か、承諾しない理由。監査の記録に残ります。",
    )
    seen = forms.CharField(widget=forms.HiddenInput)

    def decided(self) -> Decision:
        """The decision that was typed."""
        told: dict[str, Any] = self.cleaned_data
        return Decision(
            granted=told["decision"] == "granted",
            decided_on=told["decided_on"],
            expires_on=told["expires_on"],
            written=told["written"],
            conditions=told["conditions"],
        )
