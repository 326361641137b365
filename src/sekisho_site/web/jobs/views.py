"""Work in the background: what was asked for, how far it is, and asking for a reconciliation or for everything as a file."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST

from sekisho.formats.books import TITLES
from sekisho.formats.dates import read_date
from sekisho.formats.misread import Misread
from sekisho.roles import Permission
from sekisho.terms import Outcome
from sekisho_site.config.refusal import RefusedError
from sekisho_site.records.queries.jobs import fetchable_file, jobs_within, progress_of, work_is_lost
from sekisho_site.usecases import ask_export, ask_reconcile
from sekisho_site.web.clock import now, today
from sekisho_site.web.frame.templatetags.words import moment
from sekisho_site.web.lists.listing import Cell, Column, Filter, Listing, respond
from sekisho_site.web.permissions import SignedInRequest, permitted

KINDS = {"import": "取り込み", "reconcile": "照合", "export": "書き出し", "detect": "ログの検知", "audit": "証跡"}
STATES = {"waiting": "順番待ち", "running": "実行中", "done": "完了", "refused": "できませんでした", "failed": "止まりました"}
#: The work that makes a file, and what one must be permitted to fetch it.
_MAKING = {"export": Permission.EXPORT, "audit": Permission.VIEW_AUDIT}
_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@permitted(Permission.ENTER_OFFICE)
def jobs(request: SignedInRequest) -> HttpResponse:
    """What somebody asked for."""
    listing = Listing(
        name="jobs",
        title="作業の状況",
        rows=jobs_within(request.user),
        order=("-asked_at",),
        columns=(
            Column("title", "作業", lambda job: Cell(job.title, href=f"/jobs/{job.pk}/")),
            Column("when", "頼んだ日時", lambda job: Cell(moment(job.asked_at), value=moment(job.asked_at)), ("asked_at",)),
            Column("who", "頼んだ人", lambda job: Cell(job.asked_by.name, note=job.asked_by.number)),
            Column("state", "状態", lambda job: Cell(STATES[job.state]), ("state",)),
            Column("why", "内容", lambda job: Cell(_what_came(job))),
        ),
        filters=(
            Filter("kind", "種類", lambda rows, kind: rows.filter(kind=kind), tuple(KINDS.items())),
            Filter("state", "状態", lambda rows, state: rows.filter(state=state), tuple(STATES.items())),
        ),
        search=lambda rows, words: rows.filter(title__icontains=words),
        search_hint="作業の名前",
        empty="頼んだ作業はまだありません。取り込みや照合を頼むと、ここに進み具合が出ます。",
    )
    may = request.user.may
    return respond(
        request,
        listing,
        "jobs/jobs.html",
        may_reconcile=may(Permission.RUN_RECONCILE),
        may_export=may(Permission.EXPORT) and request.reach.whole,
        workbooks=tuple(TITLES.items()),
    )


def _what_came(job: Any) -> str:
    result = job.result
    if job.state in ("refused", "failed"):
        return str(result.get("why", ""))
    if job.kind == "reconcile" and job.state == "done":
        return f"新しい指摘 {result['opened']:,} 件、解消 {result['resolved']:,} 件"
    if job.kind == "audit" and job.state == "done":
        return Outcome(result["outcome"]).label if "outcome" in result else ""
    if job.kind == "detect" and job.state == "done":
        return f"点検 {result['planned']:,} 件" if "planned" in result else f"新しい警告 {result['new']:,} 件"
    return ""


@permitted(Permission.ENTER_OFFICE)
def job(request: SignedInRequest, number: UUID) -> HttpResponse:
    """One piece of work; an import has a page of its own."""
    found = get_object_or_404(jobs_within(request.user), pk=number)
    if found.kind == "import":
        return redirect("import", number)
    under_way = found.state in ("waiting", "running")
    context = {
        "job": found,
        "result": found.result,
        "as_of": date.fromisoformat(found.asked["as_of"]) if found.asked.get("as_of") else None,
        "party": found.asked.get("party") or "",
        "under_way": under_way,
        "lost": under_way and work_is_lost(found),
        "progress": progress_of(found) if under_way else None,
        "fetchable": not under_way and fetchable_file(found, now()) is not None,
    }
    return render(request, "jobs/work.html" if request.htmx else "jobs/job.html", context)


@permitted(Permission.EXPORT, Permission.VIEW_AUDIT)
def given(request: SignedInRequest, number: UUID) -> Any:
    """The file that the work made, for whoever asked and for the privacy office, while it is kept."""
    made = [kind for kind, needed in _MAKING.items() if request.user.may(needed)]
    found = get_object_or_404(jobs_within(request.user), pk=number, kind__in=made)
    path = fetchable_file(found, now())
    if path is None:
        raise Http404
    if found.kind == "audit":
        name = f"sekisho-evidence-{localdate(found.asked_at):%Y%m%d}.zip"
        return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type="application/zip")
    name = f"{TITLES[found.asked['workbook']]}-{found.asked['as_of']}.xlsx"
    return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type=_EXCEL)


@permitted(Permission.RUN_RECONCILE)
@require_POST
def reconcile(request: SignedInRequest) -> HttpResponse:
    """Ask for a reconciliation of everything, or of one party, as of today or of a day that was told."""
    told = request.POST.get("as_of", "").strip()
    try:
        as_of = read_date(told) if told else today()
        number = ask_reconcile(
            as_of=as_of,
            party=request.POST.get("party", "").strip()[:200] or None,
            asker=request.user.pk,
            by=request.user.number,
            at=now(),
        )
    except Misread as misread:
        messages.error(request, f"基準日「{told[:40]}」は{misread.why}。{misread.remedy}")
        return redirect("jobs")
    except RefusedError as refused:
        messages.error(request, str(refused))
        return redirect("jobs")
    return redirect("job", number)


@permitted(Permission.EXPORT)
@require_POST
def export(request: SignedInRequest) -> HttpResponse:
    """Ask for a workbook of everything that stands; refused to people who do not reach everything."""
    try:
        workbook = request.POST.get("workbook", "registry")
        number = ask_export(workbook=workbook, as_of=today(), asker=request.user.pk, by=request.user.number, at=now())
    except RefusedError as refused:
        messages.error(request, str(refused))
        return redirect("jobs")
    return redirect("job", number)
