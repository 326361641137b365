"""Declaring a sub-entrustee at the desk, and taking the request back while nobody has decided it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from sekisho.roles import Permission
from sekisho_site import usecases
from sekisho_site.config.refusal import RefusedError
from sekisho_site.records.queries.own_chain import own_entrustments, requests_of
from sekisho_site.web.clock import now, today
from sekisho_site.web.permissions import SignedInRequest, permitted
from sekisho_site.web.portal.desk import show
from sekisho_site.web.portal.forms import SubEntrusteeForm

_REFUSED = 422


@require_http_methods(["GET", "POST"])
@permitted(Permission.REGISTER_SUB_ENTRUSTEE)
def portal_sub_entrustee(request: SignedInRequest) -> HttpResponse:
    """Under which entrustment (``upper``), then what the company is and does."""
    own = {edge.key_id: edge for edge in own_entrustments(request.reach, today())}
    wanted = request.POST.get("upper") or request.GET.get("upper") or (next(iter(own)) if len(own) == 1 else "")
    if wanted and wanted not in own:
        raise Http404
    if not wanted:
        return show(request, "portal/sub_entrustee_upper.html", "portal-chain", edges=list(own.values()))
    edge = own[wanted]
    form = SubEntrusteeForm(edge.items, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            usecases.declare_sub_entrustee(
                upper=wanted, party=str(request.reach.party), told=form.told(), by=request.user.number, at=now()
            )
        except RefusedError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"{form.told().name} への再委託の承諾を申請しました。判断が出るまでは取り下げられます。")
            return redirect("portal-entrustment", wanted)
    status = _REFUSED if form.errors else 200
    return show(request, "portal/sub_entrustee.html", "portal-chain", status, form=form, edge=edge, several=len(own) > 1)


@require_POST
@permitted(Permission.REGISTER_SUB_ENTRUSTEE)
def portal_withdraw(request: SignedInRequest, key: str) -> HttpResponse:
    """Taking back a request of the party's own."""
    asked = next((each for each in requests_of(request.reach) if each.consent == key), None)
    if asked is None:
        raise Http404
    try:
        usecases.withdraw_sub_entrustee(consent=key, party=str(request.reach.party), by=request.user.number, at=now())
        messages.success(request, f"{asked.name} への再委託の申請を取り下げました。")
    except RefusedError as error:
        messages.error(request, str(error))
    return redirect("portal-entrustment", asked.upper)
