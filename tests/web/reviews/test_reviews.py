"""Reviews of logs on their pages, and the volumes that arrived: what is due, the calendar, signatures, gaps."""

from datetime import date

import pytest
from django.urls import reverse

from sekisho.detection.coverage import judge
from sekisho.detection.streams import DayVolume, Stream, Traits
from sekisho.roles import Role
from sekisho_site.records.models import Job, LogReview
from sekisho_site.usecases import plan_log_reviews, take_in_coverage
from tests.factories.office import AT, signed_in_client, small_registry, user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]


@pytest.fixture
def planned(home):
    """A log of each chain; that of chain one falls silent after half a month."""
    small_registry()
    days = {"P-001": range(1, 16), "P-003": range(1, 29)}.items()
    traits = [
        Traits(tuple(DayVolume(Stream("操作ログ", party), f"2026-04-{day:02}", 50) for day in held)) for party, held in days
    ]
    take_in_coverage(coverages=judge(traits, until=date(2026, 4, 29)), by="M-77", at=AT)
    plan_log_reviews(as_of=date(2026, 5, 5), by="M-77", at=AT)
    return LogReview.objects.get(party="P-001")


def sign(client, review, **told):
    values = {"result": "clear", "person": "M-9001", "note": "", **told}
    return client.post(reverse("log-review-sign", args=[review.pk]), values)


def test_what_is_due_is_listed_and_a_department_sees_its_own(planned):
    assert "みなと坂" in signed_in_client(user(Role.AUDITOR)).get(reverse("log-reviews")).content.decode()
    told = signed_in_client(user(Role.BUSINESS_DEPARTMENT)).get(reverse("log-reviews")).content.decode()
    assert "みなと坂" in told
    assert "となり野" not in told


def test_a_signature_is_kept_and_shown_in_the_calendar(planned):
    client = signed_in_client(user(Role.INSPECTOR))
    assert sign(client, planned).status_code == 302
    told = client.get(reverse("log-review-calendar"), {"month": "2026-04"}).content.decode()
    assert "遅れて署名" in told or "署名済み" in told
    assert "M-9001" in client.get(reverse("log-review", args=[planned.pk])).content.decode()


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"result": "suspicious"}, "見たことと、これからすること"),
        ({"person": ""}, "入れてください"),
        ({"result": "no-such"}, "選択"),
    ],
)
def test_a_signature_that_lacks_something_is_refused_aloud(planned, told, why):
    answer = sign(signed_in_client(user(Role.INSPECTOR)), planned, **told)
    assert answer.status_code == 422
    assert why in answer.content.decode()
    assert LogReview.objects.get(pk=planned.pk).signed_at is None


def test_who_only_looks_cannot_sign(planned):
    client = signed_in_client(user(Role.AUDITOR))
    assert (
        reverse("log-review-sign", args=[planned.pk])
        not in client.get(reverse("log-review", args=[planned.pk])).content.decode()
    )
    assert sign(client, planned).status_code == 403


def test_a_silent_log_is_marked_as_what_cannot_be_told(planned):
    told = signed_in_client(user(Role.AUDITOR)).get(reverse("logs")).content.decode()
    assert "判定不能" in told
    own = signed_in_client(user(Role.AUDITOR, "b@example.jp")).get(reverse("logs"), {"party": "P-003"}).content.decode()
    assert "みなと坂" not in own


def test_work_over_logs_is_asked_for_in_the_background(planned):
    client = signed_in_client(user(Role.ANALYST))
    for name, step in (("detect", "detect"), ("log-reviews-plan", "plan")):
        answer = client.post(reverse(name))
        assert answer.status_code == 302
        assert Job.objects.get(pk=answer.headers["Location"].split("/")[-2]).asked["step"] == step
