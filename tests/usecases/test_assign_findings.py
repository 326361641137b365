"""Deciding who looks after findings: one or many, all or none, and only people who see them."""

import json

import pytest

from sekisho.roles import Role
from sekisho_site.config.refusal import RefusedError
from sekisho_site.records.models import EvidenceLeaf, StoredFinding
from sekisho_site.records.queries import verify_workspace
from sekisho_site.usecases import assign_findings
from tests.factories.office import AT, small_registry, user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]


@pytest.fixture
def stored(home):
    small_registry()
    return list(StoredFinding.objects.order_by("pk").values_list("pk", flat=True))


def assigned():
    payloads = map(json.loads, EvidenceLeaf.objects.order_by("index").values_list("payload", flat=True))
    return [(leaf["key"], leaf["owner"]) for leaf in payloads if leaf["action"] == "assigned"]


def test_many_get_one_owner_with_a_leaf_each(stored):
    someone = user()
    assert assign_findings(fingerprints=stored[:3], owner=someone.number, by="U-1", at=AT) == 3
    assert set(StoredFinding.objects.filter(owner=someone).values_list("pk", flat=True)) == set(stored[:3])
    assert assigned() == [(key, someone.number) for key in stored[:3]]
    assert not verify_workspace().faults


def test_what_somebody_has_already_is_left_alone(stored):
    someone = user()
    assign_findings(fingerprints=stored[:1], owner=someone.number, by="U-1", at=AT)
    assert assign_findings(fingerprints=stored[:2], owner=someone.number, by="U-1", at=AT) == 1
    with pytest.raises(RefusedError, match="すべてもうその担当"):
        assign_findings(fingerprints=stored[:2], owner=someone.number, by="U-1", at=AT)


def test_an_owner_can_be_taken_away(stored):
    assign_findings(fingerprints=stored[:1], owner=user().number, by="U-1", at=AT)
    assign_findings(fingerprints=stored[:1], owner=None, by="U-1", at=AT)
    assert assigned()[-1] == (stored[0], None)
    assert not verify_workspace().faults


def test_nobody_is_given_what_they_do_not_see(stored):
    department = user(Role.BUSINESS_DEPARTMENT)
    with pytest.raises(RefusedError, match="見えない指摘"):
        assign_findings(fingerprints=stored, owner=department.number, by="U-1", at=AT)
    assert not StoredFinding.objects.filter(owner__isnull=False).exists()


@pytest.mark.parametrize("role", [Role.ENTRUSTEE_ADMINISTRATOR, Role.ENTRUSTEE_MEMBER])
def test_people_of_parties_look_after_nothing(stored, role):
    with pytest.raises(RefusedError, match="担当にできる人ではありません"):
        assign_findings(fingerprints=stored[:1], owner=user(role).number, by="U-1", at=AT)


@pytest.mark.parametrize("owner", ["U-999999", "M-77", "' OR 1=1"])
def test_who_is_nobody_is_refused(stored, owner):
    with pytest.raises(RefusedError, match="担当にできる人ではありません"):
        assign_findings(fingerprints=stored[:1], owner=owner, by="U-1", at=AT)


def test_whoever_was_stopped_is_refused(stored):
    someone = user(is_active=False)
    with pytest.raises(RefusedError, match="担当にできる人ではありません"):
        assign_findings(fingerprints=stored[:1], owner=someone.number, by="U-1", at=AT)


def test_something_must_be_chosen_and_not_too_much(stored):
    with pytest.raises(RefusedError, match="選ばれていません"):
        assign_findings(fingerprints=[], owner=None, by="U-1", at=AT)
    with pytest.raises(RefusedError, match="一度に"):
        assign_findings(fingerprints=["x"] * 1001, owner=None, by="U-1", at=AT)
