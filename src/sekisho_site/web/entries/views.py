"""Pages of records of every kind."""

from django.http import HttpResponse
from django.shortcuts import render

from sekisho.roles import Permission
from sekisho_site.web.permissions import SignedInRequest, permitted

_SEE = (Permission.VIEW_REGISTRY, Permission.VIEW_OBSERVED)
_WRITE = (Permission.EDIT_REGISTRY, Permission.RECORD_OBSERVED)


@permitted(*_SEE)
def record_kinds(request: SignedInRequest, plane: str) -> HttpResponse:
    """The kinds of one of the three records."""
    return render(request, "entries/kinds.html", {"plane": plane})


@permitted(*_SEE)
def records(request: SignedInRequest, plane: str, source: str) -> HttpResponse:
    """The records of one kind."""
    return render(request, "entries/kinds.html", {"plane": plane})


@permitted(*_SEE)
def record(request: SignedInRequest, plane: str, source: str, key: str) -> HttpResponse:
    """One record."""
    return render(request, "entries/kinds.html", {"plane": plane})


@permitted(*_WRITE)
def record_new(request: SignedInRequest, plane: str, source: str) -> HttpResponse:
    """A new record."""
    return render(request, "entries/kinds.html", {"plane": plane})


@permitted(*_WRITE)
def record_edit(request: SignedInRequest, plane: str, source: str, key: str) -> HttpResponse:
    """A change of a record."""
    return render(request, "entries/kinds.html", {"plane": plane})


@permitted(*_WRITE)
def record_end(request: SignedInRequest, plane: str, source: str, key: str) -> HttpResponse:
    """The end of a record."""
    return render(request, "entries/kinds.html", {"plane": plane})


@permitted(*_WRITE)
def record_restore(request: SignedInRequest, plane: str, source: str, key: str) -> HttpResponse:
    """An earlier version of a record, once more."""
    return render(request, "entries/kinds.html", {"plane": plane})
