"""Doing a piece of long work that was asked for, from start to end, however often a worker dies on the way.

What is asked is in the job; the use cases that everybody calls do the work, in the name of whoever asked. A worker that dies
leaves either nothing or the whole: the result is written down in the transaction that makes it.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import IO, Any
from uuid import UUID

from django_tasks import TaskContext, task

from sekisho.evidence import BundleError
from sekisho.formats.fault import Fault, Faults, are_of_whole_file
from sekisho.formats.marked import write_marked
from sekisho.formats.plan import Plan
from sekisho.roles import Permission, Role, writes
from sekisho.terms import Plane
from sekisho_site.config.refusal import RefusedError
from sekisho_site.records.event_store import lines_of, workspace_store
from sekisho_site.records.models import Job, JobKind, JobState, User
from sekisho_site.records.operations.jobs import begin, end, give_back, note_result
from sekisho_site.records.operations.planned import Pair, lay_plan, plan_hash, planes_of
from sekisho_site.records.queries import evidence_bundle, verify_workspace
from sekisho_site.records.vault import kept_at
from sekisho_site.records.workbench import Progress, give_file, give_written, taken, tell_progress
from sekisho_site.usecases.detect_stored import detect_stored
from sekisho_site.usecases.export_workbook import export_workbook
from sekisho_site.usecases.import_subprocessors import ImportedList, import_subprocessors
from sekisho_site.usecases.import_workbook import import_workbook
from sekisho_site.usecases.plan_log_reviews import plan_log_reviews
from sekisho_site.usecases.reconcile_records import reconcile_records
from sekisho_site.usecases.undo_import import ChangedSinceError, undo_import

_LISTS = "subprocessors"
_FAULTS_TOLD = 100
_NEEDED = {
    JobKind.IMPORT: Permission.IMPORT_FILES,
    JobKind.RECONCILE: Permission.RUN_RECONCILE,
    JobKind.EXPORT: Permission.EXPORT,
    JobKind.DETECT: Permission.RUN_DETECTION,
    JobKind.AUDIT: Permission.VIEW_AUDIT,
}
Told = Mapping[str, Any]
Tell = Callable[[Progress], None]
_log = logging.getLogger("sekisho.jobs")


class _StalePlanError(RefusedError):
    """The registry changed between looking and agreeing."""


def run_job(*, number: UUID, by: str, at: datetime) -> None:
    """Do the work ``number`` if it is still to be done and nobody else is on it; what came of it stands in the job."""
    with taken(number) as mine:
        job = begin(number) if mine else None
        if job is None:
            return
        try:
            told = _done(job, by, at, lambda progress: tell_progress(number, progress))
        except RefusedError as refused:
            names = refused.names if isinstance(refused, ChangedSinceError) else []
            end(number, JobState.REFUSED, {"why": str(refused), "names": names})
        except (KeyboardInterrupt, SystemExit):
            give_back(number)
            raise
        except Exception as error:
            # the kind alone: words of an error may hold personal values
            _log.error("job %s failed: %s", number, type(error).__name__)
            why = (
                "途中で想定していない誤りがありました。変更は残っていません。もう一度試し、続くときは管理者に知らせてください。"
            )
            end(number, JobState.FAILED, {"why": f"{why}（{type(error).__name__}）"})
        else:
            end(number, JobState.DONE, told)


@task(takes_context=True)
def in_background(context: TaskContext, number: str) -> None:
    """What the queue hands to a worker: the work, in the name of whoever asked, as of the moment it was handed out."""
    actor = Job.objects.only("asked").get(pk=number).asked["actor"]
    at = context.task_result.started_at
    if at is None:
        raise ValueError("a task that runs was handed out at a moment")
    run_job(number=UUID(number), by=User.objects.get(pk=actor).number, at=at)


def _done(job: Job, by: str, at: datetime, tell: Tell) -> Told:
    actor = User.objects.get(pk=job.asked["actor"])
    kind = JobKind(job.kind)
    if not actor.may(_NEEDED[kind]):
        raise RefusedError("頼んだ人に、この作業をする権限が今はありません。")
    if kind is JobKind.RECONCILE:
        return _reconciled(job, by, at, tell)
    if kind is JobKind.DETECT:
        return {"detect": _detected, "plan": _reviews_planned}[job.asked["step"]](job, by, at, tell)
    if kind is JobKind.AUDIT:
        return {"verify": _verified, "bundle": _bundled}[job.asked["step"]](job, tell)
    if kind is JobKind.EXPORT:
        tell(Progress("ブックを書いています"))
        content = export_workbook(workbook=job.asked["workbook"], as_of=_day(job.asked["as_of"]), by=by, at=at)
        give_file(job.pk, content)
        return {"size": len(content)}
    may = writes(Role[actor.role.upper()])
    return {"plan": _planned, "apply": _applied, "undo": _undone}[job.asked["step"]](job, by, at, tell, may)


def _reconciled(job: Job, by: str, at: datetime, tell: Tell) -> Told:
    done = reconcile_records(by=by, at=at, as_of=_day(job.asked["as_of"]), party=job.asked["party"], progress=tell)
    return {
        "run": done.run.pk,
        "conflicts": done.run.conflicts,
        "cannot_tell": done.run.cannot_tell,
        "agreed": done.run.agreed,
        "opened": done.opened,
        "standing": done.standing,
        "resolved": done.resolved,
        "merged": done.merged,
    }


def _detected(_: Job, by: str, at: datetime, tell: Tell) -> Told:
    done = detect_stored(by=by, at=at, progress=tell)
    return {"events": done.events, "days": done.days, **asdict(done.alerts)}


def _reviews_planned(job: Job, by: str, at: datetime, tell: Tell) -> Told:
    """The reviews of the months that have ended, with lines of the store where it is there."""
    tell(Progress("点検する行を選んでいます"))
    try:
        store = workspace_store()
        lines = None if store is None else lambda log, period: lines_of(store, log.party, log.system, period.first, period.last)
        return {"planned": plan_log_reviews(as_of=_day(job.asked["as_of"]), by=by, at=at, lines=lines)}
    except Faults as faults:
        raise RefusedError(str(faults)) from faults


def _verified(_: Job, tell: Tell) -> Told:
    """How the log stands, and the first of what is not right with it."""
    report = verify_workspace(lambda done, total: tell(Progress("証跡を読み直しています", done, total)))
    log = report.log
    return {
        "outcome": report.outcome.value,
        "size": log.size if log else 0,
        "sealed": log.sealed if log else 0,
        "root": log.root if log else "",
        "files": report.files,
        "first_bad": report.first_bad,
        "wrong": len(report.faults),
        "faults": [[fault.place, fault.why_ja] for fault in report.faults[:_FAULTS_TOLD]],
    }


def _bundled(job: Job, tell: Tell) -> Told:
    def write(target: IO[bytes]) -> None:
        evidence_bundle(target, lambda done, total: tell(Progress("証跡を書き出しています", done, total)))

    try:
        return {"size": give_written(job.pk, write)}
    except BundleError as error:
        raise RefusedError(str(error)) from error


def _planned(job: Job, by: str, at: datetime, tell: Tell, may: frozenset[Plane]) -> Told:
    """Read the sealed file and lay down what it would change, or all that is wrong with it."""
    content = kept_at(job.asked["sha256"]).read_bytes()
    if job.asked["sort"] == _LISTS:
        listing = _list_import(job, content, by, at, dry_run=True)
        pairs = _pairs_of_list(listing)
        told = lay_plan(job.pk, pairs, listing.faults, listing.warnings, listing.report())
        unfit = {"as_a_whole": _of_whole_file(listing.faults)}
        return {**told, **unfit, **_agreeable(pairs, may), "workbook": _LISTS, "unchanged": 0}
    plan = import_workbook(content, job.asked["name"], workbook=job.asked["sort"], by=by, at=at, dry_run=True, progress=tell)
    tell(Progress("計画を書いています"))
    as_a_whole = _of_whole_file(plan.faults)
    if plan.faults and not as_a_whole:
        give_file(job.pk, write_marked(content, plan.faults))
    pairs = _pairs_of_plan(plan)
    told = lay_plan(job.pk, pairs, plan.faults)
    return {
        **told,
        **_agreeable(pairs, may),
        "as_a_whole": as_a_whole,
        "workbook": plan.workbook,
        "unchanged": plan.unchanged,
        "as_of": plan.as_of.isoformat() if plan.as_of else None,
    }


def _of_whole_file(faults: Sequence[Fault]) -> list[str]:
    """What is wrong with a file of which no cell can be put right; nothing when some fault has a place in it."""
    return [fault.reason for fault in faults] if are_of_whole_file(faults) else []


def _agreeable(pairs: list[Pair], may: frozenset[Plane]) -> Told:
    _refuse_others_planes(pairs, may)
    return {"plan": plan_hash(pairs), "stale": False}


def _applied(job: Job, by: str, at: datetime, tell: Tell, may: frozenset[Plane]) -> Told:
    if "applied_at" in job.result:
        return {}  # the worker died between the last word of the transaction and the end of the job
    content = kept_at(job.asked["sha256"]).read_bytes()

    def agreed(pairs: list[Pair]) -> None:
        _refuse_others_planes(pairs, may)
        if plan_hash(pairs) != job.asked["agreed"]:
            raise _StalePlanError("台帳が変わりました。")

    def applied(moment: datetime) -> None:
        note_result(job.pk, {"applied_at": moment.isoformat(), "applied_by": job.asked["actor"]})

    try:
        if job.asked["sort"] == _LISTS:
            _list_import(job, content, by, at, agreed=lambda listing: agreed(_pairs_of_list(listing)), applied=applied)
        else:
            plan = import_workbook(
                content,
                job.asked["name"],
                workbook=job.asked["sort"],
                by=by,
                at=at,
                agreed=lambda plan: agreed(_pairs_of_plan(plan)),
                applied=applied,
                progress=tell,
            )
            if plan.faults:
                return _shown_anew(job, by, at, tell, may)
    except _StalePlanError:
        return _shown_anew(job, by, at, tell, may)
    return {"stale": False}


def _shown_anew(job: Job, by: str, at: datetime, tell: Tell, may: frozenset[Plane]) -> Told:
    """The registry changed since the plan was shown: the new plan, to be looked at again."""
    return {**_planned(job, by, at, tell, may), "stale": True}


def _undone(job: Job, by: str, at: datetime, tell: Tell, may: frozenset[Plane]) -> Told:
    if "undone_at" in job.result:
        return {}
    tell(Progress("元に戻しています"))
    moment = datetime.fromisoformat(job.result["applied_at"])
    pairs = undo_import(
        moment=moment,
        sha256=job.asked["sha256"],
        by=by,
        at=at,
        planes=may,
        undone=lambda at: note_result(job.pk, {"undone_at": at.isoformat(), "undone_by": job.asked["actor"]}),
    )
    return {"restored": len(pairs)}


def _list_import(job: Job, content: bytes, by: str, at: datetime, **told: Any) -> ImportedList:
    asked = job.asked
    return import_subprocessors(content, asked["name"], party=asked["party"], on=_day(asked["on"]), by=by, at=at, **told)


def _refuse_others_planes(pairs: list[Pair], may: frozenset[Plane]) -> None:
    if not_mine := sorted(plane.label for plane in planes_of(pairs) - may):
        words = "」「".join(not_mine)
        raise RefusedError(
            f"このファイルは「{words}」の記録を変えます。あなたの役割では書けません。個人情報保護室に頼んでください。"
        )


def _pairs_of_plan(plan: Plan) -> list[Pair]:
    return [
        *((None, record) for record in plan.added),
        *((change.before, change.after) for change in plan.changed),
        *((record, None) for record in plan.ended),
    ]


def _pairs_of_list(listing: ImportedList) -> list[Pair]:
    return [(change.before, change.after) for change in listing.changes]


def _day(text: str) -> date:
    return date.fromisoformat(text)
