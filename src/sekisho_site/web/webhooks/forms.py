"""What is asked for a new place of messages."""

from django import forms

from sekisho_site.records.queries.webhooks import WEBHOOK_EVENTS


class WebhookForm(forms.Form):
    """Where to and of what."""

    url = forms.CharField(label="送り先の URL", max_length=500, error_messages={"required": "送り先の URL を書いてください。"})
    events = forms.MultipleChoiceField(
        label="知らせること",
        choices=WEBHOOK_EVENTS,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "知らせることを一つ以上選んでください。",
            "invalid_choice": "選べないものが含まれています。",
        },
    )
