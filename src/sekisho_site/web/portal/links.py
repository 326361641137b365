"""Answer links: making and taking them back in the office, and answering by one without an account.

Whoever holds a link proves it by the link's own token, in the address. No session and no cookie takes part: a link opens its
one instruction and nothing else, a session opens no link, and a page that does not know the token cannot send anything
(hence no second token against forged requests, which browsers that keep addresses to themselves could not return).
"""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from sekisho.response.life import Stage
from sekisho.roles import Permission
from sekisho_site import usecases
from sekisho_site.config.refusal import RefusedError
from sekisho_site.records.queries import findings_within
from sekisho_site.records.queries.answer_links import LinkState, OpenedLink, last_day, links_of, opened_link
from sekisho_site.records.queries.desk import carrier_name, party_name
from sekisho_site.records.queries.handling import numbered
from sekisho_site.web.clock import now, today
from sekisho_site.web.permissions import SignedInRequest, open_to_all, permitted
from sekisho_site.web.portal.drafting import MOST_BYTES, Writing, keep, saved, send, writing
from sekisho_site.web.portal.limits import WINDOW, count_unknown, too_often

_GONE, _UNKNOWN, _REFUSED, _TOO_LARGE, _TOO_OFTEN = 410, 404, 422, 413, 429
_QUESTIONS = ("note", "files", "look")
#: What the page of each question must find before the one after it.
_NEEDED = {"note": ("note",), "files": ("files",)}


@csrf_exempt
@require_http_methods(["GET", "POST"])
@open_to_all("a token of 256 bits opens one instruction only, until it expires, is used or is revoked")
def answer_link(request: SignedInRequest, token: str) -> HttpResponse:
    """Answering one instruction without an account, one question a screen."""
    if too_often(request):
        return _guarded(_told(request, "too_often", _TOO_OFTEN, {"Retry-After": str(WINDOW)}))
    return _guarded(_answered(request, token))


def _answered(request: SignedInRequest, token: str) -> HttpResponse:
    link = opened_link(token, now())
    if link is None:
        count_unknown(request)
        return _told(request, "unknown", _UNKNOWN)
    if link.state is LinkState.ANSWERED:
        return _told(request, "answered", 200, link=link)
    if link.asked is None:
        return _told(request, link.state.value, _GONE)
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
        return _told(request, "too_large", _TOO_LARGE)
    if request.method == "POST":
        return _posted(request, token, link)
    if link.opened_at is None:
        _note_opening(link)
    written = writing(link.asked, link.by)
    return _question(request, link, written, _possible(str(request.GET.get("q", "")), written))


def _posted(request: SignedInRequest, token: str, link: OpenedLink) -> HttpResponse:
    """What was sent from one question: kept, then on to the next, back, or away for good."""
    here, action = str(request.POST.get("q", "")), request.POST.get("action", "")
    if link.asked is None or here not in _QUESTIONS:
        raise Http404
    if action == "send":
        written = writing(link.asked, link.by)
        if send(link.asked, written, request.POST.get("mark", "")):
            return redirect("answer-link", token)
        return _question(request, link, written, "look", _REFUSED)
    written = keep(request, link.asked, link.by)
    if request.htmx:
        return saved(request, written)
    place = _QUESTIONS.index(here)
    if written.errors or (action == "next" and written.lacks(*_NEEDED.get(here, ()))):
        return _question(request, link, written, here, _REFUSED)
    place += {"next": 1, "back": -1}.get(action, 0)
    return redirect(f"{reverse('answer-link', args=[token])}?q={_QUESTIONS[max(0, min(place, 2))]}")


def _possible(wanted: str, written: Writing) -> str:
    """The question that can be asked now: what stands before it is answered."""
    reached = "note" if not written.note.strip() else "files" if not written.files else "look"
    if wanted not in _QUESTIONS:
        return reached
    return min(wanted, reached, key=_QUESTIONS.index)


def _question(request: HttpRequest, link: OpenedLink, written: Writing, here: str, status: int = 200) -> HttpResponse:
    asked = written.asked
    told = {
        "link": link,
        "asked": asked,
        "written": written,
        "here": here,
        "place": _QUESTIONS.index(here) + 1,
        "before": _QUESTIONS.index(here),
        "questions": len(_QUESTIONS),
        "requester": carrier_name(),
        "party": party_name(asked.addressee),
        "today": today(),
    }
    return render(request, "portal/link.html", told, status=status)


def _told(request: HttpRequest, why: str, status: int, headers: dict[str, str] | None = None, **told: Any) -> HttpResponse:
    """A page that says why nothing can be answered here; the requester is named to holders of a link only."""
    response = render(request, "portal/link_closed.html", {"why": why, "requester": "", **told}, status=status)
    for name, value in (headers or {}).items():
        response.headers[name] = value
    return response


def _guarded(response: HttpResponse) -> HttpResponse:
    """The address holds a secret: it is told to no other page, kept by no cache, found by no search, written to no log."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store, private"
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response._has_been_logged = True  # type: ignore[attr-defined]  # else Django writes the address of refusals to its log
    return response


def _note_opening(link: OpenedLink) -> None:
    try:
        usecases.open_answer_link(link=link.pk, by=link.by, at=now())
    except RefusedError:
        return  # somebody opened it at the same moment; the first opening counts


@require_http_methods(["GET", "POST"])
@permitted(Permission.INSTRUCT)
def answer_link_new(request: SignedInRequest, number: str) -> HttpResponse:
    """The links of an instructed finding; posted to, it makes one and shows it this once."""
    found = findings_within(request.reach).filter(numbered(number)).first()
    if found is None:
        raise Http404
    told: dict[str, Any] = {"finding": found, "waits": found.stage == Stage.INSTRUCTED.value and bool(found.addressee)}
    if request.method == "POST":
        try:
            made = usecases.make_answer_link(fingerprint=found.pk, by=request.user.number, at=now())
        except RefusedError as error:
            messages.error(request, str(error))
            return redirect("answer-link-new", number)
        told |= {"made": made, "made_until": last_day(made.expires_at)}
        told["address"] = request.build_absolute_uri(reverse("answer-link", args=[made.token]))
    told["links"] = links_of(found.pk, now(), addressee=found.addressee if told["waits"] else "")
    told |= {"party": party_name(found.addressee) if found.addressee else "", "requester": carrier_name(), "now": now()}
    response = render(request, "portal/link_new.html", told)
    response.headers["Cache-Control"] = "no-store, private"
    return response


@require_POST
@permitted(Permission.INSTRUCT)
def answer_link_revoke(request: SignedInRequest, number: str, link: int) -> HttpResponse:
    """Taking a link back."""
    found = findings_within(request.reach).filter(numbered(number)).first()
    if found is None:
        raise Http404
    try:
        usecases.revoke_answer_link(link=link, fingerprint=found.pk, by=request.user.number, at=now())
        messages.success(request, "回答リンクを取り消しました。もう開けません。")
    except RefusedError as error:
        messages.error(request, str(error))
    return redirect("answer-link-new", number)
