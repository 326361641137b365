"""The form of a signature. Who may sign what is judged by the use case."""

from typing import Any

from django import forms

from sekisho.response.log_reviews import ReviewResult


class SignForm(forms.Form):
    """What somebody found, and under which staff number they sign."""

    use_required_attribute = False  # the server is the judge, and tells all faults at once

    result = forms.ChoiceField(label="結果", widget=forms.RadioSelect, error_messages={"required": "選んでください。"})
    note = forms.CharField(
        label="見たこと",
        help_text="「問題は見当たらない」以外のときは、見たことと、これからすることを書いてください。",
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    person = forms.CharField(
        label="あなたの要員番号",
        help_text="作業した人、システムを運用する人と別の人であることを確かめます。",
        max_length=200,
        error_messages={"required": "入れてください。"},
    )

    def __init__(self, results: list[ReviewResult], *told: Any, **more: Any) -> None:
        super().__init__(*told, **more)
        field: Any = self.fields["result"]
        field.choices = [(each.value, each.label) for each in results]
