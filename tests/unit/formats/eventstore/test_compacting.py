"""Joining small files loses and doubles nothing, also while somebody reads; what a dead process left is cleaned."""

import pytest

from sekisho.formats.eventstore import StoreWriter, open_store
from sekisho.formats.fault import Faults
from tests.unit.formats.eventstore.making import DAY, HOUR, NOON, event, received, take_in

FILES = 70


def fill(root, files=FILES):
    """Many small files: two days each, an id that all of them share, one of their own, a column that not all have."""
    with StoreWriter(root) as writer:
        for serial in range(files):
            name = f"f{serial:02d}.jsonl"
            own = {"extra": f"x{serial}"} if serial % 2 else {"bytes": serial}
            items = [
                event(1, NOON + serial * HOUR // 60, file=name, number="shared"),
                event(2, NOON + serial, file=name, number=f"own{serial}", **own),
                event(3, NOON + DAY, file=name, user=name),
            ]
            writer.take_in(received(f"c{serial}", name), items)


def told(root):
    return sorted((each.ref, each.time, each.id or "", sorted(each.fields.items())) for each in open_store(root).events())


def test_joining_keeps_every_event_and_knows_every_id_and_content(tmp_path):
    fill(tmp_path / "loose", 20)
    fill(tmp_path / "joined", 20)
    with StoreWriter(tmp_path / "joined") as writer:
        assert writer.compact() == 38
        assert writer.known(["shared", "own7", "own99"]) == {"shared", "own7"}
    joined = open_store(tmp_path / "joined")
    assert [path.parent.name for path in joined.parts()] == ["day=2026-04-01", "day=2026-04-02"]
    assert told(tmp_path / "joined") == told(tmp_path / "loose")
    assert [each.gathered() for each in open_store(tmp_path / "loose").manifests] == joined.manifests
    joined.check()
    assert take_in(tmp_path / "joined", "c3", [event()], name="again").name == "f03.jsonl"
    assert take_in(tmp_path / "joined", "new", [event(1, number="own3"), event(2, number="fresh")]).repeats == 1


def test_many_small_files_are_joined_by_themselves(tmp_path):
    fill(tmp_path / "s")
    assert len(open_store(tmp_path / "s").parts()) == 2
    assert len(list((tmp_path / "s" / "sources").iterdir())) == 1
    assert len(list((tmp_path / "s" / "ids").iterdir())) == 1


def test_a_reader_at_work_keeps_its_parts_until_it_ends(tmp_path):
    fill(tmp_path / "s", 5)
    reader = open_store(tmp_path / "s")
    before = reader.parts()
    with StoreWriter(tmp_path / "s") as writer:
        writer.compact()
    assert len(list(reader.events())) == 11
    assert all(path.exists() for path in before)
    assert len(told(tmp_path / "s")) == 11
    del reader
    with StoreWriter(tmp_path / "s"):
        pass
    assert not any(path.exists() for path in before)
    assert list((tmp_path / "s" / "staging").iterdir()) == []


def test_what_a_dead_process_left_is_cleaned_and_counts_for_nothing(tmp_path):
    root = tmp_path / "s"
    take_in(root, "x", [event(1, number="a")])
    (part,) = open_store(root).parts()
    (root / "staging" / ("ab" * 32)).mkdir()
    (root / "staging" / ("ab" * 32) / "part-ab-00000.parquet").write_bytes(b"half")
    for stray in (
        part.with_name("part-ab-00000.parquet"),
        root / "ids" / "ab.ids",
        root / "sources" / f"{'ab' * 32}.unreadable",
    ):
        stray.write_bytes(b"half")
    assert open_store(root).rows == 1
    with StoreWriter(root) as writer:
        assert writer.known(["a", "b"]) == {"a"}
    assert sorted(path.name for path in root.rglob("*ab*")) == []
    open_store(root).check()


@pytest.mark.parametrize("harm", ["cut", "gone", "other"])
def test_a_damaged_part_is_told_with_its_place(tmp_path, harm):
    root = tmp_path / "s"
    take_in(root, "x", [event(line) for line in range(1, 50)])
    (part,) = open_store(root).parts()
    if harm == "cut":
        part.write_bytes(part.read_bytes()[:200])
    elif harm == "gone":
        part.unlink()
    else:
        take_in(tmp_path / "t", "y", [event(1)])
        (other,) = open_store(tmp_path / "t").parts()
        part.write_bytes(other.read_bytes())
    with pytest.raises(Faults, match=r"part-.*壊れています.*控えから戻すか"):
        open_store(root).check()


@pytest.mark.parametrize("text", [b"{", b"[]", b"{}", b'{"content": "x"}', b"\xff"])
@pytest.mark.parametrize("name", ["checkpoint.json", f"{'cd' * 32}.json"])
def test_a_damaged_manifest_is_told_with_its_place(tmp_path, text, name):
    take_in(tmp_path / "s", "x", [event()])
    (tmp_path / "s" / "sources" / name).write_bytes(text)
    for use in (open_store, lambda root: StoreWriter(root).__enter__()):
        with pytest.raises(Faults, match=name):
            use(tmp_path / "s")


@pytest.mark.parametrize("content", [b"", b"x" * 16, b"x" * 7])
def test_a_damaged_index_of_ids_is_told(tmp_path, content):
    take_in(tmp_path / "s", "x", [event(1, number="a"), event(2, number="b")])
    (run,) = (tmp_path / "s" / "ids").iterdir()
    run.write_bytes(content)
    with StoreWriter(tmp_path / "s") as writer, pytest.raises(Faults, match="ids"):
        writer.take_in(received("y"), [event(1, number="c")])


@pytest.mark.parametrize("place", ["mine.txt", "events/mine", "events/day=2026-04-01/mine.parquet", "ids/mine", "sources/mine"])
def test_foreign_files_are_told(tmp_path, place):
    take_in(tmp_path / "s", "x", [event()])
    (tmp_path / "s" / place).write_text("mine")
    with pytest.raises(Faults, match=r"mine.*保管場所のものではありません"):
        open_store(tmp_path / "s").check()


def test_a_store_of_a_newer_version_is_refused(tmp_path):
    take_in(tmp_path / "s", "x", [event()])
    (tmp_path / "s" / "sekisho-store.json").write_text('{"sekisho-store": 2}')
    with pytest.raises(Faults, match="新しい版"):
        open_store(tmp_path / "s")
