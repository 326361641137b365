import pytest

from sekisho.declared import Entrustment
from sekisho.declared.chain import Chain, cycles

MANY = 60_000


def edge(key, *upper, entruster="P-0", entrustee="P-1"):
    return Entrustment(key=key, entruster=entruster, entrustee=entrustee, upper=upper)


def keys(edges):
    return [each.key for each in edges]


def line(length):
    return [edge("E-0"), *(edge(f"E-{place}", f"E-{place - 1}") for place in range(1, length))]


def test_tiers_count_from_the_carrier():
    chain = Chain(line(4))
    assert [chain.tier(f"E-{place}") for place in range(4)] == [1, 2, 3, 4]
    assert keys(chain.path("E-2")) == ["E-0", "E-1", "E-2"]


def test_parties_run_from_the_carrier_to_the_entrustee():
    chain = Chain(
        [
            edge("A", entruster="carrier", entrustee="call"),
            edge("B", "A", entruster="call", entrustee="system"),
            edge("C", "B", entruster="system", entrustee="staff"),
        ]
    )
    assert chain.parties("C") == ("carrier", "call", "system", "staff")
    assert chain.parties("A") == ("carrier", "call")


def test_a_company_may_stand_several_times_in_one_chain():
    chain = Chain(
        [
            edge("A", entruster="carrier", entrustee="x"),
            edge("B", "A", entruster="x", entrustee="y"),
            edge("C", "B", entruster="y", entrustee="x"),
        ]
    )
    assert chain.parties("C") == ("carrier", "x", "y", "x")
    assert cycles(chain.edges.values()) == []


def test_in_a_diamond_each_edge_is_met_once_and_the_first_upper_is_the_path():
    diamond = [edge("A"), edge("B", "A"), edge("C", "A"), edge("D", "C", "B"), edge("F", "D")]
    chain = Chain(diamond)
    assert keys(chain.subtree("A")) == ["B", "C", "D", "F"]
    assert keys(chain.path("F")) == ["A", "C", "D", "F"]
    assert keys(Chain(reversed(diamond)).path("F")) == ["A", "C", "D", "F"]
    assert [chain.head(key).key for key in ("A", "D", "F")] == ["A", "A", "A"]
    assert (chain.tier("D"), chain.tier("F")) == (3, 4)
    assert keys(chain.below("A")) == ["B", "C"]
    assert cycles(diamond) == []


def test_the_nearest_way_to_the_carrier_counts():
    chain = Chain([edge("A"), edge("B", "A"), edge("C", "B"), edge("D", "C", "A"), edge("R"), edge("S", "C", "R")])
    assert (chain.tier("D"), keys(chain.path("D"))) == (2, ["A", "D"])
    assert (chain.tier("S"), keys(chain.path("S"))) == (2, ["R", "S"])


def test_an_upper_key_that_is_not_there_is_left_out():
    chain = Chain([edge("B", "gone"), edge("C", "gone", "B"), edge("D", "B", "B")])
    assert [chain.tier(key) for key in "BCD"] == [1, 2, 2]
    assert keys(chain.below("gone")) == ["B", "C"]
    assert keys(chain.below("B")) == ["C", "D"]
    assert cycles(chain.edges.values()) == []


def test_an_unknown_edge_is_an_error_but_has_nothing_below():
    chain = Chain([edge("A")])
    assert (chain.below("X"), list(chain.subtree("X"))) == ([], [])
    for ask in (chain.tier, chain.path, chain.parties):
        with pytest.raises(KeyError):
            ask("X")


@pytest.mark.parametrize(
    ("edges", "paths"),
    [
        ([edge("A", "A")], [("A", "A")]),
        ([edge("A", "B"), edge("B", "A")], [("A", "B", "A")]),
        ([edge("A", "C"), edge("B", "A"), edge("C", "B")], [("A", "C", "B", "A")]),
        ([edge("X", "A"), edge("A", "B"), edge("B", "A")], [("A", "B", "A")]),
        ([edge("R"), edge("A", "R", "B"), edge("B", "A")], [("A", "B", "A")]),
        ([edge("A", "A", "A"), edge("B", "C"), edge("C", "B")], [("A", "A"), ("B", "C", "B")]),
        ([edge("A", "B", "C"), edge("B", "A"), edge("C", "A")], [("A", "B", "A"), ("A", "C", "A")]),
    ],
)
def test_cycles_are_shown_with_their_path(edges, paths):
    assert cycles(edges) == paths


def test_a_cycle_does_not_stop_the_rest():
    chain = Chain([edge("A", "B"), edge("B", "A"), edge("C", "B"), edge("R"), edge("S", "R")])
    assert keys(chain.path("A")) == ["A"]
    assert chain.head("A").key == "A"
    assert (chain.tier("C"), chain.tier("S")) == (1, 2)
    assert set(keys(chain.subtree("A"))) == {"B", "C"}


def test_a_cycle_that_the_carrier_leads_into_has_tiers():
    chain = Chain([edge("R"), edge("A", "R", "B"), edge("B", "A")])
    assert (chain.tier("A"), chain.tier("B"), keys(chain.path("B"))) == (2, 3, ["R", "A", "B"])


def test_the_longest_line_needs_no_recursion():
    chain = Chain(line(MANY))
    last = f"E-{MANY - 1}"
    assert chain.tier(last) == len(chain.path(last)) == MANY
    assert sum(1 for _ in chain.subtree("E-0")) == MANY - 1
    assert cycles(chain.edges.values()) == []
    [found] = cycles([edge("E-0", last), *line(MANY)[1:]])
    assert len(found) == MANY + 1


def test_the_widest_fan_and_the_densest_layers_are_walked_once():
    fan = Chain([edge("A"), *(edge(f"E-{place}", "A") for place in range(MANY))])
    assert sum(1 for _ in fan.subtree("A")) == MANY
    layers = [[f"{layer}-{place}" for place in range(40)] for layer in range(40)]
    dense = [edge(key, *(layers[layer - 1] if layer else ())) for layer, row in enumerate(layers) for key in row]
    chain = Chain(dense)
    assert {chain.tier(key) for key in layers[39]} == {40}
    assert keys(chain.path("39-39")) == [*(f"{layer}-0" for layer in range(39)), "39-39"]
    assert cycles(dense) == []
