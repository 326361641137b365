"""Tiers, paths and cycles held to a slow and obvious reading of the same graph."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from sekisho.declared import Entrustment
from sekisho.declared.chain import Chain, cycles

KEYS = st.sampled_from("ABCDEFGH")
GRAPHS = st.dictionaries(KEYS, st.lists(KEYS, max_size=3).map(tuple), min_size=1).map(
    lambda uppers: [Entrustment(key=key, entruster="P-0", entrustee="P-1", upper=upper) for key, upper in uppers.items()]
)


def ways(edges, key):
    """Every simple way from an edge that nobody stands above down to ``key``."""
    known = {edge.key: [upper for upper in edge.upper if any(upper == each.key for each in edges)] for edge in edges}
    open_ways, found = [(key,)], []
    while open_ways:
        way = open_ways.pop()
        if not known[way[0]]:
            found.append(way)
        open_ways.extend((upper, *way) for upper in known[way[0]] if upper not in way)
    return found


@given(GRAPHS)
def test_tier_and_path_are_the_shortest_way(edges):
    chain = Chain(edges)
    for key in chain.edges:
        found = ways(edges, key)
        path = tuple(edge.key for edge in chain.path(key))
        assert chain.tier(key) == len(path) == min(map(len, found), default=1)
        assert path in found or (not found and path == (key,))


@given(GRAPHS)
def test_the_path_does_not_depend_on_the_order_of_edges(edges):
    forwards, backwards = Chain(edges), Chain(reversed(edges))
    for key in forwards.edges:
        assert forwards.path(key) == backwards.path(key)
        assert {edge.key for edge in forwards.subtree(key)} == {edge.key for edge in backwards.subtree(key)}


@given(GRAPHS)
def test_a_cycle_is_told_exactly_when_there_is_one(edges):
    known = {edge.key: set(edge.upper) for edge in edges}
    told = cycles(edges)
    for path in told:
        assert path[0] == path[-1]
        assert len(set(path)) == len(path) - 1
        assert all(upper in known[key] for key, upper in pairwise(path))
    left = dict(known)
    while free := [key for key, uppers in left.items() if not uppers & left.keys()]:
        for key in free:
            del left[key]
    assert bool(told) == bool(left)
