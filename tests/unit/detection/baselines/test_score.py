"""How surprises are joined: own and beside, busy days, month-ends, beginnings, and what was done before."""

from dataclasses import replace

import pytest

from sekisho.detection.baselines import GRID, SHORT_PAST, Measured, TailCurve, ranking, score_day

CURVE = TailCurve(tuple(float(place) for place in range(len(GRID))), 100_000)
USUAL = Measured("u1", "clerk", "records", 640, 12, 15, own=9.0, beside=9.0, past_days=40, as_much_before=0)


def scored(*measured, present=None):
    """Scores by user."""
    curves = {(one.peers, one.feature): (CURVE, CURVE) for one in measured}
    return {person.user: person for person in score_day(measured, curves, present or {})}


def test_what_is_unusual_for_the_person_and_the_peers_is_told_with_usual_and_now():
    person = scored(USUAL)["u1"]
    assert person.score > 0
    assert [(reason.feature, reason.usual, reason.now) for reason in person.reasons] == [("records", 12, 640)]
    assert person.reasons[0].told == "扱った件数: ふだん 12 件、今回 640 件"


@pytest.mark.parametrize("side", ["own", "beside"])
def test_what_is_usual_for_one_of_both_is_not_unusual(side):
    assert scored(replace(USUAL, **{side: 0.0}))["u1"].score == 0


def test_what_was_done_often_before_is_not_rare():
    assert scored(replace(USUAL, as_much_before=20))["u1"].score < scored(USUAL)["u1"].score / 4


def test_without_a_past_the_peers_alone_decide():
    alone = scored(replace(USUAL, own=0.0, past_days=0))["u1"]
    assert alone.score > 0
    assert alone.past_days == 0


def test_what_everybody_of_the_same_work_has_today_is_taken_off():
    everybody = [replace(USUAL, user=f"u{n}", own=6.0) for n in range(20)]
    month_end = scored(*everybody, present={"clerk": 20})
    quiet = scored(everybody[0], present={"clerk": 20})
    assert month_end["u0"].score < quiet["u0"].score
    assert month_end["u0"].score == 0


def test_a_busy_day_counts_less_than_the_sum_of_its_parts():
    one = scored(USUAL)["u1"].score
    busy = scored(*(replace(USUAL, feature=f"category:{n}") for n in range(8)))["u1"].score
    assert one < busy < 1.5 * one


def test_alike_features_count_once_and_cost_for_looking_at_many():
    one = scored(replace(USUAL, feature="action:file:copy"))["u1"].score
    many = scored(*(replace(USUAL, feature=f"action:file:{n}") for n in range(10)))["u1"].score
    assert many == pytest.approx(one - 1)


def test_a_week_counts_only_when_the_day_added_to_it():
    week = replace(USUAL, feature="week:records", now=900, usual=70)
    assert scored(week, replace(USUAL, now=10, own=0.0, beside=0.0))["u1"].score == 0
    assert scored(week, replace(USUAL, now=20, own=0.0, beside=0.0))["u1"].score > 0


def test_the_budget_is_kept_and_nobody_is_listed_for_nothing():
    people = scored(*(replace(USUAL, user=f"u{n}", own=float(n), beside=float(n)) for n in range(10))).values()
    alerts = ranking("2026-04-01", people, 3)
    assert [(alert.rank, alert.user) for alert in alerts] == [(1, "u9"), (2, "u8"), (3, "u7")]
    assert len(ranking("2026-04-01", people, 50)) < 10


def test_the_line_is_that_of_the_contract():
    line = ranking("2026-04-01", scored(USUAL).values(), 1)[0].as_json()
    assert {"kind": "baseline", "subject": {"user": "u1"}, "day": "2026-04-01", "rank": 1}.items() <= line.items()
    assert {"feature": "records", "usual": 12, "now": 640}.items() <= line["reasons"][0].items()


def test_the_tail_goes_on_beyond_the_farthest_and_never_falls():
    distances = [n / 4 for n in range(200)]
    surprises = [CURVE.surprise(distance) for distance in distances]
    assert surprises == sorted(surprises)
    assert surprises[-1] <= 9
    assert TailCurve(CURVE.distances, 10).surprise(50) > 0
    assert TailCurve(CURVE.distances, 2).surprise(50) == 0
    assert SHORT_PAST.surprise(0) == 0


def test_a_feature_that_few_days_have_is_rarer():
    assert TailCurve(CURVE.distances, 1000, share=0.01).surprise(3) == pytest.approx(CURVE.surprise(3) + 2)


def test_a_curve_of_equal_distances_says_no_more_than_it_knows():
    flat = TailCurve((0.0,) * 8 + (1.0,) * 4, 100_000)
    assert flat.surprise(0.0) == 0
    assert flat.surprise(1.0) == pytest.approx(3.0)
