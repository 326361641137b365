"""Deciding on a request: once, as it was shown, within reach, and with what it must say."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from sekisho.declared import Consent
from sekisho.terms import ConsentDecision, Ternary
from sekisho_site.config.refusal import RefusedError
from sekisho_site.records.models import EvidenceLeaf
from sekisho_site.records.operations.ledger import open_ledger
from sekisho_site.records.operations.versions import Change, record_changes
from sekisho_site.records.queries import Reach, records_within
from sekisho_site.records.queries.consent_page import consent_page
from sekisho_site.usecases import Decision, StaleChangeError, decide_consent
from tests.factories.office import AT, small_registry

pytestmark = pytest.mark.django_db
EVERYTHING = Reach()
LATER = AT + timedelta(hours=1)
REQUEST = Consent(
    key="CN-1", upper="E-0001", sub_entrustee="ちとせ原データ株式会社", giver="P-000", decision=ConsentDecision.PENDING
)
GRANTED = Decision(
    granted=True, decided_on=date(2026, 5, 1), written=True, expires_on=date(2027, 3, 31), conditions="年1回の報告"
)


@pytest.fixture
def asked(home):
    """A request under E-0001 that waits."""
    small_registry()
    store(Change(None, REQUEST))


def store(change, at=AT):
    with open_ledger(by="M-77", at=at) as ledger:
        record_changes(ledger, [change])


def seen():
    return consent_page(Reach(), "CN-1").seen


def decide(decision=GRANTED, within=EVERYTHING, **told):
    return decide_consent(consent="CN-1", decision=decision, within=within, by="U-1", at=LATER, **{"seen": seen(), **told})


def test_consenting_makes_a_new_version_and_a_leaf(asked):
    after = decide()
    assert (after.decision, after.decided_on, after.written) == (ConsentDecision.GRANTED, date(2026, 5, 1), Ternary.YES)
    assert records_within(Reach(), Consent).filter(key="CN-1").count() == 2
    assert consent_page(Reach(), "CN-1").consent == after
    assert consent_page(Reach(), "CN-1").conditions == "年1回の報告"
    assert EvidenceLeaf.objects.filter(kind="consent_decision", key="CN-1", by="U-1").count() == 1


def test_a_refusal_has_no_end(asked):
    after = decide(replace(GRANTED, granted=False, written=False))
    assert (after.decision, after.expires_on, after.written) == (ConsentDecision.REFUSED, None, Ternary.NO)


@pytest.mark.parametrize(
    ("decision", "why"),
    [
        (replace(GRANTED, decided_on=date(2026, 5, 2)), "今日まで"),
        (replace(GRANTED, expires_on=date(2026, 4, 30)), "判断日より後"),
        (replace(GRANTED, granted=False, conditions="　"), "不承諾の理由"),
        (replace(GRANTED, conditions="あ" * 2001), "2,000文字"),
    ],
)
def test_what_cannot_be_decided_so_is_told(asked, decision, why):
    with pytest.raises(RefusedError, match=why):
        decide(decision)
    assert consent_page(Reach(), "CN-1").consent == REQUEST


def test_the_end_may_be_the_day_of_the_decision(asked):
    assert decide(replace(GRANTED, expires_on=GRANTED.decided_on)).expires_on == GRANTED.decided_on


def test_a_request_that_changed_meanwhile_is_shown_again(asked):
    shown = seen()
    store(Change(REQUEST, replace(REQUEST, countries=("VN",))), AT + timedelta(minutes=5))
    with pytest.raises(StaleChangeError, match="申請が更新されました"):
        decide(seen=shown)


def test_nobody_decides_twice(asked):
    decide()
    with pytest.raises(RefusedError, match="もう判断されています"):
        decide_consent(
            consent="CN-1", decision=GRANTED, seen=seen(), within=Reach(), by="U-2", at=datetime(2026, 5, 2, tzinfo=UTC)
        )


@pytest.mark.parametrize("reach", [Reach(department="D-02"), Reach(party="P-003")])
def test_what_is_out_of_reach_cannot_be_decided(asked, reach):
    with pytest.raises(RefusedError, match="見つかりません"):
        decide(within=reach)
