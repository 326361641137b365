"""What is taken into a store is what is read from it; each content once, each id once."""

from datetime import date

import pytest

from sekisho.detection.event import EventRef, Unreadable
from sekisho.formats.eventstore import StoreWriter, open_store, places
from sekisho.formats.fault import Faults
from tests.unit.formats.eventstore.making import DAY, NOON, event, received, take_in


def test_events_come_back_as_they_were(tmp_path):
    events = [
        event(1, user="u1", bytes=5, ratio=2.5, ok=True, none=None),
        event(2, NOON + DAY, Data=["a", None, "b"], **{"sekisho.file": "own", "a.b": ""}),
        event(3, None, Data="c", bytes=6),
    ]
    take_in(tmp_path / "s", "x", events)
    read = {each.ref.line: each for each in open_store(tmp_path / "s").events()}
    assert read[1].fields == {"user": "u1", "bytes": 5, "ratio": 2.5, "ok": True}
    assert read[2].fields == {"Data": ["a", None, "b"], "sekisho.file": "own", "a.b": ""}
    assert read[3].fields == {"Data": ["c"], "bytes": 6}
    assert [read[line].time for line in (1, 2, 3)] == [NOON, NOON + DAY, None]
    days = [path.parent.name for path in open_store(tmp_path / "s").parts()]
    assert days == ["day=2026-04-01", "day=2026-04-02", "day=unknown"]


def test_a_content_is_taken_in_once_whatever_its_name(tmp_path):
    first = take_in(tmp_path / "s", "x", [event()])
    again = take_in(tmp_path / "s", "x", [event()], name="b.jsonl")
    assert again == first
    assert open_store(tmp_path / "s").rows == 1


def test_an_id_is_kept_once_in_a_file_and_across_files(tmp_path):
    one = take_in(tmp_path / "s", "x", [event(1, number="7", n=1), event(2, number="7", n=2), event(3), event(4)])
    assert (one.rows, one.repeats) == (3, 1)
    two = take_in(tmp_path / "s", "y", [event(1, NOON + DAY, number="7", n=3), event(2, number="8")])
    assert (two.rows, two.repeats) == (1, 1)
    assert [each.fields["n"] for each in open_store(tmp_path / "s").events() if each.id == "7"] == [1]


def test_equal_lines_without_ids_are_events_of_their_own(tmp_path):
    assert take_in(tmp_path / "s", "x", [event(1, user="u"), event(2, user="u")]).rows == 2


def test_unreadable_lines_are_kept_with_their_place(tmp_path):
    bad = Unreadable(EventRef("a.jsonl", 2), "JSONではありません。")
    manifest = take_in(tmp_path / "s", "x", [event(1), bad, event(3, NOON + DAY)])
    assert manifest.unreadable == 1
    assert list(open_store(tmp_path / "s").unreadable()) == [bad]
    volumes = [(each.day, each.rows, each.unreadable) for each in manifest.traits.volumes]
    assert volumes == [("2026-04-01", 1, 1), ("2026-04-02", 1, 0)]


def test_what_a_reader_raises_leaves_the_store_as_it_was(tmp_path):
    def broken():
        yield event(1)
        raise ValueError("the file went away")

    with StoreWriter(tmp_path / "s") as writer, pytest.raises(ValueError, match="went away"):
        writer.take_in(received("x"), broken())
    assert open_store(tmp_path / "s").rows == 0
    assert take_in(tmp_path / "s", "x", [event(1)]).rows == 1


def test_events_are_chosen_by_day_party_and_field(tmp_path):
    events = [event(1, party="P-1", user="u", n="1"), event(2, NOON + DAY, party="P-2", user="v"), event(3, None, user="w")]
    take_in(tmp_path / "s", "x", events)
    store = open_store(tmp_path / "s")
    assert [each.ref.line for each in store.events(first=date(2026, 4, 2))] == [2]
    assert [each.ref.line for each in store.events(last=date(2026, 4, 1))] == [1]
    assert [each.ref.line for each in store.events(party="P-2")] == [2]
    assert [each.fields for each in store.events(party="P-1", fields={"user"})] == [{"user": "u"}]


def test_a_folder_that_is_no_store_is_refused(tmp_path):
    with pytest.raises(Faults, match="保管場所ではありません"):
        open_store(tmp_path)
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(Faults, match="ほかのファイル"):
        StoreWriter(tmp_path)


def test_numbers_among_texts_are_texts(tmp_path):
    take_in(tmp_path / "s", "x", [event(1, code=5), event(2, code="five")])
    assert [each.fields["code"] for each in open_store(tmp_path / "s").events()] == ["5", "five"]


@pytest.mark.parametrize("broken_off", [KeyboardInterrupt, OSError])
def test_work_broken_off_behind_its_manifest_is_done(tmp_path, monkeypatch, broken_off):
    """The manifest has its place, and only then the work ends in an error: nothing that it names may go."""
    root = tmp_path / "s"
    settled = places.sync

    def failing(path):
        settled(path)
        if path == root / "sources":
            raise broken_off

    take_in(root, "x", [event(1)])
    for use in (lambda writer: writer.take_in(received("y"), [event(2, number="a")]), StoreWriter.compact):
        monkeypatch.setattr(places, "sync", failing)
        with StoreWriter(root) as writer, pytest.raises(broken_off):
            use(writer)
        monkeypatch.undo()
        open_store(root).check()
        assert open_store(root).rows == 2
        with StoreWriter(root) as writer:
            assert writer.known(["a"]) == {"a"}
            assert writer.has(received("y").content)
