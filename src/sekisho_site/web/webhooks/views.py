"""Places to which messages about findings go."""

from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from sekisho.roles import Permission
from sekisho_site.config.refusal import RefusedError
from sekisho_site.records.queries.webhooks import WEBHOOK_EVENTS, webhook_deliveries
from sekisho_site.records.queries.webhooks import webhooks as places
from sekisho_site.usecases import MadeWebhook, make_webhook, retry_delivery, revoke_webhook, try_webhook
from sekisho_site.web.clock import now
from sekisho_site.web.permissions import SignedInRequest, permitted
from sekisho_site.web.webhooks.forms import WebhookForm

_SHOWN = 50
_NAMES = {**dict(WEBHOOK_EVENTS), "test": "試し"}


@permitted(Permission.MANAGE_SETTINGS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def webhooks(request: SignedInRequest) -> HttpResponse:
    """The places, the newest messages, and the form for a new place; its secret is shown in the answer that made it."""
    form = WebhookForm(request.POST or None)
    made = _made(request, form) if request.method == "POST" and form.is_valid() else None
    shown = {"form": WebhookForm() if made else form, "made": made, "rows": _places(), "sent": _sent()}
    return render(request, "webhooks/webhooks.html", shown)


def _made(request: SignedInRequest, form: WebhookForm) -> MadeWebhook | None:
    told = form.cleaned_data
    try:
        return make_webhook(url=told["url"], events=told["events"], user=request.user.pk, by=request.user.number, at=now())
    except RefusedError as error:
        form.add_error("url", str(error))
        return None


def _places() -> list[dict[str, Any]]:
    return [{"hook": hook, "events": [_NAMES.get(code, code) for code in hook.events]} for hook in places()]


def _sent() -> list[dict[str, Any]]:
    return [
        {"delivery": each, "event": _NAMES.get(each.event, each.event), "stopped": each.webhook.revoked_at is not None}
        for each in webhook_deliveries()[:_SHOWN]
    ]


def _within(pk: int) -> None:
    if not places().filter(pk=pk).exists():
        raise Http404


@permitted(Permission.MANAGE_SETTINGS)
@require_POST
def webhook_try(request: SignedInRequest, pk: int) -> HttpResponse:
    """Send a message that says nothing."""
    _within(pk)
    try_webhook(number=pk, by=request.user.number, at=now())
    messages.success(request, "試しの知らせを送ります。届いたかどうかは、下の一覧に出ます。")
    return redirect(f"{reverse('webhooks')}#sent")


@permitted(Permission.MANAGE_SETTINGS)
@require_POST
def webhook_revoke(request: SignedInRequest, pk: int) -> HttpResponse:
    """Send nothing more there."""
    _within(pk)
    with suppress(RefusedError):  # somebody else just did
        revoke_webhook(number=pk, by=request.user.number, at=now())
    messages.success(request, "通知先を止めました。")
    return redirect("webhooks")


@permitted(Permission.MANAGE_SETTINGS)
@require_POST
def delivery_retry(request: SignedInRequest, pk: int) -> HttpResponse:
    """Send a message once more."""
    if not webhook_deliveries().filter(pk=pk).exists():
        raise Http404
    try:
        retry_delivery(number=pk, by=request.user.number, at=now())
        messages.success(request, "もう一度送ります。")
    except RefusedError as error:
        messages.error(request, str(error))
    return redirect(f"{reverse('webhooks')}#sent")
