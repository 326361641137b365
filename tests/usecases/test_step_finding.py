"""Steps with findings, from the first instruction to the end: who may, what is kept, and what the log says of it."""

import json
from datetime import date, timedelta

import pytest
from django.utils.timezone import localdate
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sekisho.response.life import Need, Stage, Step, transition
from sekisho.roles import Permission
from sekisho_site.records.models import AnswerLink, EvidenceLeaf, FindingStep, PartyIdentity, ReceivedFile, StoredFinding
from sekisho_site.records.queries import verify_workspace
from sekisho_site.records.steps import left_by_people
from sekisho_site.usecases import RefusedStepError, StaleFindingError, step_finding
from tests.factories.findings import KNOWN_AT, finding, merged
from tests.factories.office import user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]

EVERYTHING = frozenset(Permission)
PDF = ("報告.pdf", b"%PDF-1.7 1")
AT = KNOWN_AT + timedelta(hours=1)
DAY = localdate(AT)
FINGERPRINT = finding().fingerprint
GIVEN = {
    Need.NOTE: {"note": "確かめました。"},
    Need.APPROVER_REASON: {"note": "残る危険は小さいです。"},
    Need.ADDRESSEE: {"addressee": "P-1"},
    Need.DUE_DATE: {"due_date": DAY + timedelta(days=7)},
    Need.END_DATE: {"end_date": DAY + timedelta(days=30)},
    Need.EVIDENCE: {"files": [PDF]},
}


@pytest.fixture
def stored(home):
    merged(finding())
    return FINGERPRINT


def take(step, by="U-000001", at=AT, **told):
    given = {}
    for need in transition(step).needs:
        given |= GIVEN[need]
    return step_finding(fingerprint=FINGERPRINT, step=step, by=by, at=at, **{"permissions": EVERYTHING, **given, **told})


def now():
    return StoredFinding.objects.get()


def test_from_the_first_instruction_to_the_end(stored):
    assert take(Step.INSTRUCT) is Stage.INSTRUCTED
    assert (now().addressee, now().due_date) == ("P-1", DAY + timedelta(days=7))
    assert take(Step.ANSWER, by="U-000002") is Stage.ANSWERED
    assert take(Step.VERIFY, by="U-000003") is Stage.VERIFIED
    assert take(Step.CLOSE, by="U-000003") is Stage.CLOSED
    steps = FindingStep.objects.order_by("pk").values_list("step", "stage_before", "stage_after", "taken_by")
    assert list(steps) == [
        ("instruct", "opened", "instructed", "U-000001"),
        ("answer", "instructed", "answered", "U-000002"),
        ("verify", "answered", "verified", "U-000003"),
        ("close", "verified", "closed", "U-000003"),
    ]
    assert not verify_workspace().faults


def test_what_was_given_is_kept_and_sealed(stored):
    take(Step.INSTRUCT, note="  直してください。\n")
    take(Step.ANSWER, by="U-000002")
    instructed, answered = FindingStep.objects.order_by("pk")
    assert (instructed.note, instructed.addressee) == ("直してください。", "P-1")
    received = ReceivedFile.objects.get()
    assert answered.files == [{"name": "報告.pdf", "sha256": received.sha256, "size": len(PDF[1])}]


def test_the_leaf_tells_the_step_and_not_its_words(stored):
    take(Step.INSTRUCT, note="氏名のような、人のことを書いた説明")
    leaf = json.loads(EvidenceLeaf.objects.order_by("-index").first().payload)
    assert (leaf["kind"], leaf["key"], leaf["step"], leaf["before"]) == ("finding_step", FINGERPRINT, "instruct", "opened")
    assert leaf["left"] == left_by_people(now())
    assert "氏名" not in json.dumps(leaf, ensure_ascii=False)


def test_sending_back_asks_again_by_a_new_day(stored):
    take(Step.INSTRUCT)
    take(Step.ANSWER, by="U-000002")
    take(Step.SEND_BACK, due_date=DAY + timedelta(days=20))
    assert (now().stage, now().addressee, now().due_date) == ("instructed", "P-1", DAY + timedelta(days=20))


def test_accepting_ends_on_its_day_and_can_be_withdrawn(stored):
    assert take(Step.ACCEPT) is Stage.ACCEPTED
    assert now().accepted_until == DAY + timedelta(days=30)
    take(Step.WITHDRAW)
    assert (now().stage, now().accepted_until) == ("opened", None)


def refused(step, **told):
    before = (FindingStep.objects.count(), EvidenceLeaf.objects.count(), now().stage)
    with pytest.raises(RefusedStepError) as caught:
        take(step, **told)
    assert (FindingStep.objects.count(), EvidenceLeaf.objects.count(), now().stage) == before
    return [fault.need for fault in caught.value.faults]


def test_whoever_answered_does_not_verify(stored):
    take(Step.INSTRUCT)
    take(Step.ANSWER, by="U-000002")
    assert refused(Step.VERIFY, by="U-000002") == [None]
    assert refused(Step.VERIFY, by="U-000001") == [None]


def test_whoever_made_the_link_of_an_answer_does_not_verify_it(stored):
    maker, other = user(email="maker@example.jp"), user(email="other@example.jp")
    take(Step.INSTRUCT, by="U-999999")
    PartyIdentity.objects.create(key="P-1")
    link = AnswerLink.objects.create(
        token_hash="0" * 64, made_by=maker, made_at=AT, expires_at=AT, finding_id=FINGERPRINT, party_id="P-1"
    )
    take(Step.ANSWER, by=f"link:{link.pk}", permissions=frozenset({Permission.ANSWER_INSTRUCTION}), party="P-1")
    assert refused(Step.VERIFY, by=maker.number) == [None]
    assert take(Step.VERIFY, by=other.number) is Stage.VERIFIED


def test_an_answer_for_another_party_is_refused(stored):
    take(Step.INSTRUCT)
    assert refused(Step.ANSWER, by="U-000002", party="P-9") == [None]


def test_the_same_file_is_no_new_evidence(stored):
    take(Step.INSTRUCT)
    take(Step.ANSWER, by="U-000002")
    take(Step.SEND_BACK)
    assert refused(Step.ANSWER, by="U-000002", files=[("別の名前.pdf", PDF[1])]) == [Need.EVIDENCE]
    assert take(Step.ANSWER, by="U-000002", files=[("報告.pdf", b"%PDF-1.7 2")]) is Stage.ANSWERED


@pytest.mark.parametrize("files", [[("報告.exe", b"MZ")], [(f"{n}.txt", b"%d" % n) for n in range(11)]], ids=["sort", "count"])
def test_files_that_cannot_be_taken_are_refused_before_anything_is_kept(stored, files, home):
    take(Step.INSTRUCT)
    assert refused(Step.ANSWER, by="U-000002", files=files) == [Need.EVIDENCE]
    assert not ReceivedFile.objects.exists()


def test_two_at_once_are_told(stored):
    take(Step.INSTRUCT, version=0)
    with pytest.raises(StaleFindingError, match="この指摘が進みました"):
        take(Step.INSTRUCT, version=0, by="U-000002")
    assert FindingStep.objects.count() == 1


def test_the_day_is_that_of_japan(stored):
    late = AT.replace(hour=23, minute=30)
    assert take(Step.INSTRUCT, at=late, due_date=date(2026, 5, 1)) is Stage.INSTRUCTED


@pytest.mark.parametrize(
    "change",
    [
        lambda: StoredFinding.objects.update(stage="closed"),
        lambda: StoredFinding.objects.update(due_date=date(2030, 1, 1)),
        lambda: StoredFinding.objects.update(addressee="P-0"),
        lambda: StoredFinding.objects.update(accepted_until=date(2030, 1, 1)),
        lambda: StoredFinding.objects.update(owner=user()),
        lambda: StoredFinding.objects.update(serial=99),
        lambda: FindingStep.objects.update(note="別の説明"),
        lambda: FindingStep.objects.update(taken_by="U-000009"),
        lambda: FindingStep.objects.update(taken_at=AT - timedelta(days=1)),
        lambda: FindingStep.objects.update(files=[]),
        lambda: FindingStep.objects.filter(step="answer").delete(),
        lambda: FindingStep.objects.all().delete(),
    ],
    ids=[
        "stage", "due_date", "addressee", "accepted_until", "owner", "serial", "note", "taken_by", "taken_at", "files", "one",
        "all",
    ],
)  # fmt: skip
def test_every_hand_past_the_log_is_noticed(stored, change):
    take(Step.INSTRUCT)
    take(Step.ANSWER, by="U-000002")
    assert not verify_workspace().faults
    change()
    assert any("指摘" in fault.place for fault in verify_workspace().faults)


PEOPLE = ("U-000001", "U-000002", "U-000003")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(walk=st.lists(st.tuples(st.sampled_from([*Step, "run", "empty run"]), st.sampled_from(PEOPLE)), max_size=14))
def test_however_people_walk_nothing_ends_without_other_eyes(walk, home):
    FindingStep.objects.all().delete()
    StoredFinding.objects.all().delete()
    merged(finding(), at=last_moment() + timedelta(seconds=1))
    for number, (step, by) in enumerate(walk):
        moment = last_moment() + timedelta(seconds=1)
        if step in ("run", "empty run"):
            merged(*([finding()] if step == "run" else []), at=moment)
            continue
        files = [("報告.pdf", b"%PDF-1.7 " + str((number, str(moment))).encode())]
        try:
            take(step, by=by, at=moment, **({"files": files} if step is Step.ANSWER else {}))
        except RefusedStepError:
            continue
    steps = list(FindingStep.objects.order_by("pk"))
    for number, step in enumerate(steps):
        before = steps[:number]
        if step.step == "close":
            assert before[-1].step == "verify"
        if step.step == "verify":
            opened = max((at for at, each in enumerate(before) if each.stage_after == "opened"), default=-1)
            hands = {each.taken_by for each in before[opened + 1 :] if each.step in ("instruct", "answer", "send_back")}
            assert hands
            assert step.taken_by not in hands
        if step.stage_after == "accepted":
            assert step.note
            assert step.due_date
    assert now().stage == (steps[-1].stage_after if steps else "opened")


def last_moment():
    """The moment of the newest leaf, or the first of these tests."""
    leaf = EvidenceLeaf.objects.order_by("-index").first()
    return type(AT).fromisoformat(json.loads(leaf.payload)["at"]) if leaf else AT
