"""Who calls, and whether they may: keys of programs, permissions that each operation declares, and how often one may call.

Knows nothing of sessions: a cookie opens nothing here, so that no other site can make a browser act. What declares no
permission is refused, whoever asks.
"""

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from django.core.cache import cache
from django.http import HttpRequest
from ninja import NinjaAPI, Router
from ninja.errors import AuthorizationError, Throttled
from ninja.security import HttpBearer

from sekisho.roles import Permission
from sekisho_site.records.entering import Holder, holder_of
from sekisho_site.records.queries import Reach, reach_of
from sekisho_site.web.api.problems import answers
from sekisho_site.web.clock import now
from sekisho_site.web.permissions import UndeclaredPageError

#: So often a key may be used within a minute.
CALLS_A_MINUTE = 600
_WINDOW = 60

View = TypeVar("View", bound=Callable[..., Any])


class ApiRequest(HttpRequest):
    """A request of a program: who it speaks for, how far they see, and which permissions the key has."""

    auth: Holder
    user: Any
    reach: Reach


class ApiKey(HttpBearer):
    """A key in the heading ``Authorization: Bearer …`` with any one of these permissions."""

    def __init__(self, permissions: tuple[Permission, ...]) -> None:
        super().__init__()
        self.permissions = permissions

    def authenticate(self, request: Any, token: str) -> Holder | None:
        """The holder of the key; 401 for none, 429 for one that calls too often, 403 for one that may not do this."""
        holder = holder_of(token, now())
        if holder is None:
            return None
        _count(holder.key)
        if not holder.permissions.intersection(self.permissions):
            raise AuthorizationError
        request.user, request.reach = holder.user, reach_of(holder.user)
        return holder


def _count(key: int) -> None:
    moment = int(now().timestamp())
    name = f"api:{key}:{moment // _WINDOW}"
    cache.add(name, 0, timeout=2 * _WINDOW)
    try:
        used = cache.incr(name)
    except ValueError:  # thrown out of the cache meanwhile
        used = 1
    if used > CALLS_A_MINUTE:
        raise Throttled(wait=_WINDOW - moment % _WINDOW)


def operation(  # noqa: PLR0913  (the words of one declaration)
    router: Router,
    method: str,
    path: str,
    *permissions: Permission,
    gives: Any,
    status: int = 200,
    refuses: tuple[int, ...] = (),
    **told: Any,
) -> Callable[[View], View]:
    """An operation for holders of any one of these permissions. ``refuses`` are the problems it may answer beside the usual."""
    scopes = "、".join(f"`{each.value}`" for each in permissions)

    def declare(view: View) -> View:
        words = (view.__doc__ or "").strip()
        register = partial(
            router.api_operation,
            [method],
            path,
            auth=ApiKey(permissions),
            response={status: gives, **answers(*refuses)},
            operation_id=view.__name__,
            summary=words.splitlines()[0] if words else None,
            description=f"{words}\n\n要る権限（どれか一つ）：{scopes}",
            openapi_extra={"x-permissions": [each.value for each in permissions], **told.pop("openapi_extra", {})},
            **told,
        )
        register()(view)
        return view

    return declare


def declared_operations(api: NinjaAPI) -> list[tuple[str, str, tuple[Permission, ...]]]:
    """Method, path and permissions of every operation. Raises :class:`UndeclaredPageError` for one that declares none."""
    found: list[tuple[str, str, tuple[Permission, ...]]] = []
    for prefix, router in _routers(api):
        for path, view in router.path_operations.items():
            for each in view.operations:
                permissions = next((auth.permissions for auth in each.auth_callbacks if isinstance(auth, ApiKey)), ())
                if not permissions:
                    raise UndeclaredPageError(f"{path}: この操作は、だれが使えるかを宣言していません。")
                found.extend((method, f"{prefix}{path}", permissions) for method in each.methods)
    return found


def _routers(api: NinjaAPI) -> list[tuple[str, Router]]:
    api.get_openapi_schema(path_prefix="")  # binds the routers
    return [(prefix, router) for prefix, router in api._routers]
