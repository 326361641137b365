"""Which ids are known: by halving, by one pass, over runs that are joined; a hash that shares its half is another id."""

import pytest

from sekisho.formats.eventstore.ids import IdRun, key_of, keys_of, known_among, merge_runs, write_run


def run_of(path, keys):
    return IdRun(path, write_run(path, keys))


@pytest.mark.parametrize("count", [1, 5, 2_000])
def test_known_ids_are_found_and_others_not(tmp_path, count):
    run = run_of(tmp_path / "run", [key_of(f"e{n}") for n in range(count)])
    for asked in (1, 3, count + 10):  # few are looked up by halving, many by one pass
        keys = keys_of([f"e{n}" for n in range(asked)])
        assert run.known(keys) == set(keys[:count])
        assert run.known(keys_of([f"f{n}" for n in range(asked)])) == set()


@pytest.mark.parametrize("asked", [1, 500])
def test_half_a_hash_is_no_id(tmp_path, asked):
    upper = b"\x01" * 8
    keys = [upper + n.to_bytes(8, "big") for n in range(0, 200, 2)]
    run = run_of(tmp_path / "run", keys)
    wanted = [upper + n.to_bytes(8, "big") for n in range(asked)]
    assert run.known(wanted) == set(wanted) & set(keys)


def test_joined_runs_know_what_each_knew(tmp_path):
    runs = [run_of(tmp_path / f"run{n}", [key_of(f"{n}-{k}") for k in range(n * 10)]) for n in range(5)]
    joined = IdRun(tmp_path / "all", merge_runs(runs, tmp_path / "all"))
    keys = keys_of([f"{n}-{k}" for n in range(6) for k in range(45)])
    assert joined.count == 100
    assert joined.known(keys) == known_among(keys, runs)
    assert len(joined.known(keys)) == 100


def test_no_id_has_no_key():
    assert keys_of(["a", None, "a"]) == [key_of("a"), None, key_of("a")]
