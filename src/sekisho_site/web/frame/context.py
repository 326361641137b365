"""What the frame around every page shows: the menu with its counts, who signed in, the day."""

from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from sekisho.roles import Permission, Role
from sekisho_site.records.queries import reach_of
from sekisho_site.records.queries.figures import menu_figures
from sekisho_site.web.clock import today
from sekisho_site.web.frame.navigation import menu_for


def frame(request: HttpRequest) -> dict[str, Any]:
    """The menu of the person, their role in words, and the day against which distances are told."""
    day = today()
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"menu": (), "menu_figures": {}, "role": "", "search_url": "", "today": day}
    inside = user.may(Permission.ENTER_OFFICE)
    return {
        "menu": list(menu_for(user, request.path)) if inside else (),
        "menu_figures": menu_figures(reach_of(user), day) if inside else {},
        "role": Role(user.role).label,
        "search_url": _search(),
        "today": day,
    }


def _search() -> str:
    try:
        return reverse("search")
    except NoReverseMatch:
        return ""
