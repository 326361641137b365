"""What a run does to findings that people have had in their hands: opened again, ended by itself, or left to people."""

from datetime import UTC, date, datetime, timedelta

import pytest

from sekisho_site.records.models import FindingStep, StoredFinding
from sekisho_site.records.queries import verify_workspace
from tests.factories.findings import finding, merged
from tests.factories.office import user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]

FIRST = datetime(2026, 5, 1, tzinfo=UTC)


def run(day, *findings, party=None):
    return merged(*findings, at=FIRST + timedelta(days=day), party=party)


def put(**told):
    """People brought the finding to a stage (what they did is proved elsewhere)."""
    StoredFinding.objects.update(**told)


def steps():
    return list(FindingStep.objects.order_by("pk").values_list("step", "stage_before", "stage_after", "taken_by"))


def test_closed_and_standing_opens_again_for_nobody(home):
    run(0, finding())
    put(stage="closed", addressee="P-1", due_date=date(2026, 5, 9), owner=user())
    run(1, finding())
    stored = StoredFinding.objects.get()
    assert (stored.stage, stored.addressee, stored.due_date) == ("opened", "", None)
    assert stored.owner is not None
    assert steps() == [("reopen", "closed", "opened", "M-77")]


def test_closed_and_gone_stays_closed_until_it_comes_back(home):
    run(0, finding())
    put(stage="closed")
    run(1)
    assert (StoredFinding.objects.get().stage, steps()) == ("closed", [])
    run(2, finding())
    assert StoredFinding.objects.get().stage == "opened"


@pytest.mark.parametrize(("day", "stage"), [(4, "accepted"), (5, "opened")])
def test_accepted_opens_again_after_its_last_day(home, day, stage):
    run(0, finding())
    put(stage="accepted", accepted_until=date(2026, 5, 5))
    run(day, finding())
    stored = StoredFinding.objects.get()
    assert (stored.stage, stored.accepted_until is None) == (stage, stage == "opened")


def test_what_nobody_took_up_ends_with_its_mismatch(home):
    run(0, finding())
    run(1)
    assert StoredFinding.objects.get().stage == "closed"
    assert steps() == [("settle", "opened", "closed", "M-77")]
    run(2, finding())
    assert (StoredFinding.objects.get().stage, StoredFinding.objects.get().times_opened) == ("opened", 2)
    assert not verify_workspace().faults


@pytest.mark.parametrize("stage", ["instructed", "answered", "verified"])
def test_what_people_are_at_stays_with_them(home, stage):
    run(0, finding())
    put(stage=stage, addressee="P-1", due_date=date(2026, 5, 9))
    run(1)
    stored = StoredFinding.objects.get()
    assert (stored.state, stored.stage, stored.addressee, stored.due_date) == ("resolved", stage, "P-1", date(2026, 5, 9))
    assert steps() == []


def test_a_run_that_words_it_anew_keeps_number_and_stage(home):
    run(0, finding("P-1"), finding("P-2"))
    numbers = dict(StoredFinding.objects.values_list("party", "serial"))
    put(stage="answered")
    run(1, finding("P-2", explanation="別の言い方です。"), finding("P-3"), finding("P-1", explanation="別の言い方です。"))
    assert dict(StoredFinding.objects.exclude(party="P-3").values_list("party", "serial")) == numbers
    assert StoredFinding.objects.get(party="P-3").serial == 3
    assert set(StoredFinding.objects.exclude(party="P-3").values_list("stage", flat=True)) == {"answered"}


def test_numbers_begin_anew_with_the_year(home):
    run(0, finding("P-1"))
    run(300, finding("P-1"), finding("P-2"))
    assert sorted(row.number for row in StoredFinding.objects.all()) == ["2026-0001", "2027-0001"]


def test_a_run_over_one_party_leaves_the_others_as_they_are(home):
    run(0, finding("P-1"), finding("P-2"))
    put(stage="closed")
    run(1, finding("P-1"), party="P-1")
    assert dict(StoredFinding.objects.values_list("party", "stage")) == {"P-1": "opened", "P-2": "closed"}
