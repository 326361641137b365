"""Answering an instruction at the desk: writing, looking once more, sending, and the receipt."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from sekisho.response.life import Step
from sekisho.roles import Permission
from sekisho_site.records.queries.desk import AskedFinding, asked_finding, kept_file
from sekisho_site.web.permissions import SignedInRequest, permitted
from sekisho_site.web.portal.desk import show_asked
from sekisho_site.web.portal.drafting import Writing, keep, saved, send, writing

_REFUSED = 422


@require_http_methods(["GET", "POST"])
@permitted(Permission.ANSWER_INSTRUCTION)
def portal_answer(request: SignedInRequest, number: str) -> HttpResponse:
    """Writing an answer; with ``?look=1`` all of it once more before it is sent."""
    asked = _asked(request, number)
    if not asked.waits:
        messages.info(request, f"この指摘は「{asked.words}」です。いま回答を送ることはできません。")
        return redirect("portal-finding", number)
    if request.method == "POST":
        return _posted(request, asked)
    written = writing(asked, request.user.number)
    if "look" in request.GET and not written.lacks("note", "files"):
        return show_asked(request, "portal/look.html", asked=asked, written=written)
    return _form(request, asked, written)


def _posted(request: SignedInRequest, asked: AskedFinding) -> HttpResponse:
    action = request.POST.get("action", "")
    here = reverse("portal-answer", args=[asked.number])
    if action == "send":
        written = writing(asked, request.user.number)
        if not send(asked, written, request.POST.get("mark", "")):
            return _form(request, asked, written)
        sent = next(each for each in reversed(_asked(request, asked.number).exchanges) if each.step is Step.ANSWER)
        return redirect("portal-receipt", asked.number, sent.pk)
    written = keep(request, asked, request.user.number)
    if request.htmx:
        return saved(request, written)
    if written.errors or (action == "look" and written.lacks("note", "files")):
        return _form(request, asked, written)
    return redirect(f"{here}?look=1" if action == "look" else here)


def _form(request: SignedInRequest, asked: AskedFinding, written: Writing) -> HttpResponse:
    status = _REFUSED if written.errors else 200
    return show_asked(request, "portal/answer.html", status=status, asked=asked, written=written)


@require_GET
@permitted(Permission.ENTER_PORTAL)
def portal_receipt(request: SignedInRequest, number: str, step: int) -> HttpResponse:
    """What was sent, when, and the hash of each file."""
    asked = _asked(request, number)
    sent = next((each for each in asked.exchanges if each.pk == step and each.own), None)
    if sent is None:
        raise Http404
    return show_asked(request, "portal/receipt.html", asked=asked, sent=sent)


@require_GET
@permitted(Permission.ENTER_PORTAL)
def portal_file(request: SignedInRequest, number: str, sha256: str) -> FileResponse:
    """A file that the party itself gave, as an attachment."""
    asked = _asked(request, number)
    drafted = {file["sha256"]: file for file in writing(asked, request.user.number).files} if asked.waits else {}
    file = {**drafted, **asked.files}.get(sha256)
    path = kept_file(sha256) if file else None
    if file is None or path is None:
        raise Http404
    return FileResponse(path.open("rb"), as_attachment=True, filename=file["name"], content_type="application/octet-stream")


def _asked(request: SignedInRequest, number: str) -> AskedFinding:
    asked = asked_finding(request.reach, number)
    if asked is None:
        raise Http404
    return asked
