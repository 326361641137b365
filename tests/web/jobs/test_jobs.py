"""Work in the background by the pages: who may ask, who sees it, what comes of it, and what happens after a death."""

import re
from datetime import timedelta
from html import unescape
from importlib import import_module
from uuid import uuid4

import pytest
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from sekisho.roles import Role
from sekisho_site.records.models import Job, JobState, ReconcileRun
from sekisho_site.records.operations.jobs import ATTEMPTS
from sekisho_site.records.workbench import Progress, lay_rows, read_progress, read_rows, taken, tell_progress
from sekisho_site.usecases import ask_reconcile, run_job, take_up_jobs
from sekisho_site.web.clock import now
from tests.factories.office import AT, DAY, signed_in_client, small_registry, user

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(home):
    small_registry()
    return signed_in_client(user())


@pytest.fixture
def asked(office):
    """A reconciliation that waits for its turn."""
    office.post(reverse("reconcile"), {"as_of": "R8.5.1"})
    return Job.objects.get()


def module(name):
    """The module of a use case; the package itself names the function."""
    return import_module(f"sekisho_site.usecases.{name}")


def work(job, by="U-000001"):
    run_job(number=job.pk, by=by, at=now())
    job.refresh_from_db()
    return job


def test_a_reconciliation_is_asked_for_shown_while_it_runs_and_told_when_done(office, asked):
    address = reverse("job", args=[asked.pk])
    waiting = office.get(address).content.decode()
    assert 'role="progressbar"' in waiting
    assert 'hx-trigger="every 1s"' in waiting
    assert work(asked).state == "done"
    done = office.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in done
    assert "hx-trigger" not in done
    assert "照合が終わりました" in done
    assert asked.doing == "指摘を更新しています"


def test_each_figure_of_a_reconciliation_opens_as_many_rows(office, asked):
    work(asked)
    page = office.get(reverse("job", args=[asked.pk])).content.decode()
    told = re.findall(r'href="(/findings/\?state=[^"]*)"><span class="label">[^<]*</span><span class="value ">([\d,]+)', page)
    assert len(told) == 2
    for address, count in told:
        rows = office.get(f"{unescape(address)}&export=csv").content.decode().strip().splitlines()
        assert len(rows) - 1 == int(count), address
    assert re.search(r"基準日 \d{4}年\d+月\d+日（", page)


def test_one_company_is_reconciled_by_any_of_its_names(office):
    office.post(reverse("reconcile"), {"party": "株式会社となり野サービス", "as_of": "2026-05-01"})
    work(Job.objects.get())
    assert ReconcileRun.objects.latest("pk").party == "P-003"


@pytest.mark.parametrize("told", [{"party": "どこにもない会社"}, {"as_of": "きのうのきのう"}])
def test_what_cannot_be_reconciled_is_refused_at_once_in_words(told, office):
    page = office.post(reverse("reconcile"), told, follow=True).content.decode()
    assert next(iter(told.values())) in page
    assert not Job.objects.exists()


def test_everything_can_be_taken_out_as_a_workbook_for_a_week(office):
    office.post(reverse("job-export"), {"workbook": "registry"})
    job = work(Job.objects.get())
    answer = office.get(reverse("job-file", args=[job.pk]))
    assert b"".join(answer.streaming_content)[:2] == b"PK"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    Job.objects.update(finished_at=now() - timedelta(days=8))
    assert office.get(reverse("job-file", args=[job.pk])).status_code == 404
    assert "保管期間" in office.get(reverse("job", args=[job.pk])).content.decode()


def test_a_file_is_for_whoever_asked_and_the_privacy_office(office):
    analyst, auditor = user(Role.ANALYST), user(Role.AUDITOR)
    signed_in_client(analyst).post(reverse("job-export"), {"workbook": "registry"})
    job = work(Job.objects.get(), analyst.number)
    assert signed_in_client(auditor).get(reverse("job-file", args=[job.pk])).status_code == 404
    assert signed_in_client(auditor).get(reverse("job", args=[job.pk])).status_code == 404
    assert b"".join(office.get(reverse("job-file", args=[job.pk])).streaming_content)[:2] == b"PK"


def test_people_who_reach_a_part_are_not_given_everything(office):
    page = signed_in_client(user(Role.BUSINESS_DEPARTMENT)).post(reverse("job-export"), {}, follow=True).content.decode()
    assert "一覧のページから" in page
    assert not Job.objects.exists()


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.BUSINESS_DEPARTMENT, Role.AUDITOR, Role.ENTRUSTEE_MEMBER])
def test_others_do_not_reconcile(role, office):
    assert signed_in_client(user(role)).post(reverse("reconcile")).status_code == 403
    assert not Job.objects.exists()


def test_entrusted_parties_see_no_work(office, asked):
    entrusted = signed_in_client(user(Role.ENTRUSTEE_ADMINISTRATOR))
    for address in (reverse("jobs"), reverse("job", args=[asked.pk]), reverse("job-file", args=[asked.pk])):
        assert entrusted.get(address).status_code == 403


def test_the_list_shows_own_work_and_the_privacy_office_all(office, asked):
    assert asked.title in office.get(reverse("jobs")).content.decode()
    assert asked.title not in signed_in_client(user(Role.ANALYST)).get(reverse("jobs")).content.decode()
    assert office.get(reverse("job", args=[uuid4()])).status_code == 404


def test_asking_by_a_link_is_no_asking(office):
    assert office.get(reverse("reconcile")).status_code == 405


def test_work_of_a_worker_that_died_is_taken_up(office, asked):
    DBTaskResult.objects.update(status="RUNNING")
    Job.objects.update(state=JobState.RUNNING.value, attempts=1)
    assert "止まりました" in office.get(reverse("job", args=[asked.pk])).content.decode()
    assert take_up_jobs(by="worker", at=now()) == 1
    assert DBTaskResult.objects.filter(status="READY").count() == 1
    assert work(asked).state == "done"
    assert asked.attempts == 2


def test_work_that_somebody_has_is_left_alone(asked):
    with taken(asked.pk):
        DBTaskResult.objects.all().delete()
        assert take_up_jobs(by="worker", at=now()) == 0
        assert work(asked).state == "waiting"


def test_work_whose_place_in_the_queue_was_lost_is_queued_again_once(asked):
    DBTaskResult.objects.all().delete()
    assert take_up_jobs(by="worker", at=now()) == 1
    assert take_up_jobs(by="worker", at=now()) == 0


def test_after_three_attempts_the_work_has_failed_in_words(office, asked):
    Job.objects.update(state=JobState.RUNNING.value, attempts=ATTEMPTS)
    runs = ReconcileRun.objects.count()
    assert work(asked).state == "failed"
    assert "3回試しました" in office.get(reverse("job", args=[asked.pk])).content.decode()
    assert ReconcileRun.objects.count() == runs


def test_done_work_is_not_done_again(asked):
    work(asked)
    runs = ReconcileRun.objects.count()
    work(asked)
    assert ReconcileRun.objects.count() == runs


def test_an_unexpected_error_is_told_without_its_words(office, asked, monkeypatch):
    def fail(**_told):
        raise ValueError("山田の電話番号")

    monkeypatch.setattr(module("run_job"), "reconcile_records", fail)
    assert work(asked).state == "failed"
    page = office.get(reverse("job", args=[asked.pk])).content.decode()
    assert "ValueError" in page
    assert "山田" not in page


def test_a_worker_that_is_stopped_gives_back(asked, monkeypatch):
    def stop(**_told):
        raise SystemExit

    monkeypatch.setattr(module("run_job"), "reconcile_records", stop)
    with pytest.raises(SystemExit):
        work(asked)
    asked.refresh_from_db()
    assert (asked.state, asked.attempts) == ("waiting", 0)


def test_rows_are_read_page_by_page_and_progress_is_what_was_told_last(home):
    number = uuid4()
    assert lay_rows(number, [("a", ({"n": n} for n in range(120))), ("none", ()), ("b", [{"n": 7}])]) == {"a": 120, "b": 1}
    assert [row["n"] for row in read_rows(number, "a", 3).rows] == list(range(100, 120))
    assert read_rows(number, "b", 1).rows == [{"n": 7}]
    assert [read_rows(number, name, page).rows for name, page in (("a", 4), ("none", 1), ("c", 1), ("a", 0))] == [()] * 4
    assert read_progress(number) is None
    tell_progress(number, Progress("読む", 1, 2))
    assert read_progress(number) == Progress("読む", 1, 2)


def test_asking_leaves_a_leaf_and_takes_its_place_in_the_queue_together(office, monkeypatch):
    def fail(*_told):
        raise OSError("the disk is full")

    someone = user(Role.ANALYST)
    monkeypatch.setattr(module("ask_reconcile"), "in_background", type("Broken", (), {"enqueue": fail}))
    with pytest.raises(OSError, match="full"):
        ask_reconcile(as_of=DAY, asker=someone.pk, by=someone.number, at=AT + timedelta(hours=1))
    assert not Job.objects.exists()
