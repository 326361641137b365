import json
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from sekisho.evidence import CanonicalError, canonical, parse
from sekisho.terms import Outcome, Ternary


def test_keys_are_sorted_and_nothing_is_padded():
    assert canonical({"b": [1, 2], "a": {"d": None, "c": True}}) == b'{"a":{"c":true,"d":null},"b":[1,2]}'


def test_text_is_kept_as_received():
    decomposed = "か\u3099"
    assert canonical({"t": decomposed}) != canonical({"t": "が"})
    assert parse(canonical({"t": decomposed}))["t"] == decomposed


def test_dates_times_and_codes_have_one_spelling():
    noon = datetime(2026, 4, 1, 12, tzinfo=UTC)
    same_noon = noon.astimezone(timezone(timedelta(hours=9)))
    assert canonical({"t": noon}) == canonical({"t": same_noon}) == b'{"t":"2026-04-01T12:00:00Z"}'
    assert canonical({"d": date(2026, 4, 1), "o": Outcome.CANNOT_TELL}) == b'{"d":"2026-04-01","o":"cannot_tell"}'
    assert canonical({Ternary.YES: 1}) == b'{"yes":1}'


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({"a": {"b": [0.5]}}, r"\.a\.b\[0\]: float"),
        ({"a": float("nan")}, r"\.a: float"),
        ({"a": {1, 2}}, r"\.a: set"),
        ({"a": b"x"}, r"\.a: bytes"),
        ({"a": datetime(2026, 4, 1)}, r"\.a: 時刻に時差"),  # noqa: DTZ001 -- a time without zone is what is refused
        ({1: "a"}, "キー 1 が文字列ではありません"),
        ({"a": "\ud800"}, "文字として書けない"),
    ],
)
def test_what_has_no_single_spelling_is_refused_with_its_place(value, message):
    with pytest.raises(CanonicalError, match=message):
        canonical(value)


@pytest.mark.parametrize(
    "data",
    [
        b'{"b":1,"a":2}',
        b'{"a": 1}',
        b'{"a":1}\n',
        b'{"a":1,"a":1}',
        b'{"a":"\\u3042"}',
        b'{"a":1.0}',
        b'{"a":NaN}',
        b"[1]",
        b'{"a":\xff}',
        b"",
        b"[" * 100_000,
    ],
)
def test_bytes_in_any_other_form_are_refused(data):
    with pytest.raises(CanonicalError):
        parse(data)


def test_the_form_is_ordinary_json():
    value = {"会社": "株式会社みなと坂コンタクト", "n": 10**20, "改行": "a\nb\u2028"}
    assert json.loads(canonical(value)) == value == parse(canonical(value))
