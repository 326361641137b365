"""The forms of signing in: allauth's own, in our words, and with every wrong code counted like a wrong password."""

from typing import Any

from allauth.account import forms as account
from allauth.core import context
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django.core.exceptions import ValidationError

from sekisho_site.web.signin.lockout import count_failure, is_locked

_ADDRESS = "メールアドレス"
_PASSWORD = "パスワード"  # noqa: S105  (a label)
_RESTING = "しばらくサインインできません。15分待ってからお試しください。"
_NEW_PASSWORD_HINT = "12文字以上。よく使われる語や、名前・アドレスに似たものは使えません。"  # noqa: S105  (a hint)


def _word(form: Any, labels: dict[str, str]) -> None:
    """Put our words on fields and take the library's placeholders and links away."""
    for name, field in form.fields.items():
        field.label = labels.get(name, field.label)
        field.help_text = ""
        field.widget.attrs.pop("placeholder", None)


class PasswordSignInForm(account.LoginForm):
    """Address and password."""

    def __init__(self, *args: Any, **told: Any) -> None:
        super().__init__(*args, **told)
        _word(self, {"login": _ADDRESS, "password": _PASSWORD})


class PasswordAgainForm(account.ReauthenticateForm):
    """The password once more before something weighty."""

    def __init__(self, *args: Any, **told: Any) -> None:
        super().__init__(*args, **told)
        _word(self, {"password": _PASSWORD})


class PasswordChangeForm(account.ChangePasswordForm):
    """The present password and a new one. Wrong present passwords are counted: an unattended screen must not be a way in."""

    def __init__(self, *args: Any, **told: Any) -> None:
        super().__init__(*args, **told)
        _word(self, {"oldpassword": "今のパスワード", "password1": "新しいパスワード", "password2": "新しいパスワード（確認）"})
        self.fields["password1"].help_text = _NEW_PASSWORD_HINT

    def clean_oldpassword(self) -> str:
        """The present password."""
        with _Counted(self.user.email):
            return str(super().clean_oldpassword())


class PasswordResetForm(account.ResetPasswordForm):
    """The address to which a link is sent, if somebody of that address is here."""

    def __init__(self, *args: Any, **told: Any) -> None:
        super().__init__(*args, **told)
        _word(self, {"email": _ADDRESS})


class NewPasswordForm(account.ResetPasswordKeyForm):
    """A new password, by the link that was mailed."""

    def __init__(self, *args: Any, **told: Any) -> None:
        super().__init__(*args, **told)
        _word(self, {"password1": "新しいパスワード", "password2": "新しいパスワード（確認）"})
        self.fields["password1"].help_text = _NEW_PASSWORD_HINT


class _Counted:
    """Refuses while the address rests, and counts what is refused inside."""

    def __init__(self, email: str) -> None:
        self._email = email

    def __enter__(self) -> None:
        if is_locked(context.request, self._email):
            raise ValidationError(_RESTING)

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        if isinstance(error, ValidationError):
            count_failure(context.request, self._email)


class CodeForm(mfa.AuthenticateForm):
    """The code of an app or a recovery code, as the second step."""

    def __init__(self, *args: Any, **told: Any) -> None:
        super().__init__(*args, **told)
        _word(self, {"code": "確認コード"})

    def clean_code(self) -> str:
        """The code, if it is the right one and guessing has not been stopped."""
        with _Counted(self.user.email):
            return str(super().clean_code())


class CodeAgainForm(mfa.ReauthenticateForm):
    """A code once more before something weighty."""

    def __init__(self, *args: Any, **told: Any) -> None:
        super().__init__(*args, **told)
        _word(self, {"code": "確認コード"})

    def clean_code(self) -> str:
        """The code, if it is the right one and guessing has not been stopped."""
        with _Counted(self.user.email):
            return str(super().clean_code())


class KeyForm(webauthn.AuthenticateWebAuthnForm):
    """A passkey as the second step."""

    def clean_credential(self) -> Any:
        """The answer of the key."""
        with _Counted(self.user.email):
            return _sound(super().clean_credential)


class KeyAgainForm(webauthn.ReauthenticateWebAuthnForm):
    """A passkey once more before something weighty."""

    def clean_credential(self) -> Any:
        """The answer of the key."""
        with _Counted(self.user.email):
            return _sound(super().clean_credential)


class PasskeySignInForm(webauthn.LoginWebAuthnForm):
    """A passkey instead of a password. Failures count for nobody in particular: the answer names whom it likes."""

    def clean_credential(self) -> Any:
        """The answer of the key; one of an address that rests is refused like any other."""
        with _Counted("passkey"):
            authenticator = _sound(super().clean_credential)
            if is_locked(context.request, authenticator.user.email):
                raise ValidationError(_RESTING)
            return authenticator


class NewTotpForm(totp.ActivateTOTPForm):
    """The first code of an app that is being set up."""

    def __init__(self, *args: Any, **told: Any) -> None:
        super().__init__(*args, **told)
        _word(self, {"code": "アプリに出た6桁のコード"})


class NewKeyForm(webauthn.AddWebAuthnForm):
    """A passkey that is being added."""

    def __init__(self, *args: Any, **told: Any) -> None:
        super().__init__(*args, **told)
        _word(self, {"name": "名前", "passwordless": "パスワードの代わりに使う"})
        self.fields["passwordless"].help_text = "指紋や PIN で確かめる機器だけが使えます。"

    def clean(self) -> Any:
        """The answer of the key."""
        return _sound(super().clean)


class KeyNameForm(webauthn.EditWebAuthnForm):
    """Another name for a passkey."""

    def __init__(self, *args: Any, **told: Any) -> None:
        super().__init__(*args, **told)
        _word(self, {"name": "名前"})


def _sound(read: Any) -> Any:
    """What ``read`` gives; an answer that no key would give is refused in words instead of breaking the page."""
    try:
        return read()
    except ValidationError:
        raise
    except Exception as error:
        raise ValidationError("パスキーの応答を読めませんでした。もう一度お試しください。") from error
