"""An entrusted party's administrator and the people of their own company: inviting, stopping, a new way in."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from sekisho.roles import Permission, Role
from sekisho_site.config.refusal import RefusedError
from sekisho_site.records.queries.people import has_invitation, people_within
from sekisho_site.usecases import invite_person, renew_access, revoke_invitation
from sekisho_site.web.clock import now
from sekisho_site.web.people.forms import OwnInviteForm
from sekisho_site.web.people.links import handed_over, kept_secret
from sekisho_site.web.people.views import done_or_refused, open_invitations, set_active
from sekisho_site.web.permissions import SignedInRequest, permitted
from sekisho_site.web.portal import desk

_MOST = 500


@permitted(Permission.MANAGE_OWN_PEOPLE)
@require_http_methods(["GET", "POST"])
def portal_people(request: SignedInRequest) -> HttpResponse:
    """The people of one's own company, and the form that invites."""
    form = OwnInviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            made = invite_person(
                email=told["email"], name=told["name"], role=Role(told["role"]), party=request.reach.party,
                by=request.user.number, at=now(),
            )  # fmt: skip
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            return _shown(request, OwnInviteForm(), handed_over(request, made, told["email"]))
    return _shown(request, form)


def _shown(request: SignedInRequest, form: OwnInviteForm, handed: dict[str, object] | None = None) -> HttpResponse:
    rows = [
        {"person": one, "role": Role(one.role).label, "is_self": one.pk == request.user.pk}
        for one in people_within(request.reach).order_by("-is_active", "name", "pk")[:_MOST]
    ]
    waiting = open_invitations(request)
    answer = desk.show(request, "people/own.html", "portal-people", form=form, handed=handed, rows=rows, invitations=waiting)
    return kept_secret(answer) if handed else answer


@permitted(Permission.MANAGE_OWN_PEOPLE)
@require_POST
def portal_person_active(request: SignedInRequest, pk: int) -> HttpResponse:
    """Stop somebody of one's own company, or let them in again."""
    someone = get_object_or_404(people_within(request.reach), pk=pk)
    done_or_refused(
        request, lambda: set_active(request, someone), "利用を止めました。" if someone.is_active else "利用を再開しました。"
    )
    return redirect("portal-people")


@permitted(Permission.MANAGE_OWN_PEOPLE)
@require_POST
def portal_person_link(request: SignedInRequest, pk: int) -> HttpResponse:
    """A new way in for somebody of one's own company; shown in this answer only."""
    someone = get_object_or_404(people_within(request.reach), pk=pk)
    try:
        handed = handed_over(request, renew_access(person=pk, by=request.user.number, at=now()), someone.email)
    except RefusedError as refusal:
        messages.error(request, str(refusal))
        return redirect("portal-people")
    return _shown(request, OwnInviteForm(), handed)


@permitted(Permission.MANAGE_OWN_PEOPLE)
@require_POST
def portal_invitation_revoke(request: SignedInRequest, pk: int) -> HttpResponse:
    """Close an invitation of one's own company."""
    if not has_invitation(request.reach, pk):
        raise Http404
    done_or_refused(
        request, lambda: revoke_invitation(invitation=pk, by=request.user.number, at=now()), "招待を取り消しました。"
    )
    return redirect("portal-people")
