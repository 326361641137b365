"""Bringing a file in by the pages: sent, looked at, agreed to, taken back; and what is refused on the way."""

from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from sekisho.declared import Party, Site
from sekisho.formats.template import write_workbook
from sekisho.roles import Role
from sekisho_site.records.models import MODELS, EvidenceLeaf, Job
from sekisho_site.records.models.base import CURRENT
from sekisho_site.records.queries import current_records
from sekisho_site.usecases import import_workbook, run_job
from sekisho_site.web.clock import now
from tests.factories.office import DAY, NEIGHBOUR, RECORDS, SITE, signed_in_client, small_registry, user

pytestmark = pytest.mark.django_db
RENAMED = replace(NEIGHBOUR, name="株式会社となり村サービス")


def book(*records, workbook="registry", whole=True):
    return write_workbook(workbook, records, as_of=DAY, whole=whole)


def changed():
    """The registry with one company renamed and one site gone."""
    return book(*(RENAMED if record is NEIGHBOUR else record for record in RECORDS if record is not SITE))


def send(client, content, name="台帳.xlsx", **told):
    file = SimpleUploadedFile(name, content)
    return client.post(reverse("imports"), {"file": file, **told})


def work():
    """Do what waits, as a worker would."""
    for job in Job.objects.filter(state="waiting"):
        actor = job.asked["actor"]
        run_job(number=job.pk, by=f"U-{actor:06d}", at=now())


def step(client, job, name, **told):
    client.post(reverse("import-step", args=[job.pk, name]), told)
    work()
    return Job.objects.get(pk=job.pk)


@pytest.fixture
def office(home):
    small_registry()
    return signed_in_client(user())


@pytest.fixture
def planned(office):
    """An import whose plan waits."""
    send(office, changed())
    work()
    return Job.objects.get()


def name_of(key):
    return MODELS[Party].objects.get(CURRENT, key=key).name


def test_the_page_of_a_file_that_waits_shows_progress_and_asks_again_by_itself(office):
    answer = send(office, changed())
    page = office.get(answer.url).content.decode()
    assert 'role="progressbar"' in page
    assert 'hx-trigger="every 1s"' in page
    assert "状態を確かめる" in page
    part = office.get(answer.url, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert 'role="progressbar"' in part


def test_a_plan_shows_what_changes_and_changes_nothing(office, planned):
    page = office.get(reverse("import", args=[planned.pk]))
    assert "hx-trigger" not in page.content.decode()
    changes = office.get(reverse("import", args=[planned.pk]), {"show": f"{Party.schema.source}.changed"}).content.decode()
    assert NEIGHBOUR.name in changes
    assert RENAMED.name in changes
    ended = office.get(reverse("import", args=[planned.pk]), {"show": f"{Site.schema.source}.ended"}).content.decode()
    assert SITE.key in ended
    assert name_of("P-003") == NEIGHBOUR.name


def test_what_was_shown_is_applied_and_can_be_taken_back(office, planned):
    before = list(current_records())
    done = step(office, planned, "apply", agreed=planned.result["plan"])
    assert "取り込みました" in office.get(reverse("import", args=[done.pk])).content.decode()
    assert name_of("P-003") == RENAMED.name
    assert not MODELS[Site].objects.filter(CURRENT).exists()
    step(office, planned, "undo")
    assert "元に戻しました" in office.get(reverse("import", args=[done.pk])).content.decode()
    assert list(current_records()) == before
    assert MODELS[Party].objects.filter(key="P-003").count() == 3
    assert EvidenceLeaf.objects.filter(payload__contains='"action":"undone"').count() == 1


def test_what_was_taken_back_keeps_where_it_first_came_from(office, planned):
    step(office, planned, "apply", agreed=planned.result["plan"])
    step(office, planned, "undo")
    first, _, last = MODELS[Party].objects.filter(key="P-003").order_by("known_from")
    assert (first.source_id, first.place) == (last.source_id, last.place)


def test_nothing_is_taken_back_once_somebody_changed_a_record_since(office, planned):
    step(office, planned, "apply", agreed=planned.result["plan"])
    again = replace(RENAMED, name="株式会社となり町サービス")
    import_workbook(book(again, whole=False), "差分.xlsx", workbook="registry", by="M-77", at=now())
    done = step(office, planned, "undo")
    assert done.state == "refused"
    page = office.get(reverse("import", args=[done.pk])).content.decode()
    assert "会社 P-003" in page
    assert name_of("P-003") == again.name
    assert "undone_at" not in done.result


def test_nothing_is_taken_back_while_others_refer_to_what_would_end(office):
    added = Party(key="P-009", name="株式会社あらた")
    send(office, book(added, whole=False))
    work()
    job = Job.objects.get()
    step(office, job, "apply", agreed=job.result["plan"])
    site = replace(SITE, key="S-09", party="P-009")
    import_workbook(book(site, whole=False), "差分.xlsx", workbook="registry", by="M-77", at=now())
    done = step(office, job, "undo")
    assert done.state == "refused"
    assert done.result["names"] == [f"{Site.schema.sheet} S-09"]


def test_a_plan_that_the_registry_outran_is_shown_anew(office, planned):
    other = replace(NEIGHBOUR, name="株式会社となり町サービス")
    import_workbook(book(other, whole=False), "差分.xlsx", workbook="registry", by="M-77", at=now())
    done = step(office, planned, "apply", agreed=planned.result["plan"])
    assert "applied_at" not in done.result
    assert "計画を作り直しました" in office.get(reverse("import", args=[done.pk])).content.decode()
    assert name_of("P-003") == other.name
    done = step(office, planned, "apply", agreed=done.result["plan"])
    assert name_of("P-003") == RENAMED.name


@pytest.mark.parametrize("name", ["apply", "undo"])
def test_a_step_out_of_turn_is_refused_aloud(name, office, planned):
    page = office.post(reverse("import-step", args=[planned.pk, name]), {"agreed": "0" * 64}, follow=True).content.decode()
    assert "計画が新しくなっています" in page or "元に戻せる取り込みではありません" in page
    assert name_of("P-003") == NEIGHBOUR.name


def test_every_fault_is_told_and_the_marked_workbook_can_be_fetched(office):
    send(office, book(*(replace(NEIGHBOUR, key=f"P-{n:03}", corporate_number="1010001000019") for n in range(100, 160))))
    work()
    job = Job.objects.get()
    page = office.get(reverse("import", args=[job.pk])).content.decode()
    assert f"{job.result['faults']} 件" in page
    assert "次へ" in page
    marked = office.get(reverse("import-marked", args=[job.pk]))
    assert b"".join(marked.streaming_content)[:2] == b"PK"
    assert marked.headers["Content-Disposition"].startswith("attachment")
    assert office.post(reverse("import-step", args=[job.pk, "apply"]), {"agreed": ""}, follow=True).status_code == 200
    assert name_of("P-003") == NEIGHBOUR.name


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"PK\x03\x04broken", b"<html>", b"\xd0\xcf\x11\xe0" + b"\0" * 600])
def test_what_is_no_workbook_is_told_of_by_its_content(content, office):
    send(office, content)
    work()
    job = Job.objects.get()
    page = office.get(reverse("import", args=[job.pk])).content.decode()
    assert job.result["as_a_whole"][0] in page
    assert "別のファイルを送る" in page
    assert "セル" not in page
    assert office.get(reverse("import-marked", args=[job.pk])).status_code == 404
    assert "取り込めないファイルです" in office.get(reverse("imports")).content.decode()


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd.xlsx",
        "<script>alert(1)</script>.xlsx",
        "a\r\nSet-Cookie: x.xlsx",
        "\u202exslx.台帳",
        "長" * 200 + ".xlsx",
    ],
)
def test_a_wicked_name_does_no_harm(name, office):
    file = SimpleUploadedFile("x.xlsx", changed())
    file._name = name
    office.post(reverse("imports"), {"file": file})
    work()
    job = Job.objects.get()
    told = job.asked["name"]
    assert not set(told) & set("/\\\r\n\u202e")
    assert len(told) <= 120
    assert "<script>alert" not in office.get(reverse("import", args=[job.pk])).content.decode()
    assert "<script>alert" not in office.get(reverse("imports")).content.decode()


def test_more_than_the_limit_is_thrown_away_and_told(office, monkeypatch):
    monkeypatch.setattr("sekisho_site.web.frame.uploads.LIMIT", 1_000)
    page = send(office, changed()).content.decode()
    assert "大きすぎます" in page
    assert not Job.objects.exists()


def test_a_form_without_a_file_says_so(office):
    page = office.post(reverse("imports"), {}).content.decode()
    assert "ファイルを選んでください" in page
    assert 'aria-invalid="true"' in page


def test_an_inspector_brings_in_observed_records_only(home):
    small_registry()
    inspector = signed_in_client(user(Role.INSPECTOR))
    page = inspector.get(reverse("imports")).content.decode()
    assert "点検結果表" in page
    assert "委託先台帳" not in page
    assert "公開された再委託先の一覧" not in page
    assert not send(inspector, changed(), sort="registry").headers.get("Location")
    send(inspector, changed())
    work()
    job = Job.objects.get()
    assert job.state == "refused"
    assert "あなたの役割では書けません" in inspector.get(reverse("import", args=[job.pk])).content.decode()
    published = {"of": "list", "party": "P-001", "on": "2026-04-01"}
    assert "権限がありません" in send(inspector, b"| a |", "a.md", **published).content.decode()


def test_a_published_list_goes_the_same_way(office):
    listing = "| 再委託先 | 処理の内容 | 国 |\n|---|---|---|\n| Example Cloud Inc. | データの保管 | アメリカ合衆国 |\n"
    send(office, listing.encode(), "一覧.md", of="list", party="P-001", on="R8.4.1")
    work()
    job = Job.objects.get()
    assert "Example Cloud Inc." in office.get(reverse("import", args=[job.pk]), {"show": "lines"}).content.decode()
    done = step(office, job, "apply", agreed=job.result["plan"])
    assert done.result["added"] == 1
    assert "applied_at" in done.result
    assert "undone_at" in step(office, job, "undo").result


@pytest.mark.parametrize("role", [Role.BUSINESS_DEPARTMENT, Role.AUDITOR, Role.ENTRUSTEE_ADMINISTRATOR])
def test_others_bring_nothing_in(role, office, planned):
    stranger = signed_in_client(user(role))
    for address in (
        reverse("imports"), reverse("import", args=[planned.pk]), reverse("import-marked", args=[planned.pk]),
        reverse("import-template", args=["registry"]),
    ):  # fmt: skip
        assert stranger.get(address).status_code == 403
    assert stranger.post(reverse("import-step", args=[planned.pk, "apply"])).status_code == 403


def test_an_import_of_somebody_else_is_not_there_except_for_the_privacy_office(office, planned):
    inspector = user(Role.INSPECTOR)
    assert signed_in_client(inspector).get(reverse("import", args=[planned.pk])).status_code == 404
    Job.objects.update(asked_by=inspector)
    assert office.get(reverse("import", args=[planned.pk])).status_code == 200


def test_somebody_who_lost_the_permission_meanwhile_is_refused(office):
    inspector = user(Role.INSPECTOR)
    send(signed_in_client(inspector), book(workbook="training"), sort="training")
    inspector.is_active = False
    inspector.save()
    work()
    assert Job.objects.get().state == "refused"


def test_a_template_can_be_fetched(office):
    assert office.get(reverse("import-template", args=["registry"])).content[:2] == b"PK"
    assert office.get(reverse("import-template", args=["nothing"])).status_code == 404
