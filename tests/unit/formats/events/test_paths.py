"""Which files are read, in which order, and each content once."""

import os
from pathlib import Path

import pytest

from sekisho.detection.event import Event, Unreadable
from sekisho.formats.events import read_events
from sekisho.formats.fault import Faults
from tests.unit.formats.events.logs import JSONL, SQUID, write


def _names(made: list[Event | Unreadable], folder: Path) -> list[str]:
    return [os.path.relpath(item.ref.file, folder) for item in made]


def test_folders_in_order_without_hidden_files_and_copies(tmp_path: Path) -> None:
    (tmp_path / "b" / "deep").mkdir(parents=True)
    (tmp_path / ".git").mkdir()
    for name in ("b/2.json", "b/10.json", "b/deep/x.json", "a.json", "b/.hidden.json", ".git/x.json"):
        write(tmp_path, '{"name":"' + name + '"}', name=name)
    write(tmp_path, '{"name":"a.json"}', name="z-copy.json")
    (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
    assert _names(list(read_events([tmp_path])), tmp_path) == ["a.json", "b/10.json", "b/2.json", "b/deep/x.json"]


def test_the_file_is_called_as_it_was_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "logs").mkdir()
    write(tmp_path, JSONL.text, name="logs/a.json")
    monkeypatch.chdir(tmp_path)
    assert {item.ref.file for item in read_events(["logs"])} == {"logs/a.json"}
    assert {item.ref.file for item in read_events(["./logs/"])} == {"./logs/a.json"}
    assert {item.ref.file for item in read_events(["./logs/a.json", "logs/../logs/a.json"])} == {"./logs/a.json"}


def test_the_same_content_twice_counts_once_and_equal_lines_stay_two(tmp_path: Path) -> None:
    first, second = write(tmp_path, JSONL.text, name="1"), write(tmp_path, JSONL.text, name="2")
    assert len(list(read_events([first, second, first]))) == 2
    assert len(list(read_events([write(tmp_path, '{"a":1}\n{"a":1}\n', name="3")]))) == 2
    assert len(list(read_events([first, write(tmp_path, SQUID.text, name="4")]))) == 5


def test_paths_at_which_nothing_can_be_read_are_told_together(tmp_path: Path) -> None:
    (tmp_path / "store" / "events").mkdir(parents=True)
    (tmp_path / "store" / "sources").mkdir()
    with pytest.raises(Faults) as told:
        read_events([tmp_path / "none", tmp_path / "neither", write(tmp_path, JSONL.text)])
    assert len(told.value.faults) == 2
    with pytest.raises(Faults, match="イベントの保管庫"):
        read_events([tmp_path / "store"])


def test_a_file_that_vanishes_is_told(tmp_path: Path) -> None:
    path = write(tmp_path, JSONL.text)
    made = read_events([path])
    path.unlink()
    [item] = made
    assert isinstance(item, Unreadable)
    assert "読めません" in item.why
