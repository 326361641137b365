"""Whatever the leaves are: one changed thing changes the root, and the log says where."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from sekisho.evidence import Frontier, canonical, make_head, make_leaf, parse, verify_log
from sekisho.evidence.merkle import (
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root_of,
    verify_consistency,
    verify_inclusion,
)
from sekisho.terms import Outcome

HASHES = st.lists(st.binary(max_size=3).map(leaf_hash), min_size=1, max_size=40)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner),
    max_leaves=20,
)


def by_definition(hashes):
    """MTH of RFC 6962, 2.1, word for word."""
    if not hashes:
        return Frontier().root()
    if len(hashes) == 1:
        return hashes[0]
    k = 1
    while k * 2 < len(hashes):
        k *= 2
    return node_hash(by_definition(hashes[:k]), by_definition(hashes[k:]))


@given(HASHES)
def test_the_frontier_is_the_definition(hashes):
    assert root_of(hashes) == by_definition(hashes)


@given(HASHES, st.data())
def test_any_other_sequence_has_another_root(hashes, data):
    place = data.draw(st.integers(0, len(hashes) - 1))
    other = data.draw(st.binary(max_size=3).map(leaf_hash))
    changed = [
        [*hashes[:place], *hashes[place + 1 :]],
        [*hashes[:place], other, *hashes[place:]],
        [*hashes[:place], other, *hashes[place + 1 :]],
        data.draw(st.permutations(hashes)),
    ]
    for sequence in changed:
        assert (root_of(sequence) == root_of(hashes)) == (sequence == hashes)


@given(HASHES, st.data())
def test_inclusion_proofs_hold_and_altered_ones_do_not(hashes, data):
    index = data.draw(st.integers(0, len(hashes) - 1))
    proof, root, size = inclusion_proof(hashes, index), root_of(hashes), len(hashes)
    assert verify_inclusion(hashes[index], index, size, proof, root)
    assert not verify_inclusion(leaf_hash(b"none of them"), index, size, proof, root)
    assert not verify_inclusion(hashes[index], index, size, (*proof, root), root)
    assert not verify_inclusion(hashes[index], size, size, proof, root)
    if proof:
        step = data.draw(st.integers(0, len(proof) - 1))
        forged = (*proof[:step], leaf_hash(b"forged"), *proof[step + 1 :])
        assert not verify_inclusion(hashes[index], index, size, forged, root)
        assert not verify_inclusion(hashes[index], index, size, proof[:-1], root)


@given(HASHES, st.data())
def test_consistency_proofs_hold_and_altered_ones_do_not(hashes, data):
    old, size = data.draw(st.integers(0, len(hashes))), len(hashes)
    proof, old_root, root = consistency_proof(hashes, old), root_of(hashes[:old]), root_of(hashes)
    assert verify_consistency(old, old_root, size, root, proof)
    assert not verify_consistency(old, leaf_hash(b"another past"), size, root, proof)
    assert not verify_consistency(old, old_root, size, root, (*proof, root))
    if 0 < old < size:
        step = data.draw(st.integers(0, len(proof) - 1))
        forged = (*proof[:step], leaf_hash(b"forged"), *proof[step + 1 :])
        assert not verify_consistency(old, old_root, size, root, forged)
        assert not verify_consistency(old, old_root, size, root, proof[:-1])


@given(st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), VALUES))
def test_canonical_bytes_and_values_are_one_to_one(value):
    assert parse(canonical(value)) == value
    assert canonical(dict(reversed(value.items()))) == canonical(value)


@given(st.data())
def test_any_changed_byte_of_any_leaf_is_found_and_named(data):
    leaves = [make_leaf(i, {"verb": "x", "n": i * 7}) for i in range(data.draw(st.integers(1, 20)))]
    tree = Frontier()
    for leaf in leaves:
        tree.append(bytes.fromhex(leaf.hash))
    place = data.draw(st.integers(0, len(leaves) - 1))
    payload = bytearray(leaves[place].payload)
    payload[data.draw(st.integers(0, len(payload) - 1))] ^= data.draw(st.integers(1, 255))
    leaves[place] = replace(leaves[place], payload=bytes(payload))
    report = verify_log(leaves, [make_head(tree, "2026-04-01T00:00:00Z")])
    assert (report.outcome, report.first_bad, report.fault_count) == (Outcome.CONFLICTS, place, 1)
