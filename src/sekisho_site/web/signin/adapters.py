"""How allauth is told of our people: nobody signs up by themselves, they come by invitation; and everything in our words."""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from sekisho_site.web.signin.lockout import is_locked

#: What allauth tells by the name of a template; what is not here is not told.
_TOLD = {
    "account/messages/logged_out.txt": "サインアウトしました。",
    "account/messages/password_changed.txt": "パスワードを変えました。",
    "mfa/messages/totp_activated.txt": "認証アプリを登録しました。",
    "mfa/messages/totp_deactivated.txt": "認証アプリの登録を消しました。",
    "mfa/messages/recovery_codes_generated.txt": "予備のコードを作りました。前のコードは使えません。",
    "mfa/messages/webauthn_added.txt": "パスキーを登録しました。",
    "mfa/messages/webauthn_removed.txt": "パスキーの登録を消しました。",
}


def name_of(user: Any) -> str:
    """How somebody is called on their own pages and on their own devices."""
    return str(user.name)


class AccountAdapter(DefaultAccountAdapter):
    """Signing in by address and password."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "このアカウントは使えません。個人情報保護室に確かめてください。",
        "email_password_mismatch": "メールアドレスかパスワードが違います。",
        "enter_current_password": "今のパスワードが違います。",
        "incorrect_code": "コードが違います。",
        "incorrect_password": "パスワードが違います。",
        "invalid_login": "サインインできませんでした。",
        "invalid_password_reset": "このリンクは使えません。",
        "too_many_login_attempts": "サインインの失敗が続いています。しばらく待ってからお試しください。",
        "rate_limited": "操作が続いています。しばらく待ってからお試しください。",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """People come by invitation only."""
        return False

    def is_safe_url(self, url: str) -> bool:
        """Only addresses of these pages, told without a host, are gone to after signing in."""
        return bool(url_has_allowed_host_and_scheme(url, allowed_hosts=None))

    def pre_login(self, request: HttpRequest, user: Any, **told: Any) -> HttpResponse | None:
        """Whatever way somebody came: an address that rests does not enter."""
        if is_locked(request, user.email):
            return render(request, "frame/locked.html", status=429)
        answer: HttpResponse | None = super().pre_login(request, user, **told)
        return answer

    def add_message(  # noqa: PLR0913, PLR0917  (as the library calls it)
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,  # noqa: ARG002
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Tell what happened, in our words."""
        told = message or _TOLD.get(message_template or "", "")
        if told:
            messages.add_message(request, level, told, extra_tags=extra_tags)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Second factors."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": "この登録は消せません。",
        "cannot_generate_recovery_codes": "先に認証アプリかパスキーを登録してください。",
        "incorrect_code": "コードが違います。時間がたつと変わるので、今出ているコードを入れてください。",
        "unverified_email": "メールアドレスを確かめてから登録してください。",
    }

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        """パスキー, パスキー 2 …"""
        from allauth.mfa.models import Authenticator  # noqa: PLC0415  (the adapter is loaded before the models are)

        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return "パスキー" if not count else f"パスキー {count + 1}"

    def _get_site_name(self) -> str:
        return "Sekisho"


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Signing in by an OpenID provider."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:  # noqa: ARG002
        """The provider says who somebody is; whether they may enter is said by an invitation."""
        return False

    def list_apps(self, request: HttpRequest, provider: Any = None, client_id: Any = None) -> list[Any]:  # noqa: ARG002
        """The provider of the settings; the table of providers is not asked, so that nobody adds one by writing to it."""
        from allauth.socialaccount.adapter import _build_apps_from_settings  # noqa: PLC0415  (needs the models)

        built = _build_apps_from_settings(provider=provider, client_id=client_id)
        return [app for apps in built.values() for app in apps]

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Refuse whom we do not know, and a second account of the provider for somebody who already has one."""
        user = sociallogin.user
        known = sociallogin.is_existing
        if known and sociallogin.account.pk is None:
            known = not SocialAccount.objects.filter(user=user, provider=sociallogin.account.provider).exists()
        if not known:
            raise ImmediateHttpResponse(refused(request))

    def can_authenticate_by_email(self, login: Any, email: str) -> bool:  # noqa: ARG002
        """By an address that the provider has verified (the library asks for verified ones only)."""
        return bool(settings.SOCIALACCOUNT_EMAIL_AUTHENTICATION)


def refused(request: HttpRequest) -> HttpResponse:
    """The page for somebody whom the provider knows and we do not; it says the same whatever the reason is."""
    return render(request, "signin/not_invited.html", status=403)
