"""Help pages. Knows the tables of roles, outcomes and records; shows nothing of what is recorded."""

from datetime import timedelta
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from sekisho.roles import ROLES, Permission
from sekisho.terms import Plane
from sekisho_site.web.clock import today
from sekisho_site.web.permissions import SignedInRequest, permitted, signed_in

ICONS = (
    "gate", "ledger", "promise", "fact", "match", "mismatch", "unknown", "clock", "alert", "info", "file", "upload", "download",
    "search", "bell", "person", "link", "lock", "camera", "calendar", "offline", "scale", "external", "check", "menu", "pen",
    "back", "next", "plus", "help",
)  # fmt: skip


class _Sample(forms.Form):
    """One field of every sort."""

    name = forms.CharField(label="名前", help_text="登記の名前を書きます。")
    day = forms.CharField(label="期限")
    note = forms.CharField(label="メモ", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    plane = forms.ChoiceField(label="記録", choices=[(plane.value, plane.label) for plane in Plane], widget=forms.RadioSelect)
    kind = forms.ChoiceField(label="種類", choices=[("a", "個別契約"), ("b", "定型約款")])
    sure = forms.BooleanField(label="内容を確かめました")


@signed_in
def help_page(request: SignedInRequest) -> HttpResponse:
    """How to read the pages, and the keys."""
    return render(request, "help/help.html")


@signed_in
def roles(request: SignedInRequest) -> HttpResponse:
    """Who may do what, from the table that decides it."""
    columns = [(role, told) for role, told in ROLES.items()]
    rows = [(permission, [permission in told.permissions for _, told in columns]) for permission in Permission]
    return render(request, "help/roles.html", {"columns": columns, "rows": rows})


@permitted(Permission.ENTER_OFFICE)
def parts(request: SignedInRequest) -> HttpResponse:
    """Every part of the design system on one page, to be looked at and checked."""
    return render(request, "help/parts.html", _samples())


def _samples() -> dict[str, Any]:
    day = today()
    return {
        "days": [day + timedelta(days=days) for days in (-4, 0, 2, 30)],
        "sha256": "9f3c" + "0" * 56 + "e27a",
        "icons": ICONS,
        "form": _Sample({"day": "2026/13/01", "kind": "a"}),
        "page": Paginator(range(1281), 50).page(2),
        "tabs": [{"href": "#p-tabs", "label": "概要", "here": True}, {"href": "#p-tabs", "label": "指摘", "count": 12}],
    }
