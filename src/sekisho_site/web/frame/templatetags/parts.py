"""What the parts of pages (``templates/cotton``) are made with: icons, words of codes, distances of days, controls of forms.

Knows vocabularies and how they look; refuses to know records and requests.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import template
from django.forms import BoundField
from django.templatetags.static import static
from django.utils.html import format_html

from sekisho import roles, terms
from sekisho.detection import told
from sekisho.response import life, log_reviews, triage
from sekisho_site.web.frame.templatetags.words import day

register = template.Library()

_LOOKS = {
    "agrees": "match",
    "conflicts": "mismatch",
    "cannot_tell": "unknown",
    "declared": "ledger",
    "promised": "promise",
    "observed": "fact",
}
_HEIGHTS = {"critical": 3, "high": 3, "medium": 2, "low": 1}
_NEAR = 7


@register.simple_tag
def icon(name: str) -> str:
    """One icon of the sprite; it always stands beside a word, so it is hidden from screen readers."""
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}#i-{}"/></svg>', static("sekisho/icons.svg"), name)


@register.filter
def look(code: str) -> str:
    """The class and icon of an outcome or of one of the three records: ``conflicts`` looks like ``mismatch``."""
    return _LOOKS.get(str(code), str(code))


@register.filter
def label(code: Any, vocabulary: str) -> str:
    """How people call a code of a vocabulary: ``{{ finding.stage|label:"Stage" }}``; an unknown code is shown as it is."""
    for module in (terms, life, triage, log_reviews, told, roles):
        words = getattr(module, vocabulary, None)
        if words is not None:
            return next((str(word.label) for word in words if word.value == str(code)), str(code))
    return str(code)


@register.filter
def lit(severity: str) -> tuple[bool, bool, bool]:
    """Which of the three bars of a severity are lit."""
    height = _HEIGHTS.get(str(severity), 0)
    return (height >= 1, height >= 2, height >= 3)


@register.filter
def item(values: Mapping[str, Any] | None, key: str) -> Any:
    """One value of a mapping, or None."""
    return values.get(key) if values else None


@register.filter
def until(when: date | None, today: date) -> str:
    """あと2日, 本日, 4日超過: how far a day is."""
    if when is None:
        return ""
    days = (when - today).days
    if days == 0:
        return "本日"
    return f"あと{days:,}日" if days > 0 else f"{-days:,}日超過"


@register.filter
def near_day(value: date | None, today: date) -> str:
    """11月24日（火）: the year is left out where it is this one; in tables with little room."""
    if value is None:
        return "—"
    whole = day(value)
    return whole.removeprefix(f"{today.year}年")


@register.filter
def urgency(when: date | None, today: date) -> str:
    """The class of a day that something is due: ``over``, ``near`` (a week or less), or nothing."""
    if when is None:
        return ""
    days = (when - today).days
    return "over" if days < 0 else "near" if days <= _NEAR else ""


@register.filter
def percent(part: int | None, whole: int | None) -> int:
    """A share as the whole number of a bar's class; something is never drawn as nothing, nor all but something as all."""
    if not part or not whole:
        return 0
    if part >= whole:
        return 100
    return min(99, max(1, round(100 * part / whole)))


@register.simple_tag
def control(field: BoundField, hint: str = "") -> str:
    """The control of a form field, bound to its hint and error text so that both are read out with it."""
    described = [f"{field.auto_id}_hint"] if hint or field.help_text else []
    if field.errors:
        described.append(f"{field.auto_id}_error")
    return field.as_widget(attrs={"aria-describedby": " ".join(described)} if described else {})
