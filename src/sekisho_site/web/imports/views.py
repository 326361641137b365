"""Bringing files in."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from sekisho.roles import Permission
from sekisho_site.web.permissions import SignedInRequest, permitted


@permitted(Permission.IMPORT_FILES)
def imports(request: SignedInRequest) -> HttpResponse:
    """Send a file, and what was sent before."""
    return render(request, "imports/imports.html")


@permitted(Permission.IMPORT_FILES)
def one_import(request: SignedInRequest, number: UUID) -> HttpResponse:  # noqa: ARG001  (the page follows)
    """One file: what it would change, or what is wrong with it."""
    return render(request, "imports/imports.html")
