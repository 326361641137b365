"""From paths to manifests: names, hashes of lines, files that change, layouts that nobody knows."""

import gzip
import json
from hashlib import sha256

import pyarrow.parquet as pq
import pytest

from sekisho.formats.eventstore import StoreWriter, open_store
from sekisho.formats.eventstore.ingest import ingest, unreadable_lines
from sekisho.formats.fault import Faults

LINES = ['{"timestamp":"2026-04-01T09:00:00Z","user":"鈴木"}', "broken", '{"user":"u2","event_id":"7"}']


def taken(root, *paths, **options):
    with StoreWriter(root) as writer:
        return list(ingest(paths, writer, **options))


def column(root, name):
    return [value for path in open_store(root).parts() for value in pq.read_table(path)[name].to_pylist()]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("packed", [False, True])
def test_each_event_keeps_file_line_and_the_hash_of_its_line(tmp_path, end, packed):
    file = tmp_path / "a.jsonl"
    text = (end.join(LINES) + end).encode()
    file.write_bytes(gzip.compress(text) if packed else text)
    (told,) = taken(tmp_path / "s", file)
    assert (told.new, told.manifest.rows, told.manifest.unreadable, told.manifest.layout) == (True, 2, 1, "jsonl")
    assert column(tmp_path / "s", "sekisho.raw") == [sha256(LINES[n].encode()).digest()[:16] for n in (0, 2)]
    assert column(tmp_path / "s", "sekisho.line") == [1, 3]
    assert set(column(tmp_path / "s", "sekisho.file")) == {str(file)}


def test_a_folder_in_which_the_store_itself_lies(tmp_path):
    for name in ("a", "b"):
        (tmp_path / f"{name}.jsonl").write_text("\n".join(LINES))
    (tmp_path / "b.jsonl").write_text(LINES[0])
    assert [each.new for each in taken(tmp_path / "store", tmp_path)] == [True, True]
    assert [each.new for each in taken(tmp_path / "store", tmp_path)] == [False, False]
    assert open_store(tmp_path / "store").rows == 3


def test_a_known_content_tells_its_unreadable_lines_under_the_name_given(tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).write_text("\n".join(LINES))
    taken(tmp_path / "s", tmp_path / "a")
    with StoreWriter(tmp_path / "s") as writer:
        (told,) = ingest([tmp_path / "b"], writer)
        assert [line.ref.file for line in unreadable_lines(writer, told)] == [str(tmp_path / "b")]


def test_a_file_that_changes_while_it_is_read_is_not_taken_in(tmp_path, monkeypatch):
    file = tmp_path / "a.jsonl"
    file.write_text(LINES[0])
    from sekisho.formats.eventstore import ingest as module

    read = module.read_file

    def growing(*arguments, **options):
        yield from read(*arguments, **options)
        with file.open("a") as more:
            more.write("\n" + LINES[2])

    monkeypatch.setattr(module, "read_file", growing)
    with pytest.raises(Faults, match="書き換わりました"):
        taken(tmp_path / "s", file)
    assert open_store(tmp_path / "s").rows == 0
    monkeypatch.undo()
    assert taken(tmp_path / "s", file)[0].manifest.rows == 2


def test_what_is_no_log_is_refused_before_anything_is_taken_in(tmp_path):
    (tmp_path / "a.jsonl").write_text(LINES[0])
    taken(tmp_path / "s", tmp_path / "a.jsonl")
    with pytest.raises(Faults, match="Parquet"):
        taken(tmp_path / "t", tmp_path / "a.jsonl", tmp_path / "s")
    with pytest.raises(Faults, match="nowhere"):
        taken(tmp_path / "t", tmp_path / "a.jsonl", tmp_path / "nowhere")
    assert open_store(tmp_path / "t").rows == 0
    with pytest.raises(Faults, match="形式「rune」"):
        taken(tmp_path / "t", tmp_path / "a.jsonl", layout="rune")


def test_a_file_of_many_batches_and_days_in_no_order(tmp_path):
    file = tmp_path / "a.jsonl"
    days = [f"2026-04-{1 + n * 7 % 28:02d}T09:00:00Z" for n in range(40_000)]
    file.write_text("\n".join(json.dumps({"timestamp": day, "n": n, f"c{n % 3}": "x"}) for n, day in enumerate(days)))
    (told,) = taken(tmp_path / "s", file)
    assert told.manifest.rows == 40_000
    read = {each.ref.line: each.fields for each in open_store(tmp_path / "s").events()}
    assert [read[n + 1] == {"timestamp": days[n], "n": n, f"c{n % 3}": "x"} for n in range(40_000)].count(False) == 0
