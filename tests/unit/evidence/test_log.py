"""Each way of tampering with a log, and the first bad leaf that is named."""

from dataclasses import replace

import pytest

from sekisho.evidence import Frontier, Head, Leaf, leaf_hash, make_head, make_leaf, sealed_files, verify_log
from sekisho.evidence.log import MOST_FAULTS
from sekisho.terms import Outcome

SIZE = 40


def sealed(count=SIZE, every=10):
    leaves = [make_leaf(i, {"verb": "import_registry", "by": "U-1", "text": f"行{i}"}) for i in range(count)]
    tree, heads = Frontier(), []
    for leaf in leaves:
        tree.append(bytes.fromhex(leaf.hash))
        if tree.size % every == 0:
            heads.append(make_head(tree, f"2026-04-01T00:{tree.size // every:02}:00Z"))
    return leaves, heads


def flipped(data, place=9):
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


def renumbered(leaves):
    return [replace(leaf, index=place) for place, leaf in enumerate(leaves)]


def test_a_whole_log_agrees():
    leaves, heads = sealed()
    report = verify_log(iter(leaves), iter(heads))
    assert report.outcome is Outcome.AGREES
    assert (report.size, report.sealed, report.root) == (SIZE, SIZE, heads[-1].root)
    assert (report.first_bad, report.faults) == (None, ())


def test_an_empty_log_agrees():
    assert verify_log([], []).outcome is Outcome.AGREES


def test_leaves_that_no_head_seals_are_not_fine():
    leaves, heads = sealed()
    report = verify_log(leaves, heads[:-1])
    assert report.outcome is Outcome.CANNOT_TELL
    assert (report.sealed, report.first_bad) == (30, None)
    assert verify_log(leaves, []).outcome is Outcome.CANNOT_TELL


@pytest.mark.parametrize("place", [0, 17, SIZE - 1])
def test_one_flipped_byte_of_a_payload(place):
    leaves, heads = sealed()
    leaves[place] = replace(leaves[place], payload=flipped(leaves[place].payload))
    report = verify_log(leaves, heads)
    assert [fault.index for fault in report.faults] == [place]
    assert report.first_bad == place
    assert report.faults[0].why_ja.startswith(f"{place}番の証跡の内容とハッシュが合いません")
    assert report.sealed == SIZE  # the heads fit the stored hashes: it was the payload that changed


@pytest.mark.parametrize("place", [0, 17, SIZE - 1])
def test_one_flipped_byte_of_a_hash(place):
    leaves, heads = sealed()
    stored = leaves[place].hash
    leaves[place] = replace(leaves[place], hash=("0" if stored[0] != "0" else "1") + stored[1:])
    report = verify_log(leaves, heads)
    assert ([fault.index for fault in report.faults], report.first_bad) == ([place], place)
    assert (report.sealed, report.root) == (SIZE, heads[-1].root)


def test_a_payload_that_now_claims_another_number_is_blamed_itself():
    leaves, heads = sealed()
    leaves[25] = replace(leaves[25], payload=leaves[25].payload.replace(b'"seq":25', b'"seq":05'))
    assert verify_log(leaves, heads).first_bad == 25


@pytest.mark.parametrize("renumber", [False, True])
@pytest.mark.parametrize("place", [0, 17, SIZE - 2])
def test_one_removed_leaf(place, renumber):
    leaves, heads = sealed()
    del leaves[place]
    report = verify_log(renumbered(leaves) if renumber else leaves, heads)
    assert report.first_bad == place
    assert report.faults[0].why_ja.startswith(f"{place}番の証跡があるはずの場所に、{place + 1}番の証跡があります")
    assert len(report.faults) <= 2  # the gap, and that the column of numbers was rewritten


def test_the_last_leaf_removed_is_known_by_the_newest_head():
    leaves, heads = sealed()
    report = verify_log(leaves[:-1], heads)
    assert [(f.index, f.last) for f in report.faults] == [(SIZE - 1, SIZE - 1)]
    assert report.first_bad == SIZE - 1
    report = verify_log(leaves[:33], heads)
    assert [(f.index, f.last) for f in report.faults] == [(33, SIZE - 1)]
    assert "33番から39番まで" in report.faults[0].why_ja


def test_all_leaves_removed():
    _, heads = sealed()
    assert [(f.index, f.last) for f in verify_log([], heads).faults] == [(0, SIZE - 1)]


@pytest.mark.parametrize("renumber", [False, True])
@pytest.mark.parametrize(("one", "other"), [(0, 1), (17, 18), (5, 31), (38, 39)])
def test_one_reordered_pair(one, other, renumber):
    leaves, heads = sealed()
    leaves[one], leaves[other] = leaves[other], leaves[one]
    report = verify_log(renumbered(leaves) if renumber else leaves, heads)
    assert report.outcome is Outcome.CONFLICTS
    assert report.first_bad == one


@pytest.mark.parametrize("renumber", [False, True])
@pytest.mark.parametrize("seq", [12, 3, 90])
def test_one_inserted_leaf(seq, renumber):
    leaves, heads = sealed()
    leaves.insert(12, make_leaf(seq, {"verb": "grant_consent", "by": "U-1"}))
    report = verify_log(renumbered(leaves) if renumber else leaves, heads)
    assert report.outcome is Outcome.CONFLICTS
    assert report.first_bad == min(12, seq)


def test_a_leaf_put_at_the_end_is_not_sealed():
    leaves, heads = sealed()
    report = verify_log([*leaves, make_leaf(SIZE, {"verb": "grant_consent"})], heads)
    assert (report.outcome, report.sealed) == (Outcome.CANNOT_TELL, SIZE)


def test_a_leaf_rewritten_with_its_hash_is_held_to_the_range_between_heads():
    leaves, heads = sealed()
    leaves[23] = make_leaf(23, {"verb": "grant_consent", "by": "U-2"})
    report = verify_log(leaves, heads)
    assert [(f.index, f.last) for f in report.faults] == [(20, 29)]
    assert (report.first_bad, report.sealed) == (20, 20)
    assert "20番から29番まで" in report.faults[0].why_ja


def test_a_rewritten_leaf_is_not_hidden_behind_a_plainly_broken_one():
    leaves, heads = sealed()
    leaves[22] = make_leaf(22, {"verb": "grant_consent", "by": "U-2"})
    leaves[27] = replace(leaves[27], payload=flipped(leaves[27].payload))
    report = verify_log(leaves, heads)
    assert {(f.index, f.last) for f in report.faults} == {(27, None), (20, 29)}
    assert report.first_bad == 20


def test_a_forged_head_is_told_from_forged_leaves():
    leaves, heads = sealed()
    heads[1] = replace(heads[1], root="0" * 64)
    report = verify_log(leaves, heads)
    assert [(f.index, f.last) for f in report.faults] == [(None, None)]
    assert (report.first_bad, report.sealed, report.outcome) == (None, SIZE, Outcome.CONFLICTS)
    assert heads[1].at in report.faults[0].why_ja


def test_a_second_head_of_the_same_size_with_another_root_is_a_fault():
    leaves, heads = sealed()
    report = verify_log(leaves, [*heads, Head(SIZE, "f" * 64, "2026-05-01T00:00:00Z"), Head(-1, "", "x")])
    assert [f.index for f in report.faults] == [None, None]


@pytest.mark.parametrize("payload", [b"", b"[]", b"{}", b'{"seq":"0"}', b'{"seq":true}', b'{"seq":-1}', b"\xff"])
def test_a_payload_without_its_number_is_bad(payload):
    report = verify_log([Leaf(0, payload, leaf_hash(payload).hex())], [])
    assert report.first_bad == 0
    assert "通し番号" in report.faults[0].why_ja


def test_a_hash_that_is_no_hash_is_bad():
    leaves, heads = sealed()
    leaves[3] = replace(leaves[3], hash="でたらめ")
    assert verify_log(leaves, heads).first_bad == 3


def test_a_wrong_number_beside_a_sound_leaf_is_told():
    leaves, heads = sealed()
    leaves[8] = replace(leaves[8], index=80)
    report = verify_log(leaves, heads)
    assert ([f.index for f in report.faults], report.first_bad) == ([8], 8)
    assert "80" in report.faults[0].why_ja


def test_many_faults_are_counted_and_the_first_are_told():
    leaves, heads = sealed(400)
    report = verify_log([replace(leaf, hash="0" * 64) for leaf in leaves], heads)
    assert (len(report.faults), report.fault_count, report.first_bad) == (MOST_FAULTS, 400, 0)


def test_a_leaf_names_the_files_it_seals():
    payload = {"files": [{"sha256": "ab", "name": "台帳.xlsx"}, {"name": "x"}, "cd"], "seq": 1}
    assert list(sealed_files(payload)) == ["ab"]
    assert list(sealed_files({"files": "ab"})) == []
