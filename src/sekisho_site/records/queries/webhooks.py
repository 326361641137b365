"""Messages to other programs and keys of programs, as their pages show them."""

from django.db.models import Count, Max, OuterRef, QuerySet, Subquery

from sekisho_site.records.models import ApiToken, Webhook, WebhookDelivery

#: What another program may be told of: code and name.
WEBHOOK_EVENTS = (("finding.opened", "指摘が開いたとき"), ("finding.closed", "指摘が終わったとき"))


def webhooks() -> QuerySet[Webhook]:
    """The places that get messages, newest first, each with how many wait and when one last arrived."""
    own = WebhookDelivery.objects.filter(webhook=OuterRef("pk")).order_by().values("webhook")
    return (
        Webhook.objects.filter(revoked_at=None)
        .select_related("made_by")
        .order_by("-pk")
        .annotate(
            waiting=Subquery(own.filter(next_try_at__isnull=False).annotate(told=Count("pk")).values("told")),
            arrived=Subquery(own.annotate(told=Max("delivered_at")).values("told")),
        )
    )


def webhook_deliveries() -> QuerySet[WebhookDelivery]:
    """Every message, newest first."""
    return WebhookDelivery.objects.select_related("webhook").order_by("-pk")


def api_tokens_of(user: int) -> QuerySet[ApiToken]:
    """The keys that somebody made, newest first."""
    return ApiToken.objects.filter(user=user).order_by("-pk")
