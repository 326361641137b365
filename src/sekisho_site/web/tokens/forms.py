"""What is asked for a new key: what it is for, what it may, and until when."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.timezone import make_aware

from sekisho.formats.dates import read_date
from sekisho.formats.misread import Misread
from sekisho.roles import ROLES, Permission, Role
from sekisho_site.web.frame.templatetags.words import plain_day

_DAYS = 90


class TokenForm(forms.Form):
    """A new key. The scopes offered are the permissions of whoever makes it."""

    name = forms.CharField(label="何に使う鍵か", max_length=100, error_messages={"required": "何に使う鍵かを書いてください。"})
    scopes = forms.MultipleChoiceField(
        label="鍵に許すこと",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "鍵に許すことを一つ以上選んでください。",
            "invalid_choice": "選べないものが含まれています。",
        },
    )
    expires_on = forms.CharField(label="期限", max_length=40, error_messages={"required": "期限の日を書いてください。"})

    def __init__(self, *args: Any, role: Role, today: date, **told: Any) -> None:
        told.setdefault("initial", {"expires_on": plain_day(today + timedelta(days=_DAYS))})
        super().__init__(*args, **told)
        own = [each for each in Permission if each in ROLES[role].permissions and each is not Permission.USE_API]
        self.fields["scopes"].choices = [(each.value, each.label) for each in own]  # type: ignore[attr-defined]

    def clean_expires_on(self) -> datetime:
        """The end of the day that was written."""
        try:
            day = read_date(self.cleaned_data["expires_on"])
        except Misread as error:
            raise forms.ValidationError("日付として読めません。例　2026年11月24日") from error
        return make_aware(datetime.combine(day, time(23, 59, 59)))
