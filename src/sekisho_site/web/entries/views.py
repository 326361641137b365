"""Pages that show records of every kind: which kinds there are, the list of each, one record with all that is known of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render

from sekisho.record import Column, Record, Schema
from sekisho.roles import Permission
from sekisho.terms import Plane
from sekisho_site.records.queries import names_of
from sekisho_site.records.queries.kinds import counts
from sekisho_site.records.queries.links import Naming, citing, named_by
from sekisho_site.records.queries.versions import Step, history, record_of, shown_version, version_of
from sekisho_site.web.clock import today
from sekisho_site.web.entries.kinds import about, address, kind_named, may_write, page_of, plane_named, visible_kinds
from sekisho_site.web.entries.listing import Days, listing_of
from sekisho_site.web.entries.values import Part, Words
from sekisho_site.web.lists.listing import respond
from sekisho_site.web.permissions import SignedInRequest, permitted

_SEE = (Permission.VIEW_REGISTRY, Permission.VIEW_OBSERVED)


@dataclass(frozen=True, slots=True)
class KindShown:
    """A kind on the page of its plane."""

    schema: Schema
    about: str
    href: str
    count: int
    new: str


@dataclass(frozen=True, slots=True)
class StepShown:
    """One entry of the history: what happened in words, who did it, and the values that changed, before and after."""

    step: Step
    what: str
    by: str
    changes: Sequence[tuple[Column, str, str]]


@permitted(*_SEE)
def record_kinds(request: SignedInRequest, plane: str) -> HttpResponse:
    """The kinds of one of the three records, with how many of each there are within reach."""
    asked = plane_named(plane)
    kinds = visible_kinds(request, asked)
    if not kinds:
        raise Http404
    many = counts(request.reach, kinds, today())
    told = [
        KindShown(
            schema=kind.schema,
            about=about(kind),
            href=address("records", kind),
            count=many[kind],
            new=address("record-new", kind) if may_write(request, kind) else "",
        )
        for kind in kinds
    ]
    lead = {
        Plane.DECLARED: "申告され、決められたことの記録です。会社、委託、拠点、名簿、承諾などがあります。",
        Plane.PROMISED: "契約や回答で約束されたことの記録です。",
        Plane.OBSERVED: "実際に見えたことの記録です。ログ、請求書、点検などから来ます。",
    }[asked]
    return render(request, "entries/kinds.html", {"plane": asked, "kinds": told, "lead": lead})


@permitted(*_SEE)
def records(request: SignedInRequest, plane: str, source: str) -> HttpResponse:
    """The records of one kind within reach."""
    kind = kind_named(request, plane, source)
    days = Days(request)
    return respond(
        request,
        listing_of(request, kind, days),
        "entries/list.html",
        schema=kind.schema,
        about=about(kind),
        plane=kind.schema.plane,
        days=days,
        new=address("record-new", kind) if may_write(request, kind) else "",
    )


@permitted(*_SEE)
def record(request: SignedInRequest, plane: str, source: str, key: str) -> HttpResponse:
    """One record: as it stands or stood, where it came from, what happened to it, and what hangs together with it."""
    kind = kind_named(request, plane, source)
    latest = shown_version(request.reach, kind, key)
    if latest is None:
        raise Http404
    days = Days(request)
    version = version_of(request.reach, kind, key, days.known_at) if days.known_at else latest
    value: Any = record_of(version) if version else None
    if value is not None and days.as_of and value.fact_date and value.fact_date > days.as_of:
        value = None
    steps = history(request.reach, kind, key)
    words = Words(request)
    words.learn([step.record for step in steps] + ([value] if value else []))
    sees_findings = request.user.may(Permission.VIEW_FINDINGS)
    findings, more_findings = citing(request.reach, record_of(latest)) if sees_findings else ((), False)
    own_page = page_of(kind, key)
    context = {
        "schema": kind.schema,
        "plane": kind.schema.plane,
        "key": key,
        "about": about(kind),
        "list_address": address("records", kind),
        "here": address("record", kind, key),
        "own_page": own_page if own_page != address("record", kind, key) else "",
        "version": version,
        "latest": latest,
        "ended": latest.known_until is not None,
        "days": days,
        "rows": _rows(kind, value, words) if value is not None else (),
        "steps": _shown(steps, words),
        "naming": _naming(request, kind, key),
        "findings": findings,
        "more_findings": more_findings,
        "may_write": may_write(request, kind),
        "whole_reach": request.reach.whole,
        "saved": _saved(request, steps),
    }
    return render(request, "entries/record.html", context)


def _naming(request: SignedInRequest, kind: type[Record], key: str) -> list[dict[str, Any]]:
    """What names the record: each with the pages of the first of them, and the list of all where there are more."""
    return [
        {
            "schema": each.kind.schema,
            "column": each.column,
            "more": each.more,
            "links": [(one, page_of(each.kind, one)) for one in each.keys],
            "all": _all_of(each, kind, key),
        }
        for each in named_by(request.reach, kind, key, visible_kinds(request))
    ]


def _all_of(naming: Naming, kind: type[Record], key: str) -> str:
    """The list that holds all records which name this one, where the list can be narrowed so."""
    name = {"party": "company", "registry": "under"}.get(kind.schema.source)
    if not naming.more or not name or naming.column.many:
        return ""
    return f"{address('records', naming.kind)}?{urlencode({name: key})}"


def _rows(kind: type[Record], value: Record, words: Words) -> list[tuple[Column, Sequence[Part]]]:
    return [(column, words.parts(column, getattr(value, column.name))) for column in kind.schema.columns]


def _shown(steps: Sequence[Step], words: Words) -> list[StepShown]:
    people = names_of({step.by for step in steps})
    return [
        StepShown(
            step=step,
            what="終了" if step.ended else "登録" if step.first else "変更",
            by=people.get(step.by, step.by) or "記録にありません",
            changes=[(c, words.text(c, before) or "空欄", words.text(c, after) or "空欄") for c, before, after in step.changed],
        )
        for step in steps
    ]


def _saved(request: SignedInRequest, steps: Sequence[Step]) -> dict[str, Any]:
    """After somebody saved: what 元に戻す would do, as long as nothing else happened to the record."""
    if not steps or request.GET.get("saved") != str(steps[0].version) or steps[0].ended:
        return {}
    before = steps[1] if len(steps) > 1 else None
    return {"restores": before.version if before else "", "ends": before is None}
