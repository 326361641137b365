"""The audit log, one of its leaves, and its verification."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from sekisho.formats.dates import read_date
from sekisho.formats.misread import Misread
from sekisho.roles import Permission
from sekisho_site.records.queries import names_of
from sekisho_site.records.queries.audit import (
    COUNTED,
    finding_numbers,
    leaf_numbered,
    log_words,
    newest_heads,
    newest_leaves,
    prove,
    since,
    told_by,
    until,
)
from sekisho_site.usecases import ask_verification
from sekisho_site.web.audit.lines import shown_lines
from sekisho_site.web.audit.saying import action_word, kind_word, page_of
from sekisho_site.web.clock import now
from sekisho_site.web.permissions import SignedInRequest, permitted

_PAGE = 50
_LONGEST = 200
_WHOLE = ("action", "kind", "by", "key")
_ASKED = (*_WHOLE, "from", "to", "below")


@permitted(Permission.VIEW_AUDIT)
@never_cache
def audit(request: SignedInRequest) -> HttpResponse:
    """Who did what, newest first. A page begins below a leaf and not at an offset, so that every page costs the same."""
    asked = {
        name: request.GET.get(name, "").strip()[:_LONGEST].replace("\x00", "") for name in (*_WHOLE, "from", "to", "below")
    }
    faults: dict[str, str] = {}
    leaves = _narrowed(asked, faults)
    below = asked["below"]
    start = leaves.filter(index__lt=int(below)) if below.isascii() and below.isdigit() and len(below) < 18 else leaves
    rows = list(start[: _PAGE + 1])
    actions, kinds = log_words()
    newest = newest_heads().first()
    narrowed = any(asked[name] for name in (*_WHOLE, "from", "to"))
    total = len(leaves[: COUNTED + 1].values_list("index", flat=True)) if narrowed else (newest.size if newest else 0)
    query = request.GET.copy()
    query["below"] = str(rows[_PAGE - 1].index) if len(rows) > _PAGE else ""
    shown = {
        "rows": _shown(rows[:_PAGE]),
        "asked": asked,
        "faults": faults,
        "actions": sorted(((code, action_word(code)) for code in actions), key=lambda pair: pair[1]),
        "kinds": sorted(((code, kind_word(code)) for code in kinds), key=lambda pair: pair[1]),
        "total": min(total, COUNTED) if narrowed else total,
        "more": narrowed and total > COUNTED,
        "older": query.urlencode() if query["below"] else "",
        "head": newest,
        "narrowed": narrowed,
    }
    return render(request, "audit/audit.html", shown)


def _narrowed(asked: dict[str, str], faults: dict[str, str]) -> Any:
    leaves = newest_leaves().filter(**{name: asked[name] for name in _WHOLE if asked[name]})
    for name, narrow in (("from", since), ("to", until)):
        if asked[name]:
            day = _day(asked[name])
            if day is None:
                faults[name] = "日付として読めません。例　2026年11月24日、R8.11.24"
            else:
                leaves = narrow(leaves, day)
    return leaves


def _day(text: str) -> date | None:
    try:
        return read_date(text)
    except Misread:
        return None


def _shown(leaves: Sequence[Any]) -> list[dict[str, Any]]:
    names = names_of({leaf.by for leaf in leaves})
    numbers = finding_numbers({leaf.key for leaf in leaves if leaf.kind == "finding"})
    return [_row(leaf, names, numbers) for leaf in leaves]


def _row(leaf: Any, names: Any, numbers: Any) -> dict[str, Any]:
    told = told_by(leaf)
    return {
        "leaf": leaf,
        "at": _moment(told.get("at")),
        "who": names.get(leaf.by, leaf.by),
        "what": action_word(leaf.action),
        "kind": kind_word(leaf.kind),
        "name": numbers.get(leaf.key, leaf.key) if leaf.kind == "finding" else leaf.key,
        "href": page_of(leaf.kind, leaf.key, numbers),
        "files": [each["sha256"] for each in told.get("files") or () if isinstance(each, dict) and "sha256" in each],
        "lines": shown_lines(told),
    }


def _moment(text: Any) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return None


@permitted(Permission.VIEW_AUDIT)
@never_cache
def audit_leaf(request: SignedInRequest, index: int) -> HttpResponse:
    """One leaf: what it says to the letter, and the proof that it stands in the log that the newest head seals."""
    leaf = leaf_numbered(index) if index < 2**63 else None
    if leaf is None:
        raise Http404
    wants = "proof" in request.GET
    return render(
        request, "audit/leaf.html", {"row": _shown([leaf])[0], "proof": prove(leaf) if wants else None, "asked": wants}
    )


@permitted(Permission.VIEW_AUDIT)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def audit_verify(request: SignedInRequest) -> HttpResponse:
    """Have everything held to everything in the background, when somebody asks for it."""
    if request.method == "POST":
        return redirect("job", _ask(request, "verify"))
    return render(request, "audit/verify.html", {"head": newest_heads().first()})


@permitted(Permission.VIEW_AUDIT)
@require_POST
def audit_bundle(request: SignedInRequest) -> HttpResponse:
    """The log, its heads and every received file as one file that others can verify without us; made in the background."""
    return redirect("job", _ask(request, "bundle"))


def _ask(request: SignedInRequest, step: str) -> UUID:
    return ask_verification(step=step, asker=request.user.pk, by=request.user.number, at=now())
