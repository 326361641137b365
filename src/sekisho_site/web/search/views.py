"""The search over everything within reach: groups of hits, each at most ten with the way to all of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from sekisho.declared import RosterEntry
from sekisho.record import Record
from sekisho.roles import Permission
from sekisho_site.records.queries.searching import AT_MOST, Found, Hit
from sekisho_site.records.queries.searching import search as looked_for
from sekisho_site.web.entries.kinds import address, page_of, visible_kinds
from sekisho_site.web.permissions import SignedInRequest, permitted


@dataclass(frozen=True, slots=True)
class Line:
    """One hit: its words, where it leads, and what explains it."""

    text: str
    href: str
    note: str = ""
    plane: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Hits of one sort. ``more`` says that there are more than shown, ``href`` leads to the list of all."""

    id: str
    heading: str
    lines: list[Line]
    more: bool
    href: str = ""


@permitted(Permission.VIEW_REGISTRY)
def search(request: SignedInRequest) -> HttpResponse:
    """What was found, as a page or as its part; the number of a finding leads to it at once."""
    text = request.GET.get("q", "").replace("\x00", "").strip()[:200]
    sees_findings = bool(request.user.may(Permission.VIEW_FINDINGS))
    found = looked_for(request.reach, text, visible_kinds(request), findings=sees_findings)
    if found.findings and not request.htmx:
        return redirect("finding", found.findings[0].number)
    groups = [group for group in _groups(found, text) if group.lines]
    context = {"text": text, "groups": groups, "total": sum(len(group.lines) for group in groups)}
    part = request.htmx and request.htmx.target == "found"
    return render(request, "search/found.html" if part else "search/search.html", context)


def _groups(found: Found, text: str) -> list[Group]:
    findings = [Line(each.number, reverse("finding", args=[each.number]), each.title) for each in found.findings]
    query = urlencode({"q": text})
    return [
        Group("findings", "指摘", findings, more=False),
        _group("parties", "会社", found.parties, f"{reverse('parties')}?{query}"),
        _group("entrustments", "委託", found.entrustments, f"{reverse('entrustments')}?{query}"),
        _group("people", "取扱者名簿の要員", found.people, f"{address('records', RosterEntry)}?{query}"),
        _group("mentions", "この名前を書いている記録", found.mentions),
        *_by_kind(found.records, query),
        _files(found),
    ]


def _group(name: str, heading: str, hits: Sequence[Hit], href: str = "") -> Group:
    return Group(name, heading, [_line(hit) for hit in hits[:AT_MOST]], len(hits) > AT_MOST, href)


def _by_kind(hits: Sequence[Hit], query: str) -> list[Group]:
    by_kind: dict[type[Record], list[Hit]] = {}
    for hit in hits:
        by_kind.setdefault(hit.kind, []).append(hit)
    return [
        _group(f"records-{kind.schema.source}", kind.schema.sheet, every, f"{address('records', kind)}?{query}")
        for kind, every in by_kind.items()
    ]


def _line(hit: Hit) -> Line:
    schema = hit.kind.schema
    if hit.name and hit.kind is not RosterEntry:
        return Line(hit.name, page_of(hit.kind, hit.key), hit.key, schema.plane.value)
    return Line(hit.key, page_of(hit.kind, hit.key), hit.name or schema.sheet, schema.plane.value)


def _files(found: Found) -> Group:
    lines = [Line(each.name, reverse("evidence-file", args=[each.sha256]), f"{each.sha256[:12]}…") for each in found.files]
    return Group("files", "受け取ったファイル", lines[:AT_MOST], len(lines) > AT_MOST)
