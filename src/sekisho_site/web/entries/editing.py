"""Pages that write records: a new one, a change, the end of one, an earlier version again. What is typed is never lost."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from sekisho.declared import Party
from sekisho.formats.entry import plain, read_entry
from sekisho.formats.fault import Fault
from sekisho.formats.sheet import blanks
from sekisho.planes import BY_SOURCE, REFERENCES
from sekisho.record import Column, Record
from sekisho.roles import Permission
from sekisho_site.config.refusal import RefusedError
from sekisho_site.records.queries.keys import next_key
from sekisho_site.records.queries.suggestions import suggestions
from sekisho_site.records.queries.versions import record_of, version_numbered, version_of
from sekisho_site.usecases import (
    EntryRefusedError,
    NothingChangedError,
    StaleChangeError,
    end_record,
    record_change,
    restore_version,
)
from sekisho_site.web.clock import now
from sekisho_site.web.entries.forms import EntryForm, said_by, said_in
from sekisho_site.web.entries.kinds import address, kind_named, may_see, may_write
from sekisho_site.web.entries.values import Words
from sekisho_site.web.permissions import SignedInRequest, permitted

_WRITE = (Permission.EDIT_REGISTRY, Permission.RECORD_OBSERVED)


@dataclass(frozen=True, slots=True)
class Difference:
    """A field in which both versions differ: mine, theirs, and which is kept if nobody says (empty: somebody must say)."""

    column: Column
    mine: str
    theirs: str
    kept: str


def _writable(request: SignedInRequest, plane: str, source: str) -> type[Record]:
    kind = kind_named(request, plane, source)
    if not may_write(request, kind):
        raise Http404
    return kind


@permitted(*_WRITE)
def record_new(request: SignedInRequest, plane: str, source: str) -> HttpResponse:
    """A new record."""
    kind = _writable(request, plane, source)
    if request.method != "POST":
        names = {column.name for column in kind.schema.columns}
        asked = {name: str(value)[:200] for name, value in request.GET.items() if name in names}
        key = asked.get("key") or next_key(kind, request.reach)
        return _form(request, kind, {**_defaults(kind), **asked, "key": key})
    said = said_in(kind, request.POST)
    try:
        made = record_change(entry=read_entry(kind, said), within=request.reach, by=request.user.number, at=now())
    except RefusedError as refused:
        return _form(request, kind, said, refused=refused)
    if kind is Party and version_of(request.reach, kind, made.key) is None:
        messages.success(request, f"会社 {made.key} を登録しました。続けて、この会社への委託を登録してください。")
        return redirect(f"{address('record-new', BY_SOURCE['registry'])}?{urlencode({'entrustee': made.key})}")
    return _saved(request, kind, made.key)


@permitted(*_WRITE)
def record_edit(request: SignedInRequest, plane: str, source: str, key: str) -> HttpResponse:
    """A change of a record, held against the version that was shown in the form."""
    kind = _writable(request, plane, source)
    version = version_of(request.reach, kind, key)
    if version is None:
        raise Http404
    theirs: Record = record_of(version)
    if request.method != "POST":
        return _form(request, kind, said_by(theirs), version=version)
    said = _chosen({**said_in(kind, request.POST), "key": key}, theirs, request.POST)
    shown = version_numbered(request.reach, kind, key, _number(request.POST.get("version")))
    if shown is None:
        raise Http404
    undecided = _undecided(kind, request.POST)
    if undecided or shown.pk != version.pk:
        return _stale(request, kind, said, (record_of(shown), version), undecided)
    return _change(request, kind, said, theirs)


def _change(request: SignedInRequest, kind: type[Record], said: dict[str, str], theirs: Record) -> HttpResponse:
    version = version_of(request.reach, kind, theirs.key)
    try:
        record_change(entry=read_entry(kind, said, theirs), within=request.reach, by=request.user.number, at=now())
    except NothingChangedError as nothing:
        messages.info(request, str(nothing))
        return redirect(address("record", kind, theirs.key))
    except StaleChangeError:
        newest = version_of(request.reach, kind, theirs.key)
        if newest is None:
            raise Http404 from None
        return _stale(request, kind, said, (theirs, newest))
    except RefusedError as refused:
        return _form(request, kind, said, version=version, refused=refused)
    return _saved(request, kind, theirs.key)


@permitted(*_WRITE)
def record_end(request: SignedInRequest, plane: str, source: str, key: str) -> HttpResponse:
    """The end of a record, after the consequence was told."""
    kind = _writable(request, plane, source)
    version = version_of(request.reach, kind, key)
    if version is None:
        raise Http404
    value: Record = record_of(version)
    words = Words(request)
    words.learn([value])
    context: dict[str, Any] = {"schema": kind.schema, "plane": kind.schema.plane, "key": key, "version": version}
    context["rows"] = [(column, words.parts(column, getattr(value, column.name))) for column in kind.schema.columns]
    if request.method != "POST":
        return render(request, "entries/end.html", context)
    shown = version_numbered(request.reach, kind, key, _number(request.POST.get("version")))
    if shown is None:
        raise Http404
    try:
        end_record(record=record_of(shown), within=request.reach, by=request.user.number, at=now())
    except RefusedError as refused:
        return render(request, "entries/end.html", {**context, "refused": str(refused)}, status=409)
    messages.success(request, f"{kind.schema.sheet} {key} を終わらせました。変更の履歴は残ります。")
    return redirect(address("records", kind))


@require_POST
@permitted(*_WRITE)
def record_restore(request: SignedInRequest, plane: str, source: str, key: str) -> HttpResponse:
    """An earlier version stands again."""
    kind = _writable(request, plane, source)
    number = _number(request.POST.get("version"))
    if version_numbered(request.reach, kind, key, number) is None:
        raise Http404
    try:
        restore_version(kind=kind, key=key, version=number, within=request.reach, by=request.user.number, at=now())
    except EntryRefusedError as refused:
        messages.error(request, "この版には戻せません。" + " ".join(fault.reason for fault in refused.faults[:3]))
        return redirect("record", plane, source, key)
    except RefusedError as refused:
        messages.error(request, str(refused))
        return redirect("record", plane, source, key)
    return _saved(request, kind, key)


@permitted(*_WRITE)
def record_suggest(request: SignedInRequest, plane: str, source: str, column: str) -> HttpResponse:
    """What a field may name, as options of its list: within reach, and only as many as help."""
    kind = _writable(request, plane, source)
    field = next((each for each in kind.schema.columns if each.name == column), None)
    target = REFERENCES.get(field.refers_to or "") if field else None
    if target is None or not may_see(request, target):
        raise Http404
    found = suggestions(request.reach, target, request.GET.get(column, "").replace("\x00", "")[:100])
    return render(request, "entries/suggestions.html", {"found": found})


def _form(
    request: SignedInRequest,
    kind: type[Record],
    said: Mapping[str, str],
    *,
    version: Any = None,
    refused: RefusedError | None = None,
) -> HttpResponse:
    faults: tuple[Fault, ...] = refused.faults if isinstance(refused, EntryRefusedError) else ()
    form = EntryForm(kind, said, faults, fixed_key=version is not None)
    key = said["key"] if version else ""
    context = {
        "schema": kind.schema,
        "plane": kind.schema.plane,
        "form": form,
        "version": version,
        "key": key,
        "refused": "" if faults or refused is None else str(refused),
        "suggesting": [column.name for column in kind.schema.columns if column.refers_to in REFERENCES and not column.many],
        "back": address("record", kind, key) if key else address("records", kind),
    }
    return render(request, "entries/form.html", context, status=422 if refused else 200)


def _defaults(kind: type[Record]) -> dict[str, str]:
    """What a new form shows: the values that a blank cell would mean, where they say something."""
    told = blanks(kind)
    return {
        column.name: str(told[column.name].value)
        for column in kind.schema.columns
        if column.vocabulary and not column.many and told.get(column.name) is not None
    }


def _saved(request: SignedInRequest, kind: type[Record], key: str) -> HttpResponse:
    version = version_of(request.reach, kind, key)
    if version is None:
        messages.success(request, f"{kind.schema.sheet} {key} を保存しました。")
        return redirect(address("records", kind))
    return redirect(f"{address('record', kind, key)}?{urlencode({'saved': version.pk})}")


def _stale(
    request: SignedInRequest, kind: type[Record], said: Mapping[str, str], between: tuple[Record, Any], undecided: Any = ()
) -> HttpResponse:
    """Both versions field by field. What only one side changed is kept from that side unless somebody says otherwise."""
    base, newest = between
    theirs, before = said_by(record_of(newest)), said_by(base)
    differences = [
        _difference(column, said[column.name], theirs[column.name], before[column.name])
        for column in kind.schema.columns
        if column.name != "key" and plain(said[column.name]) != plain(theirs[column.name])
    ]
    context = {
        "schema": kind.schema,
        "plane": kind.schema.plane,
        "key": said["key"],
        "version": newest,
        "differences": differences,
        "undecided": undecided,
        "said": {name: text for name, text in said.items() if name != "key"},
        "back": address("record", kind, said["key"]),
    }
    return render(request, "entries/stale.html", context, status=409)


def _difference(column: Column, mine: str, theirs: str, before: str) -> Difference:
    i_did, they_did = plain(mine) != plain(before), plain(theirs) != plain(before)
    return Difference(column, mine, theirs, "" if i_did and they_did else "mine" if i_did else "theirs")


def _chosen(said: dict[str, str], theirs: Record, post: Any) -> dict[str, str]:
    """What was said, with theirs in the fields for which somebody chose theirs."""
    told = said_by(theirs)
    return {name: told[name] if post.get(f"keep-{name}") == "theirs" else text for name, text in said.items()}


def _undecided(kind: type[Record], post: Any) -> tuple[str, ...]:
    """The fields for which somebody was asked to choose and did not."""
    return tuple(
        column.name
        for column in kind.schema.columns
        if column.name in post.getlist("choose") and post.get(f"keep-{column.name}") not in ("mine", "theirs")
    )


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 16 else -1
