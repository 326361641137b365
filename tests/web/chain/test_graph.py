"""The chain as people see it: tiers, states of lines, companies that nobody declared, diamonds, cycles, what is collapsed."""

from dataclasses import replace
from datetime import date

import pytest

from sekisho.declared import Consent, Entrustment, Party
from sekisho.finding import Evidence, Finding
from sekisho.terms import ConsentDecision, Outcome, PartyStanding, Plane, Severity, Strength
from sekisho_site.records.queries.chain_page import ChainRows
from sekisho_site.web.chain.graph import LATE, MOST_CHILDREN, OUT_OF_REACH, collapse, make_graph, tier_name
from sekisho_site.web.chain.layout import BOX_HEIGHT, BOX_WIDTH, cut, draw

DAY = date(2026, 5, 1)
CARRIER = Party(key="P-0", name="あさひ通信株式会社", standing=PartyStanding.CARRIER)
NAMES = {"P-1": "株式会社みなと坂コンタクト", "P-2": "ちとせ原データ株式会社", "P-3": "つゆくさ入力株式会社"}
PARTIES = {"P-0": CARRIER, **{key: Party(key=key, name=name) for key, name in NAMES.items()}}
TOP = Entrustment(key="E-1", entruster="P-0", entrustee="P-1", starts_on=date(2024, 4, 1))
SECOND = Entrustment(key="E-2", entruster="P-1", entrustee="P-2", upper=("E-1",), starts_on=date(2025, 4, 1))
GRANTED = Consent(key="CN-1", upper="E-1", sub_entrustee="ちとせ原データ（株）", giver="P-0", decided_on=date(2025, 3, 1))


def rows(*edges, consents=(), showing=(), names=None):
    return ChainRows({edge.key: edge for edge in edges}, PARTIES, CARRIER, consents, showing, {}, names or {})


def places(graph):
    return {place.id: place for place in graph.places()}


def line(*consents, edge=SECOND):
    return places(make_graph(rows(TOP, edge, consents=consents), DAY))["E-2"].into


@pytest.mark.parametrize(
    ("consents", "edge", "state", "look"),
    [
        ([], SECOND, "承諾なし", "noconsent"),
        ([GRANTED], SECOND, "承諾 2025年3月", ""),
        ([replace(GRANTED, sub_entrustee="P-2")], SECOND, "承諾 2025年3月", ""),
        ([replace(GRANTED, decided_on=date(2025, 4, 1))], SECOND, "承諾 2025年4月", ""),
        ([replace(GRANTED, decided_on=date(2025, 4, 2))], SECOND, LATE, "noconsent"),
        ([replace(GRANTED, decision=ConsentDecision.PENDING, decided_on=None)], SECOND, "申請中", "noconsent"),
        ([replace(GRANTED, expires_on=date(2026, 4, 30))], SECOND, "承諾なし", "noconsent"),
        ([replace(GRANTED, expires_on=DAY)], SECOND, "承諾 2025年3月", ""),
        ([replace(GRANTED, giver="P-1")], SECOND, "承諾なし", "noconsent"),
        ([replace(GRANTED, upper="E-9")], SECOND, "承諾なし", "noconsent"),
        ([], replace(SECOND, ends_on=date(2026, 3, 31)), "2026年3月 終了", "ended"),
        ([], replace(SECOND, ends_on=DAY), "承諾なし", "noconsent"),
    ],
)
def test_the_state_of_a_line(consents, edge, state, look):
    told = line(*consents, edge=edge)
    assert (told.state, told.look) == (state, look)


def test_tiers_go_from_left_to_right():
    third = Entrustment(key="E-3", entruster="P-2", entrustee="P-3", upper=("E-2",))
    told = places(make_graph(rows(TOP, SECOND, third), DAY))
    assert [told[key].tier for key in ("^P-0", "E-1", "E-2", "E-3")] == [0, 1, 2, 3]
    assert tier_name(0) == "委託元"
    assert tier_name(10) == "10次"


def finding(*evidence, party="P-1", entrustment="E-1"):
    return Finding(
        check="unknown_sub_entrustee", rule="R-01", title="上位の知らない下位の会社", severity=Severity.HIGH,
        strength=Strength.DUTY, anchors=(), outcome=Outcome.CONFLICTS, party=party, entrustment=entrustment,
        chain=("P-0", party), evidence=evidence, explanation="", remedy="", fingerprint="f",
    )  # fmt: skip


def entered(company, key="DE-1"):
    return Evidence(Plane.OBSERVED, "gate_log", key, DAY, f"入退室 {key}", (("入館証の所属会社", company),))


def test_what_nobody_declared_is_shown_with_its_records():
    twice = (entered("株式会社はるか野スタッフ"), entered("㈱はるか野スタッフ", "DE-2"))
    showing = [(f"2026-000{number}", finding(each)) for number, each in enumerate(twice, start=1)]
    graph = make_graph(rows(TOP, showing=showing), DAY)
    unseen = [place for place in graph.places() if place.look == "undeclared"]
    assert [place.name for place in unseen] == ["株式会社はるか野スタッフ"]
    assert unseen[0].findings == ("2026-0001", "2026-0002")
    assert [each.key for each in unseen[0].shown_by] == ["DE-1", "DE-2"]
    assert unseen[0].second == "台帳になし"
    assert graph.counts["undeclared"] == 1


@pytest.mark.parametrize("company", ["ちとせ原データ（株）", "株式会社みなと坂コンタクト"])
def test_what_stands_there_as_declared_is_not_undeclared(company):
    graph = make_graph(rows(TOP, SECOND, showing=[("2026-0001", finding(entered(company)))]), DAY)
    assert graph.counts["undeclared"] == 0


def test_a_party_of_the_registry_leads_to_its_page():
    showing = [("2026-0001", finding(entered("つゆくさ入力（株）")))]
    graph = make_graph(rows(TOP, showing=showing, names={"つゆくさ入力": "P-3"}), DAY)
    unseen = next(place for place in graph.places() if place.look == "undeclared")
    assert (unseen.party, unseen.second) == ("P-3", "ほかの委託にあります")


def test_a_diamond_is_one_place_with_two_lines():
    other = Entrustment(key="E-4", entruster="P-0", entrustee="P-3")
    shared = Entrustment(key="E-5", entruster="P-2", entrustee="P-3", upper=("E-2", "E-4"))
    graph = make_graph(rows(TOP, SECOND, other, shared), DAY)
    told = places(graph)
    assert {each.above for each in told["E-5"].lines} == {"E-2", "E-4"}
    assert sum(place.id == "E-5" for place in graph.places()) == 1
    assert len([each for each in draw(graph).lines if each.line.below == "E-5"]) == 2


@pytest.mark.parametrize("with_top", [True, False])
def test_a_cycle_is_drawn_not_refused(with_top):
    one = replace(SECOND, key="E-6", upper=("E-7", "E-1") if with_top else ("E-7",))
    two = replace(SECOND, key="E-7", entruster="P-2", entrustee="P-3", upper=("E-6",))
    graph = make_graph(rows(*([TOP] if with_top else []), one, two), DAY)
    assert {"E-6", "E-7"} <= set(places(graph))
    drawing = draw(graph)
    assert ("E-7", "E-6") in {(each.line.above, each.line.below) for each in drawing.lines}
    assert len(drawing.places) == len(graph.places())


def test_a_second_place_says_so():
    again = Entrustment(key="E-8", entruster="P-2", entrustee="P-1", upper=("E-2",))
    told = places(make_graph(rows(TOP, SECOND, again), DAY))
    assert told["E-8"].also == "一次にも登場"
    assert told["E-1"].also == ""


def test_a_company_out_of_reach_has_neither_name_nor_page():
    hidden = replace(TOP, entrustee="P-9")
    place = places(make_graph(rows(hidden), DAY))["E-1"]
    assert (place.name, place.party) == (OUT_OF_REACH, None)


def many(count, **told):
    return [Entrustment(key=f"E-1{n:02}", entruster="P-1", entrustee="P-2", upper=("E-1",), **told) for n in range(count)]


def test_more_than_twelve_children_are_collapsed():
    consents = [GRANTED]
    graph = make_graph(rows(TOP, *many(20), consents=consents), DAY)
    collapse(graph, 3)
    children = places(graph)["E-1"].children
    assert len(children) == MOST_CHILDREN
    assert children[-1].collapsed == 20 - MOST_CHILDREN + 1
    assert graph.counts[""] >= 20  # counts tell of collapsed lines too


def test_problems_are_never_collapsed():
    graph = make_graph(rows(TOP, *many(20)), DAY)  # none has a consent
    collapse(graph, 1)
    assert len([place for place in graph.places() if place.tier == 2]) == 20


def test_what_leads_to_a_problem_is_never_collapsed():
    calm, deep = many(20), Entrustment(key="E-9", entruster="P-2", entrustee="P-3", upper=("E-119",))
    graph = make_graph(rows(TOP, *calm, deep, consents=[GRANTED]), DAY)
    collapse(graph, 2)
    assert {"E-119", "E-9"} <= set(places(graph))


def test_an_expanded_place_shows_all():
    graph = make_graph(rows(TOP, *many(20), consents=[GRANTED]), DAY)
    collapse(graph, 3, ["E-1"])
    assert len(places(graph)["E-1"].children) == 20


def test_boxes_never_overlap():
    third = Entrustment(key="E-3", entruster="P-2", entrustee="P-3", upper=("E-103",))
    graph = make_graph(rows(TOP, *many(8), third), DAY)
    boxes = draw(graph).places
    for one in boxes:
        for other in boxes:
            apart = abs(one.x - other.x) >= BOX_WIDTH or abs(one.y - other.y) >= BOX_HEIGHT
            assert one is other or apart
    assert draw(graph).height > max(box.y for box in boxes) + BOX_HEIGHT


@pytest.mark.parametrize(
    ("text", "columns", "expected"),
    [("あいう", 6, "あいう"), ("あいうえ", 6, "あい…"), ("abcdef", 6, "abcdef"), ("abcdefg", 6, "abcde…"), ("ｱｲｳ", 3, "ｱｲｳ")],
)
def test_text_is_cut_by_its_width_on_screen(text, columns, expected):
    assert cut(text, columns) == expected
