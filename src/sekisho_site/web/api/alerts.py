"""Alerts: the list with the filters of its page, one of them with its reasons, and the steps that people take with it."""

from datetime import date, datetime
from typing import Annotated, Any

from django.http import Http404
from ninja import Query, Router, Schema
from ninja.errors import AuthorizationError
from pydantic import Field

from sekisho.detection.told import AlertKind, AlertLevel
from sekisho.response.triage import TRIAGE, AlertState, TriageStep, triage_transition
from sekisho.roles import Permission
from sekisho_site.records.queries import alerts_within
from sekisho_site.records.queries.alerting import alert_steps, alert_version
from sekisho_site.usecases import triage_alert
from sekisho_site.web.alerts.listing import listing_of
from sekisho_site.web.api.access import ApiRequest, operation
from sekisho_site.web.api.values import Day, Note, Page, Paging, Words, page_of
from sekisho_site.web.clock import now

router = Router(tags=["警告"])

_STEPPING = tuple(dict.fromkeys(permission for row in TRIAGE for permission in row.permissions))
_STATES = "|".join(("open", *(state.value for state in AlertState)))
AlertNumber = Annotated[str, Field(pattern=r"^A-[0-9]{1,18}$", description="警告の番号（例　A-3091）")]


class AlertsAsked(Paging):
    """Alerts, narrowed as on the page; without ``state`` those of all states, ``open``: those that wait for somebody."""

    q: Words = ""
    state: Annotated[str, Field(pattern=f"^({_STATES})$")] | None = None
    level: AlertLevel | None = None
    kind: AlertKind | None = None
    party: Words = ""
    measure: Words = ""
    person: Words = ""
    device: Words = ""
    rule: Words = ""


class AlertOut(Schema):
    """An alert in a list. ``count`` is the fullest window's value, ``event_count`` how many events it rests on."""

    number: str
    title: str
    kind: str
    rule: str
    level: str
    state: str
    party: str
    person: str
    device: str
    system: str
    measure: str
    sign: str
    first_at: datetime | None
    last_at: datetime | None
    told_at: datetime
    revision: int
    count: float
    event_count: int


class PlaceOut(Schema):
    """Where an event stands."""

    file: str
    line: int


class ReasonOut(Schema):
    """One thing that is not as usual."""

    feature: str
    usual: str | float | bool | None
    now: str | float | bool | None


class AlertWholeOut(AlertOut):
    """An alert with its reasons and some hundreds of its events.

    ``version`` changes whenever the alert does: send it back with a step to notice that others were faster.
    """

    subject: dict[str, Any]
    detail: dict[str, Any]
    explanation: str
    notes: str
    reasons: list[ReasonOut]
    events: list[PlaceOut]
    observed: str = Field(description="この警告が支える実態の記録（種類/番号）。なければ空")
    version: str


class TriageStepOut(Schema):
    """One step with an alert, at a revision of it."""

    step: str
    at: datetime
    by: str
    revision: int
    note: str
    party: str
    sign: str
    end_date: date | None


class TriageIn(Schema):
    """What a step is given; which parts it needs depends on the step."""

    note: Note = ""
    party: Words = ""
    sign: Words = ""
    end_date: Day | None = None
    version: Annotated[str, Field(pattern=r"^[0-9]{1,9}-[0-9]{1,9}$")] | None = None


class StateOut(Schema):
    """The state to which a step led."""

    number: str
    state: str


@operation(router, "GET", "/alerts", Permission.VIEW_ALERTS, gives=Page[AlertOut])
def list_alerts(request: ApiRequest, asked: Query[AlertsAsked]) -> Any:
    """警告の一覧。重さと新しさの順。"""
    listing = listing_of(request)  # type: ignore[arg-type]  # it asks who looks and how far they see, no more
    rows = listing.narrowed({each.name: getattr(asked, each.name) for each in listing.filters}, asked.q.strip())
    return page_of(rows.order_by(*listing.order, "pk"), asked, lambda part: [_row(row) for row in part])


@operation(router, "GET", "/alerts/{number}", Permission.VIEW_ALERTS, gives=AlertWholeOut, refuses=(404,))
def get_alert(request: ApiRequest, number: AlertNumber) -> Any:
    """警告一つ。"""
    row = _found(request, number)
    whole = ("subject", "detail", "explanation", "notes", "reasons", "observed")
    return {
        **_row(row),
        **{name: getattr(row, name) for name in whole},
        "events": [{"file": file, "line": line} for file, line in row.events],
        "version": alert_version(row, alert_steps(row)),
    }


@operation(router, "GET", "/alerts/{number}/steps", Permission.VIEW_ALERTS, gives=list[TriageStepOut], refuses=(404,))
def list_alert_steps(request: ApiRequest, number: AlertNumber) -> Any:
    """警告のこれまで。古い順。"""
    names = ("step", "revision", "note", "party", "sign", "end_date")
    return [
        {**{name: getattr(each, name) for name in names}, "at": each.taken_at, "by": each.taken_by}
        for each in alert_steps(_found(request, number))
    ]


@operation(router, "POST", "/alerts/{number}/steps/{step}", *_STEPPING, gives=StateOut, refuses=(404, 409))
def take_triage_step(request: ApiRequest, number: AlertNumber, step: TriageStep, given: TriageIn) -> Any:
    """警告を一歩進める。できないときは 409 で理由を答える。検知だけが進める段階は 403。"""
    row = _found(request, number)
    if not request.auth.permissions.intersection(triage_transition(step).permissions):
        raise AuthorizationError
    state = triage_alert(
        alert=row.pk,
        step=step,
        by=request.user.number,
        at=now(),
        permissions=request.auth.permissions,
        within=request.reach,
        note=given.note,
        party=given.party,
        sign=given.sign,
        end_date=given.end_date,
        version=given.version,
    )
    return {"number": row.number, "state": state.value}


def _found(request: ApiRequest, number: str) -> Any:
    row = alerts_within(request.reach).filter(pk=int(number.removeprefix("A-"))).first()
    if row is None:
        raise Http404
    return row


def _row(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in AlertOut.model_fields}
