"""Alerts as observed records: keys that stay, months that part, and what is no observation."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from sekisho.detection.event import EventRef
from sekisho.detection.observations import signs, traffic
from sekisho.detection.told import AlertKind, AlertLevel, ToldAlert

AT = datetime(2026, 4, 30, 20, tzinfo=UTC)  # already May in Japan
WRITE = ToldAlert(
    kind=AlertKind.RULE, title="書き出し", level=AlertLevel.HIGH, rule="r-1", first=AT, last=AT, party="P-1", device="PC-1",
    sign="external_media_write", events=(EventRef("a", 1), EventRef("a", 2)),
)  # fmt: skip
SENT = ToldAlert(
    kind=AlertKind.UNDECLARED_SERVICE, title="申告のない外部サービス", level=AlertLevel.MEDIUM, first=AT, last=AT, party="P-1",
    detail={"domain": "example.com", "bytes_out": 100, "users": 2},
)  # fmt: skip
KNOWN = {"external_media_write"}


def test_a_sign_is_of_a_party_a_device_and_a_month_in_japan():
    (seen,) = signs([WRITE, replace(WRITE, last=datetime(2026, 5, 3, tzinfo=UTC))], KNOWN)
    assert (seen.party, seen.sign, seen.subject) == ("P-1", "external_media_write", "PC-1")
    assert (seen.first_on, seen.last_on, seen.count) == (date(2026, 5, 1), date(2026, 5, 3), 4)


def test_what_grew_is_the_same_record_and_another_month_is_another():
    (before,) = signs([WRITE], KNOWN)
    (after,) = signs([WRITE, replace(WRITE, events=(EventRef("b", 9),))], KNOWN)
    assert before.key == after.key
    assert before != after
    later = replace(WRITE, first=datetime(2026, 6, 1, tzinfo=UTC), last=datetime(2026, 6, 1, tzinfo=UTC))
    assert len({sign.key for sign in signs([WRITE, later], KNOWN)}) == 2


@pytest.mark.parametrize("change", [{"withdrawn": True}, {"party": ""}, {"sign": "unheard_of"}, {"sign": ""}, {"first": None}])
def test_what_names_no_party_sign_or_time_is_no_observation(change):
    assert list(signs([replace(WRITE, **change)], KNOWN)) == []


def test_undeclared_traffic_is_a_record_of_its_domain():
    (seen,) = traffic([SENT, WRITE])
    assert (seen.party, seen.domain, seen.bytes_out, seen.users, seen.first_on) == (
        "P-1",
        "example.com",
        100,
        2,
        date(2026, 5, 1),
    )
    (more,) = traffic([SENT, replace(SENT, detail={"domain": "example.com", "bytes_out": 300, "users": 2})])
    assert (more.key, more.bytes_out) == (seen.key, 300)
    assert list(traffic([replace(SENT, detail={})])) == []
