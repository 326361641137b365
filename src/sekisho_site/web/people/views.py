"""People of the office's view: everybody, one person, and oneself."""

from collections.abc import Callable
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from sekisho.roles import ROLES, Permission, Role, appointed_by
from sekisho_site.config.refusal import RefusedError
from sekisho_site.records.queries.people import bound_to, has_invitation, invitations_within, people_within
from sekisho_site.records.queries.registry import departments
from sekisho_site.usecases import change_person, end_sessions, invite_person, renew_access, revoke_invitation
from sekisho_site.web.clock import now
from sekisho_site.web.lists.listing import respond
from sekisho_site.web.people.forms import InviteForm, PersonForm
from sekisho_site.web.people.links import handed_over, kept_secret
from sekisho_site.web.people.listing import people_listing
from sekisho_site.web.permissions import SignedInRequest, permitted, signed_in
from sekisho_site.web.signin.second_factor import is_required


@permitted(Permission.MANAGE_PEOPLE)
@require_http_methods(["GET", "POST"])
def people(request: SignedInRequest) -> HttpResponse:
    """Everybody, the invitations that are open, and the form that invites."""
    form = InviteForm(request.POST or None, roles=appointed_by(Role(request.user.role)), departments=departments())
    handed = None
    if request.method == "POST" and form.is_valid():
        told = {"email": form.cleaned_data["email"], "name": form.cleaned_data["name"], **form.standing()}
        try:
            made = invite_person(by=request.user.number, at=now(), **told)
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            handed = handed_over(request, made, told["email"])
            form = InviteForm(roles=appointed_by(Role(request.user.role)), departments=departments())
    context = {"form": form, "handed": handed, "invitations": open_invitations(request), "roles": ROLES.items()}
    answer = respond(request, people_listing(people_within(request.reach)), "people/people.html", **context)
    return kept_secret(answer) if handed else answer


def open_invitations(request: SignedInRequest) -> list[dict[str, Any]]:
    """The invitations that are open, as a table shows them."""
    rows = list(invitations_within(request.reach))
    called, moment = bound_to(rows), now()
    return [
        {
            "pk": row.pk, "email": row.email, "name": row.name, "role": Role(row.role).label,
            "bound": called.get(row.department_id or row.party_id or "", ""), "expires_at": row.expires_at,
            "expired": moment >= row.expires_at, "renews": row.renews_id is not None,
        }
        for row in rows
    ]  # fmt: skip


@permitted(Permission.MANAGE_PEOPLE)
@require_POST
def invitation_revoke(request: SignedInRequest, pk: int) -> HttpResponse:
    """Close an open invitation."""
    if not has_invitation(request.reach, pk):
        raise Http404
    done_or_refused(
        request, lambda: revoke_invitation(invitation=pk, by=request.user.number, at=now()), "招待を取り消しました。"
    )
    return redirect("people")


@permitted(Permission.MANAGE_PEOPLE)
@require_http_methods(["GET", "POST"])
def person(request: SignedInRequest, pk: int) -> HttpResponse:
    """One person: what they are, and changing it."""
    someone = get_object_or_404(people_within(request.reach), pk=pk)
    stands = {"role": someone.role, "department": someone.department_id or "", "party": someone.party_id or ""}
    form = PersonForm(request.POST or None, initial=stands, roles=_roles_of(request, someone), departments=departments())
    if request.method == "POST" and form.is_valid():
        try:
            told = form.standing()
            change_person(person=pk, active=someone.is_active, by=request.user.number, at=now(), **told)
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "役割を変えました。本人のサインインは終わりました。")
            return redirect("person", pk)
    return render(request, "people/person.html", shown_person(request, someone, form=form))


def _roles_of(request: SignedInRequest, someone: Any) -> list[Role]:
    side = Role(someone.role).is_entrusted_party
    return [role for role in appointed_by(Role(request.user.role)) if role.is_entrusted_party == side]


def shown_person(request: SignedInRequest, someone: Any, **more: Any) -> dict[str, Any]:
    """What the page of a person shows."""
    called = bound_to([someone])
    return {
        "person": someone,
        "described": ROLES[Role(someone.role)],
        "role_label": Role(someone.role).label,
        "bound": called.get(someone.department_id or someone.party_id or "", ""),
        "is_self": someone.pk == request.user.pk,
        **more,
    }


@permitted(Permission.MANAGE_PEOPLE)
@require_POST
def person_active(request: SignedInRequest, pk: int) -> HttpResponse:
    """Stop somebody, or let them in again."""
    someone = get_object_or_404(people_within(request.reach), pk=pk)
    done_or_refused(
        request, lambda: set_active(request, someone), "利用を止めました。" if someone.is_active else "利用を再開しました。"
    )
    return redirect("person", pk)


def set_active(request: SignedInRequest, someone: Any) -> None:
    """Turn somebody's use off or on; the form says which it expects, so that two clicks do not undo each other."""
    change_person(
        person=someone.pk, role=Role(someone.role), department=someone.department_id, party=someone.party_id,
        active=request.POST.get("active") == "yes", by=request.user.number, at=now(),
    )  # fmt: skip


@permitted(Permission.MANAGE_PEOPLE)
@require_POST
def person_sessions(request: SignedInRequest, pk: int) -> HttpResponse:
    """Sign somebody out everywhere."""
    get_object_or_404(people_within(request.reach), pk=pk)
    done_or_refused(
        request, lambda: end_sessions(person=pk, by=request.user.number, at=now()), "サインインをすべて終わらせました。"
    )
    return redirect("person", pk)


@permitted(Permission.MANAGE_PEOPLE)
@require_POST
def person_link(request: SignedInRequest, pk: int) -> HttpResponse:
    """Make a link by which somebody chooses a password anew; shown in this answer only."""
    someone = get_object_or_404(people_within(request.reach), pk=pk)
    try:
        handed = handed_over(request, renew_access(person=pk, by=request.user.number, at=now()), someone.email)
    except RefusedError as refusal:
        messages.error(request, str(refusal))
        return redirect("person", pk)
    stands = {"role": someone.role, "department": someone.department_id or "", "party": someone.party_id or ""}
    form = PersonForm(initial=stands, roles=_roles_of(request, someone), departments=departments())
    return kept_secret(render(request, "people/person.html", shown_person(request, someone, form=form, handed=handed)))


_WAYS = {"password": "パスワード", "mfa": "二段階の確認", "socialaccount": "会社のアカウント"}


@signed_in
def account(request: SignedInRequest) -> HttpResponse:
    """Oneself: what one is here, and how one signs in."""
    kinds = set(Authenticator.objects.filter(user=request.user).values_list("type", flat=True))
    ways = {_WAYS.get(record["method"], "") for record in get_authentication_records(request, request.user)}
    more = {
        "factors": {"totp": "totp" in kinds, "webauthn": "webauthn" in kinds, "recovery": "recovery_codes" in kinds},
        "required": is_required(request.user.role),
        "ways": sorted(filter(None, ways)),
        "may_use_api": request.user.may(Permission.USE_API),
        "in_office": request.user.may(Permission.ENTER_OFFICE),
    }
    return render(request, "people/account.html", shown_person(request, request.user, **more))


@signed_in
@require_POST
def account_sessions(request: SignedInRequest) -> HttpResponse:
    """Sign oneself out everywhere else."""
    end_sessions(person=request.user.pk, by=request.user.number, at=now())
    request.user.refresh_from_db()
    update_session_auth_hash(request, request.user)
    messages.success(request, "ほかの端末のサインインを終わらせました。")
    return redirect("account")


def done_or_refused(request: SignedInRequest, act: Callable[[], None], done: str) -> None:
    """Do it, and say on the next page that it was done, or why it was refused."""
    try:
        act()
    except RefusedError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
