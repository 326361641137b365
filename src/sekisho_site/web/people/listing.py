"""The list of people: its columns, filters and search."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from sekisho.roles import Role
from sekisho_site.records.queries.people import bound_to
from sekisho_site.web.frame.templatetags.words import moment
from sekisho_site.web.lists.listing import Cell, Column, Filter, Listing

_STATES = (("active", "利用中"), ("stopped", "停止中"))


def people_listing(rows: QuerySet[Any]) -> Listing:
    """Everybody within the reach of who looks."""
    called: dict[str, str] = {}

    def prepare(people: Sequence[Any]) -> None:
        called.update(bound_to(people))

    def bound(person: Any) -> Cell:
        key = person.department_id or person.party_id or ""
        return Cell(called.get(key, key) or "—", value=called.get(key, key))

    return Listing(
        name="people",
        title="利用者",
        rows=rows,
        order=("name",),
        columns=(
            Column("name", "名前", _name, ("name",)),
            Column("role", "役割", lambda one: Cell(Role(one.role).label), ("role",)),
            Column("bound", "部署・会社", bound),
            Column("factor", "二段階の確認", lambda one: Cell("登録済み" if one.has_second_factor else "未登録")),
            Column("seen", "最後のサインイン", lambda one: Cell(moment(one.last_login)), ("last_login",)),
            Column("state", "状態", lambda one: Cell("利用中" if one.is_active else "停止中", kind="tag"), ("is_active",)),
        ),
        filters=(
            Filter("role", "役割", lambda rows, value: rows.filter(role=value), [(role.value, role.label) for role in Role]),
            Filter("state", "状態", lambda rows, value: rows.filter(is_active=value == "active"), _STATES),
        ),
        defaults={"state": "active"},
        search=lambda rows, question: rows.filter(Q(name__icontains=question) | Q(email__icontains=question)),
        search_hint="名前、メールアドレス",
        prepare=prepare,
        empty="条件に合う利用者はいません。",
    )


def _name(person: Any) -> Cell:
    return Cell(person.name, href=reverse("person", args=[person.pk]), note=person.email)
