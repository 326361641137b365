"""Oneself, long work and the evidence log."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404
from ninja import File, Query, Router, Schema, Status

from sekisho.roles import Permission
from sekisho.terms import Outcome
from sekisho_site.config.refusal import RefusedError
from sekisho_site.records.queries import verify_workspace
from sekisho_site.records.queries.audit import newest_heads
from sekisho_site.records.queries.jobs import jobs_within, progress_of
from sekisho_site.usecases import ask_import, ask_reconcile
from sekisho_site.web.api.access import ApiRequest, operation
from sekisho_site.web.api.values import Day, Page, Paging, SentFile, Words, page_of
from sekisho_site.web.clock import now, today

router = Router(tags=["自分・作業・証跡"])
_MOST_LEAVES_AT_ONCE = 100_000


class MeOut(Schema):
    """Whom the key speaks for, and what it may."""

    number: str
    role: str
    department: str | None
    party: str | None
    permissions: list[str]


class ReconcileIn(Schema):
    """As of which day (default: today) and of which company (default: all)."""

    as_of: Day | None = None
    party: Words = ""


class JobOut(Schema):
    """A piece of long work."""

    id: UUID
    kind: str
    title: str
    state: str
    doing: str
    done: int
    total: int | None
    asked_at: datetime
    finished_at: datetime | None
    why: str | None


class HeadOut(Schema):
    """The log had ``size`` leaves with this root at this moment."""

    size: int
    root: str
    at: datetime


class VerifiedOut(Schema):
    """What verification found. ``first_bad`` is the number of the first bad leaf."""

    outcome: Outcome
    size: int
    sealed: int
    root: str
    first_bad: int | None
    faults: list[str]


@operation(router, "GET", "/me", Permission.USE_API, gives=MeOut)
def get_me(request: ApiRequest) -> Any:
    """この鍵が表す人と、鍵に許されたこと。"""
    return {
        "number": request.user.number,
        "role": request.user.role,
        "department": request.user.department_id,
        "party": request.user.party_id,
        "permissions": sorted(each.value for each in request.auth.permissions),
    }


@operation(router, "POST", "/reconcile", Permission.RUN_RECONCILE, gives=JobOut, status=202, refuses=(409,))
def ask_for_reconcile(request: ApiRequest, asked: ReconcileIn) -> Any:
    """照合を頼む。作業の番号を答える。"""
    number = ask_reconcile(
        as_of=asked.as_of or today(), party=asked.party or None, asker=request.user.pk, by=request.user.number, at=now()
    )
    return Status(202, _job(request, number))


@operation(router, "POST", "/imports", Permission.IMPORT_FILES, gives=JobOut, status=202, refuses=(409, 413))
def ask_for_import(request: ApiRequest, file: File[SentFile]) -> Any:
    """ファイルの取り込みを頼む。取り込む前の確かめは、ページで人がする。"""
    if (file.size or 0) > _MOST_BYTES:
        raise RefusedError("ファイルが大きすぎます。50MB までにしてください。")
    number = ask_import(file.read(), (file.name or "file")[:200], asker=request.user.pk, by=request.user.number, at=now())
    return Status(202, _job(request, number))


_MOST_BYTES = 50 * 2**20


@operation(router, "GET", "/jobs", Permission.ENTER_OFFICE, gives=Page[JobOut])
def list_jobs(request: ApiRequest, asked: Query[Paging]) -> Any:
    """頼んだ作業の一覧。新しい順。"""
    rows = jobs_within(request.user).order_by("-asked_at", "pk")
    return page_of(rows, asked, lambda part: [_told(row) for row in part])


@operation(
    router,
    "GET",
    "/jobs/{number}",
    Permission.ENTER_OFFICE,
    Permission.RUN_RECONCILE,
    Permission.IMPORT_FILES,
    gives=JobOut,
    refuses=(404,),
)
def get_job(request: ApiRequest, number: UUID) -> Any:
    """作業一つ。"""
    return _job(request, number)


@operation(router, "GET", "/audit/heads", Permission.VIEW_AUDIT, gives=Page[HeadOut])
def list_heads(request: ApiRequest, asked: Query[Paging]) -> Any:
    """証跡の封印の一覧。新しい順。"""
    return page_of(newest_heads(), asked, list)


@operation(router, "POST", "/audit/verify", Permission.VIEW_AUDIT, gives=VerifiedOut, refuses=(409,))
def verify_audit(request: ApiRequest) -> Any:
    """証跡の全体を検証する。大きな記録は、ページか sekisho verify で検証する。"""
    newest = newest_heads().first()
    if newest is not None and newest.size > _MOST_LEAVES_AT_ONCE:
        raise RefusedError("証跡が多いため、ここでは検証できません。監査の記録のページか sekisho verify で検証してください。")
    report = verify_workspace()
    log = report.log
    return {
        "outcome": report.outcome,
        "size": log.size if log else 0,
        "sealed": log.sealed if log else 0,
        "root": log.root if log else "",
        "first_bad": report.first_bad,
        "faults": [f"{fault.place}：{fault.why_ja}" for fault in report.faults[:100]],
    }


def _job(request: ApiRequest, number: UUID) -> dict[str, Any]:
    row = jobs_within(request.user).filter(pk=number).first()
    if row is None:
        raise Http404
    return _told(row)


def _told(row: Any) -> dict[str, Any]:
    progress = progress_of(row)
    told = ("id", "kind", "title", "state", "asked_at", "finished_at")
    return {
        **{name: getattr(row, name) for name in told},
        "doing": progress.doing,
        "done": progress.done,
        "total": progress.total,
        "why": row.result.get("why"),
    }
