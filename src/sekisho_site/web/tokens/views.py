"""Somebody's own keys for programs."""

from contextlib import suppress

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from sekisho.roles import Permission, Role
from sekisho_site.config.refusal import RefusedError
from sekisho_site.records.queries.webhooks import api_tokens_of
from sekisho_site.usecases import make_api_token, revoke_api_token
from sekisho_site.web.clock import now, today
from sekisho_site.web.permissions import SignedInRequest, permitted
from sekisho_site.web.tokens.forms import TokenForm


@permitted(Permission.USE_API)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: SignedInRequest) -> HttpResponse:
    """The keys, and the form for a new one; the key itself is shown in the answer that made it and never again."""
    form = TokenForm(request.POST or None, role=Role(request.user.role), today=today())
    made = _made(request, form) if request.method == "POST" and form.is_valid() else None
    if made:
        form = TokenForm(role=Role(request.user.role), today=today())
    return render(request, "tokens/tokens.html", {"form": form, "made": made, "rows": _rows(request)})


def _made(request: SignedInRequest, form: TokenForm) -> str | None:
    told = form.cleaned_data
    try:
        made = make_api_token(
            user=request.user.pk,
            name=told["name"],
            scopes=[Permission(code) for code in told["scopes"]],
            expires_at=told["expires_on"],
            by=request.user.number,
            at=now(),
        )
    except RefusedError as error:
        form.add_error(None, str(error))
        return None
    return made.token


def _rows(request: SignedInRequest) -> list[dict[str, object]]:
    at = now()
    return [
        {
            "token": each,
            "scopes": [Permission(code).label for code in each.scopes],
            "state": "取り消し" if each.revoked_at else "期限切れ" if each.expires_at <= at else "",
        }
        for each in api_tokens_of(request.user.pk)[:200]
    ]


@permitted(Permission.USE_API)
@require_POST
def token_revoke(request: SignedInRequest, pk: int) -> HttpResponse:
    """End a key at once."""
    if not api_tokens_of(request.user.pk).filter(pk=pk).exists():
        raise Http404
    with suppress(RefusedError):  # it is ended already, which is what was asked for
        revoke_api_token(user=request.user.pk, number=pk, by=request.user.number, at=now())
    return redirect("tokens")
