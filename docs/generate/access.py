"""The page of addresses: who may open each page and use each operation of the API, from what each declares."""

import os
from collections.abc import Iterator, Sequence
from typing import Any

from docs.generate.markdown import table
from sekisho.roles import ROLES, Permission


def page() -> str:
    """docs/reference/permissions.md."""
    roles = list(ROLES)
    return "\n".join(
        [
            "# ページと API を開ける役割\n\n"
            "番地ごとに宣言された権限から作った表です。○の役割でも、届く範囲の外にあるものは 404 になります。"
            "「だれでも」はサインインの前に開けるもので、リンクの合い言葉や鍵をそれぞれ確かめます。\n",
            "## ページ\n",
            table(["番地", "名前", *(role.label for role in roles)], [_row(*told) for told in _pages()]),
            "## API\n",
            table(
                ["操作", "番地", *(role.label for role in roles)],
                [_row(method, f"/api/v1{path}", permissions) for method, path, permissions in _operations()],
            ),
        ]
    )


def _row(first: str, second: str, permissions: Sequence[Permission] | None) -> list[str]:
    if permissions is None:
        return [f"`{first}`", f"`{second}`", *("だれでも" for _ in ROLES)]
    return [
        f"`{first}`",
        f"`{second}`",
        *("○" if told.permissions.intersection(permissions) else "—" for told in ROLES.values()),
    ]


def _started() -> None:
    import django  # noqa: PLC0415  (the other pages are made without it)
    from django.apps import apps  # noqa: PLC0415

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sekisho_site.config.settings")
    if not apps.ready:
        django.setup()


def _pages() -> Iterator[tuple[str, str, Sequence[Permission] | None]]:
    _started()
    from django.urls import ResolverMatch, get_resolver  # noqa: PLC0415

    from sekisho_site.web.permissions import declared  # noqa: PLC0415

    for route, name, view in sorted(_addresses(get_resolver().url_patterns), key=lambda told: told[:2]):
        if not name.startswith("api:"):
            match = ResolverMatch(view, (), {}, url_name=name, route=route)
            yield f"/{route}", name, declared(match)


def _addresses(patterns: Sequence[Any], before: str = "", space: str = "") -> Iterator[tuple[str, str, Any]]:
    for pattern in patterns:
        route = f"{before}{pattern.pattern}"
        if hasattr(pattern, "url_patterns"):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _addresses(pattern.url_patterns, route, inner)
        else:
            yield route, f"{space}{pattern.name}", pattern.callback


def _operations() -> Sequence[tuple[str, str, Sequence[Permission]]]:
    _started()
    from sekisho_site.web.api.access import declared_operations  # noqa: PLC0415
    from sekisho_site.web.api.application import api  # noqa: PLC0415

    return declared_operations(api)
