"""How allauth is told of our people: nobody signs up by themselves; they come by invitation."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Signing in by address and password."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """People come by invitation only."""
        return False


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Signing in by an OpenID provider."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:  # noqa: ARG002
        """The provider says who somebody is; whether they may enter is said by an invitation."""
        return False
