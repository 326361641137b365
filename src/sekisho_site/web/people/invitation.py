"""The page behind an invitation: whoever holds the link chooses a password and is in."""

from allauth.account.adapter import get_adapter
from allauth.core.internal import ratelimit
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.debug import sensitive_post_parameters

from sekisho.roles import ROLES, Role
from sekisho_site.config.refusal import RefusedError
from sekisho_site.records.queries.people import bound_to, usable_invitation
from sekisho_site.usecases import accept_invitation
from sekisho_site.web.clock import now
from sekisho_site.web.people.forms import PasswordForm
from sekisho_site.web.people.links import kept_secret
from sekisho_site.web.permissions import open_to_all

_LIMIT = {"invitation": "30/5m/ip"}


@method_decorator(sensitive_post_parameters(), name="dispatch")
class InvitationPage(View):
    """Shows who is invited to what, and takes the password."""

    def dispatch(self, request: HttpRequest, *args: str, **told: str) -> HttpResponse:
        """Trying links one after the other is slowed down; nothing here is kept by a cache or told to another page."""
        if not ratelimit.consume(request, app="sekisho", action="invitation", config=_LIMIT, limit_get=True):
            return kept_secret(render(request, "429.html", status=429))
        return kept_secret(super().dispatch(request, *args, **told))  # type: ignore[arg-type]

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        """The form; for a link that does not open, what to do."""
        return self._shown(request, token, PasswordForm())

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        """Take the password, and lead to signing in with it: a second factor is asked for there, if there is one."""
        form = PasswordForm(request.POST)
        invitation = usable_invitation(token, now())
        if invitation is None or not form.is_valid():
            return self._shown(request, token, form)
        try:
            accept_invitation(token=token, password=form.cleaned_data["password"], by=f"I-{invitation.pk:06d}", at=now())
        except RefusedError as refusal:
            form.add_error("password", str(refusal))
            return self._shown(request, token, form)
        if request.user.is_authenticated:
            get_adapter(request).logout(request)
        messages.success(request, "パスワードを決めました。メールアドレスとパスワードでサインインしてください。")
        return redirect("account_login")

    @staticmethod
    def _shown(request: HttpRequest, token: str, form: PasswordForm) -> HttpResponse:
        invitation = usable_invitation(token, now())
        if invitation is None:
            return render(request, "people/invitation_closed.html", status=410)
        told = {
            "form": form,
            "invitation": invitation,
            "role": Role(invitation.role).label,
            "described": ROLES[Role(invitation.role)],
            "bound": bound_to([invitation]).get(invitation.department_id or invitation.party_id or "", ""),
        }
        return render(request, "people/invitation.html", told, status=400 if form.errors else 200)


invitation = open_to_all("the token in the link is the key; who holds it was invited")(InvitationPage.as_view())
