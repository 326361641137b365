"""The forms of people: inviting somebody, changing what they are, and choosing a password by an invitation."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from sekisho.roles import ROLES, Role
from sekisho_site.records.queries import UnknownPartyError, find_party

_DEPARTMENT_HINT = "役割が「所管部署」のときに選びます。"
_PARTY_HINT = "役割が「委託先の…」のときに、会社の番号か名前を書きます。例　P-001"
_PASSWORD_HINT = "12文字以上。よく使われる語や、名前・アドレスに似たものは使えません。"  # noqa: S105  (a hint)


class StandingForm(forms.Form):
    """What somebody is: a role, and what binds it to a part of the registry."""

    role = forms.ChoiceField(label="役割")
    department = forms.ChoiceField(label="部署", required=False, help_text=_DEPARTMENT_HINT)
    party = forms.CharField(label="会社", required=False, max_length=200, help_text=_PARTY_HINT)

    def __init__(self, *args: Any, roles: Iterable[Role], departments: Mapping[str, str], **told: Any) -> None:
        super().__init__(*args, **told)
        offered = [(role.value, role.label) for role in Role if role in set(roles)]
        self.fields["role"].choices = [("", "選んでください"), *offered]  # type: ignore[attr-defined]
        self.fields["department"].choices = [("", "選んでください"), *departments.items()]  # type: ignore[attr-defined]

    def clean_party(self) -> str:
        """The number of the company that was named."""
        called = str(self.cleaned_data["party"]).strip()
        if not called:
            return ""
        try:
            return find_party(called)
        except UnknownPartyError as error:
            raise forms.ValidationError(str(error)) from error

    def clean(self) -> dict[str, Any]:
        """Put what is missing or too much under its field."""
        told = super().clean() or {}
        role = Role(told["role"]) if told.get("role") else None
        if role is None:
            return told
        if role is Role.BUSINESS_DEPARTMENT and not told.get("department"):
            self.add_error("department", "部署を選んでください。")
        if role.is_entrusted_party and not told.get("party") and "party" not in self.errors:
            self.add_error("party", "会社の番号か名前を書いてください。")
        if role is not Role.BUSINESS_DEPARTMENT:
            told["department"] = ""
        if not role.is_entrusted_party:
            told["party"] = ""
        return told

    def standing(self) -> dict[str, Any]:
        """As the use cases take it."""
        told = self.cleaned_data
        return {"role": Role(told["role"]), "department": told["department"] or None, "party": told["party"] or None}


class InviteForm(StandingForm):
    """Somebody to invite to the office or to an entrusted party's desk."""

    email = forms.CharField(label="メールアドレス", max_length=254, help_text="例　sakura@example.jp")
    name = forms.CharField(label="名前", max_length=100)
    field_order = ("email", "name", "role", "department", "party")


class OwnInviteForm(forms.Form):
    """Somebody of one's own company to invite."""

    email = forms.CharField(label="メールアドレス", max_length=254, help_text="例　sakura@example.jp")
    name = forms.CharField(label="名前", max_length=100)
    role = forms.ChoiceField(
        label="役割", choices=[(role.value, role.label) for role in reversed(Role) if role.is_entrusted_party]
    )


class PersonForm(StandingForm):
    """What somebody is, and whether they may enter."""


class PasswordForm(forms.Form):
    """A password, twice."""

    password = forms.CharField(
        label="パスワード",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
        max_length=200,
        help_text=_PASSWORD_HINT,
    )
    again = forms.CharField(
        label="パスワード（確認）",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
        max_length=200,
    )

    def clean(self) -> dict[str, Any]:
        """Both must be the same."""
        told = super().clean() or {}
        if told.get("password") and told.get("again") and told["password"] != told["again"]:
            self.add_error("again", "二つのパスワードが違います。")
        return told


def purpose_of(role: str) -> str:
    """What a role is for."""
    return ROLES[Role(role)].purpose
