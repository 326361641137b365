"""Bringing files in: send, look, agree, take back. What a file means and whether it may be applied, use cases decide."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from sekisho.formats.books import TITLES, WORKBOOKS
from sekisho.formats.template import write_template
from sekisho.planes import BY_SOURCE
from sekisho.roles import Permission, Role, writes
from sekisho.terms import Plane
from sekisho_site.config.refusal import RefusedError
from sekisho_site.records.queries.jobs import PAGE, fetchable_file, import_jobs_within, laid_rows, progress_of, rows_are_there
from sekisho_site.usecases import ask_import, continue_import
from sekisho_site.web.clock import now
from sekisho_site.web.frame.templatetags.words import moment
from sekisho_site.web.imports.forms import ListForm, WorkbookForm, harmless_name
from sekisho_site.web.imports.standing import SORTS, standing
from sekisho_site.web.lists.listing import Cell, Column, Listing, respond
from sekisho_site.web.permissions import SignedInRequest, permitted

_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_STEPS = ("plan", "apply", "undo")


@permitted(Permission.IMPORT_FILES)
def imports(request: SignedInRequest) -> HttpResponse:
    """Send a file, and what was sent before."""
    of_list = (request.POST if request.method == "POST" else request.GET).get("of") == "list"
    form = _form(request, of_list=of_list)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("import", _ask(request, form.cleaned_data))
        except RefusedError as refused:
            form.add_error(None, str(refused))
    may = writes(Role[request.user.role.upper()])
    tabs = [{"href": "?", "label": "ブック（Excel）", "here": not of_list}]
    if Plane.DECLARED in may:
        tabs.append({"href": "?of=list", "label": "公開された再委託先の一覧", "here": of_list})
    offered = [(name, TITLES[name]) for name, kinds in WORKBOOKS.items() if {kind.schema.plane for kind in kinds} <= may]
    return respond(request, _history(request), "imports/imports.html", form=form, of_list=of_list, tabs=tabs, templates=offered)


def _form(request: SignedInRequest, *, of_list: bool) -> WorkbookForm | ListForm:
    told: tuple[Any, ...] = (request.POST, request.FILES) if request.method == "POST" else ()
    too_large = getattr(request, "too_large", False)
    if of_list:
        return ListForm(*told, too_large=too_large)
    return WorkbookForm(*told, too_large=too_large, role=Role[request.user.role.upper()])


def _ask(request: SignedInRequest, told: dict[str, Any]) -> UUID:
    file = told["file"]
    published = {"party": told["party"], "on": told["on"]} if "party" in told else None
    return ask_import(
        file.read(),
        harmless_name(file.name),
        workbook=told.get("sort") or None,
        published=published,
        asker=request.user.pk,
        by=request.user.number,
        at=now(),
    )


def _history(request: SignedInRequest) -> Listing:
    return Listing(
        name="imports",
        title="取り込みの記録",
        rows=import_jobs_within(request.user),
        order=("-asked_at",),
        columns=(
            Column("file", "ファイル", lambda job: Cell(job.asked.get("name", ""), href=f"/imports/{job.pk}/")),
            Column("when", "送った日時", lambda job: Cell(moment(job.asked_at), value=moment(job.asked_at)), ("asked_at",)),
            Column("who", "送った人", lambda job: Cell(job.asked_by.name, note=job.asked_by.number)),
            Column("sort", "種類", lambda job: Cell(SORTS.get(job.result.get("workbook") or job.asked.get("sort") or "", "—"))),
            Column("hash", "SHA-256", lambda job: Cell(job.asked["sha256"][:12], value=job.asked["sha256"])),
            Column("result", "結果", lambda job: Cell(standing(job).words, note=standing(job).counts)),
            Column("next", "次の一手", lambda job: Cell(standing(job).next_step, href=f"/imports/{job.pk}/")),
        ),
        search=lambda rows, words: rows.filter(asked__name__icontains=words),
        search_hint="ファイルの名前",
        empty="取り込んだファイルはまだありません。",
    )


@permitted(Permission.IMPORT_FILES)
def one_import(request: SignedInRequest, number: UUID) -> HttpResponse:
    """One file: what it would change, or what is wrong with it."""
    job = get_object_or_404(import_jobs_within(request.user), pk=number)
    state = standing(job)
    context = {"job": job, "state": state, "result": job.result, "sort_label": SORTS.get(job.result.get("workbook", ""), "")}
    context["may_reconcile"] = request.user.may(Permission.RUN_RECONCILE)
    if state.under_way:
        context["progress"] = progress_of(job)
    else:
        context |= _rows(request, job) if rows_are_there(job.pk) else {"swept": True}
    return render(request, "imports/work.html" if request.htmx else "imports/import.html", context)


def _rows(request: SignedInRequest, job: Any) -> dict[str, Any]:
    """The table that was asked for; the first one that has rows when none was."""
    sheets = job.result.get("sheets", [])
    offered = ["faults", "notices", "lines"]
    offered += [f"{sheet['source']}.{sort}" for sheet in sheets for sort in ("added", "changed", "ended")]
    asked = request.GET.get("show", "")
    shown = asked if asked in offered else next((name for name in offered if laid_rows(job, name, 1).total), "")
    page = Paginator(range(laid_rows(job, shown, 0).total), PAGE).get_page(request.GET.get("page"))
    source, _, sort = shown.partition(".")
    kind = BY_SOURCE.get(source)
    columns = [column.heading for column in kind.schema.columns if column.name != "key"][:7] if kind else []
    return {
        "shown": shown,
        "sort": sort,
        "kind": kind.schema if kind else None,
        "columns": columns,
        "rows": laid_rows(job, shown, page.number).rows,
        "page": page,
    }


@permitted(Permission.IMPORT_FILES)
@require_POST
def take_step(request: SignedInRequest, number: UUID, step: str) -> HttpResponse:
    """Apply what was shown, take it back, or look again."""
    job = get_object_or_404(import_jobs_within(request.user), pk=number)
    if step not in _STEPS:
        raise Http404
    try:
        continue_import(
            number=job.pk,
            step=step,
            agreed=request.POST.get("agreed", "")[:64],
            asker=request.user.pk,
            by=request.user.number,
            at=now(),
        )
    except RefusedError as refused:
        messages.error(request, str(refused))
    return redirect("import", number)


@permitted(Permission.IMPORT_FILES)
def marked(request: SignedInRequest, number: UUID) -> Any:
    """The workbook that was sent, with every cell marked that has to be put right."""
    job = get_object_or_404(import_jobs_within(request.user), pk=number)
    path = fetchable_file(job, now())
    if path is None or not job.result.get("faults"):
        raise Http404
    stem = str(job.asked["name"]).rpartition(".")[0] or "ブック"
    return FileResponse(path.open("rb"), as_attachment=True, filename=f"{stem}-直す所.xlsx", content_type=_EXCEL)


@permitted(Permission.IMPORT_FILES)
def template(request: SignedInRequest, workbook: str) -> HttpResponse:
    """An empty workbook with examples."""
    if workbook not in WORKBOOKS:
        raise Http404
    name = f'attachment; filename="sekisho-{workbook}.xlsx"'
    return HttpResponse(write_template(workbook), content_type=_EXCEL, headers={"Content-Disposition": name})
