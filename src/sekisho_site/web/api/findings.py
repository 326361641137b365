"""Findings: the list with the filters of its page, one of them, and the steps that people take with it."""

import base64
import binascii
from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Any

from django.http import Http404
from ninja import Query, Router, Schema
from ninja.errors import AuthorizationError
from pydantic import Field

from sekisho.response.life import TRANSITIONS, Stage, Step, transition
from sekisho.roles import Permission
from sekisho.terms import Outcome, Severity
from sekisho_site.records.queries import findings_within, numbered
from sekisho_site.records.queries.desk import asked_finding
from sekisho_site.records.queries.handling import steps_of
from sekisho_site.usecases import step_finding
from sekisho_site.web.api.access import ApiRequest, operation
from sekisho_site.web.api.problems import invalid_field
from sekisho_site.web.api.values import Day, Note, Page, Paging, Words, page_of
from sekisho_site.web.clock import now
from sekisho_site.web.findings.listing import listing_of

router = Router(tags=["指摘と是正"])

_READING = (Permission.VIEW_FINDINGS, Permission.ENTER_PORTAL)
_STEPPING = tuple(dict.fromkeys(permission for row in TRANSITIONS for permission in row.permissions))
Number = Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{4,8}$", description="指摘の番号（例　2026-0147）")]
_MOST_FILES = 5
_MOST_BASE64 = 4 * 2**20


class FindingsAsked(Paging):
    """Findings, narrowed as on the page; without ``stage`` those of all stages."""

    q: Words = ""
    stage: Stage | None = None
    outcome: Outcome | None = None
    severity: Severity | None = None
    due: Annotated[str, Field(pattern="^(over|week|none)$")] | None = None
    party: Words = ""
    rule: Words = ""
    state: Annotated[str, Field(pattern="^(opened|standing|resolved)$")] | None = None


class FindingOut(Schema):
    """A finding in a list. An entrusted party is told neither weight nor owner, which are the office's own."""

    number: str
    title: str
    party: str
    stage: str
    due_date: date | None
    rule: str | None = None
    outcome: str | None = None
    severity: str | None = None
    entrustment: str | None = None
    state: str | None = None
    opened_on: date | None = None
    addressee: str | None = None
    owner: str | None = None


class CitedOut(Schema):
    """A record on which a finding rests."""

    source: str
    key: str
    heading: str
    told: list[list[str]]


class FindingWholeOut(FindingOut):
    """A finding with its reasons. ``version`` counts its steps: send it back with a step to notice that others were faster."""

    explanation: str
    remedy: str
    cited: list[CitedOut]
    version: int


class StepOut(Schema):
    """One step in the life of a finding."""

    step: str
    at: datetime
    by: str
    note: str
    due_date: date | None
    files: list[str]


class FileIn(Schema):
    """A file as evidence."""

    name: Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\u0000/\\]+$")]
    content: Annotated[str, Field(max_length=_MOST_BASE64, description="base64", pattern="^[A-Za-z0-9+/]*={0,2}$")]


class StepIn(Schema):
    """What a step is given; which parts it needs depends on the step."""

    note: Note = ""
    addressee: Words = ""
    due_date: Day | None = None
    end_date: Day | None = None
    version: Annotated[int, Field(ge=0, le=1_000_000)] | None = None
    files: Annotated[list[FileIn], Field(max_length=_MOST_FILES)] = Field(default_factory=list)


class StageOut(Schema):
    """The stage to which a step led."""

    number: str
    stage: str


@operation(router, "GET", "/findings", *_READING, gives=Page[FindingOut])
def list_findings(request: ApiRequest, asked: Query[FindingsAsked]) -> Any:
    """指摘の一覧。期限の近い順。"""
    listing = listing_of(request)  # type: ignore[arg-type]  # it asks who looks and how far they see, no more
    rows = listing.rows
    named = {each.name: each.apply for each in listing.filters}
    for name in ("stage", "outcome", "severity", "due", "party", "rule", "state"):
        value = getattr(asked, name)
        if value and not (request.reach.party is not None and name in _OFFICE_ONLY):
            rows = named[name](rows, value)
    if asked.q.strip():
        rows = listing.search(rows, asked.q) if listing.search else rows
    return page_of(rows.order_by(*listing.order, "pk"), asked, lambda part: [_row(row, request) for row in part])


_OFFICE_ONLY = ("severity", "outcome", "state", "rule")


@operation(router, "GET", "/findings/{number}", *_READING, gives=FindingWholeOut, refuses=(404,))
def get_finding(request: ApiRequest, number: Number) -> Any:
    """指摘一つ。"""
    row = _found(request, number)
    cited: Sequence[Any] = row.evidence
    if request.reach.party is not None:
        asked = asked_finding(request.reach, number)
        cited = asked.cited if asked else ()
    return {
        **_row(row, request),
        "explanation": row.explanation,
        "remedy": row.remedy,
        "cited": [{name: item[name] for name in ("source", "key", "heading", "told")} for item in cited],
        "version": len(steps_of(row)),
    }


@operation(router, "GET", "/findings/{number}/steps", *_READING, gives=list[StepOut], refuses=(404,))
def list_steps(request: ApiRequest, number: Number) -> Any:
    """指摘のこれまで。古い順。"""
    row = _found(request, number)
    if request.reach.party is not None:
        asked = asked_finding(request.reach, number)
        return [
            {
                "step": each.step.value,
                "at": each.at,
                "by": "own" if each.own else "office",
                "note": each.note,
                "due_date": each.due_date,
                "files": [file["sha256"] for file in each.files],
            }
            for each in (asked.exchanges if asked else ())
        ]
    return [
        {
            "step": each.step,
            "at": each.taken_at,
            "by": each.taken_by,
            "note": each.note,
            "due_date": each.due_date,
            "files": [file["sha256"] for file in each.files],
        }
        for each in steps_of(row)
    ]


@operation(router, "POST", "/findings/{number}/steps/{step}", *_STEPPING, gives=StageOut, refuses=(404, 409, 413))
def take_step(request: ApiRequest, number: Number, step: Step, given: StepIn) -> Any:
    """指摘を一歩進める。できないときは 409 で理由を答える。"""
    row = _found(request, number)
    if not request.auth.permissions.intersection(transition(step).permissions):
        raise AuthorizationError
    stage = step_finding(
        fingerprint=row.pk,
        step=step,
        by=request.user.number,
        at=now(),
        permissions=request.auth.permissions,
        party=request.reach.party,
        note=given.note,
        addressee=given.addressee,
        due_date=given.due_date,
        end_date=given.end_date,
        files=[(file.name, _bytes(file.content)) for file in given.files],
        version=given.version,
    )
    return {"number": number, "stage": stage.value}


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise invalid_field("body.given.files") from error


def _found(request: ApiRequest, number: str) -> Any:
    row = findings_within(request.reach).select_related("owner").filter(numbered(number)).first()
    if row is None:
        raise Http404
    return row


def _row(row: Any, request: ApiRequest) -> dict[str, Any]:
    told = {
        "number": row.number,
        "title": row.title,
        "party": row.addressee if request.reach.party is not None else row.party,
        "stage": row.stage,
        "due_date": row.due_date,
    }
    if request.reach.party is not None:
        return told
    names = ("rule", "outcome", "severity", "entrustment", "state", "opened_on", "addressee")
    return {**told, **{name: getattr(row, name) for name in names}, "owner": row.owner.number if row.owner else None}
