"""What the frame around every page shows: the menu, who signed in."""

from typing import Any

from django.http import HttpRequest

from sekisho.roles import Permission, Role
from sekisho_site.web.frame.navigation import menu_for


def frame(request: HttpRequest) -> dict[str, Any]:
    """The menu of the person and their role in words."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"menu": (), "role": ""}
    menu = list(menu_for(user, request.path)) if user.may(Permission.ENTER_OFFICE) else []
    return {"menu": menu, "role": Role[user.role.upper()].label}
