"""Whatever stands in a file: every line that holds something is an event, told, or part of a record that began above it."""

import io
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sekisho.detection.event import Event
from sekisho.formats.events import layouts, lines
from sekisho.formats.events.lines import batches
from tests.unit.formats.events.logs import AUDITD, I_FILTER, JSONL, LOGS, SYSLOG, read, write

ODD = st.sampled_from(['"', ",", "\n", "\r", "\r\n", "{", "}", "[", "]", "\x00", "山", "\t", " ", "a", "\\", ":", "-"])
DAMAGE = st.lists(st.tuples(st.integers(0, 10_000), st.one_of(ODD, st.none())), max_size=6)
USUAL = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


@USUAL
@given(log=st.sampled_from(LOGS), damage=DAMAGE, encoding=st.sampled_from(["utf-8", "cp932", "utf-16"]), named=st.booleans())
def test_damaged_logs_never_raise_and_places_are_in_order(
    log: object, damage: list[tuple[int, str | None]], encoding: str, named: bool, tmp_path: Path
) -> None:
    text = list(log.text)  # type: ignore[attr-defined]
    for place, odd in damage:
        text[place % len(text)] = odd or ""
    path = write(tmp_path, "".join(text), encoding)
    made = read(path, log.layout if named else "auto")  # type: ignore[attr-defined]
    count = len("".join(text).encode("utf-8", "replace").splitlines())
    assert all(1 <= item.ref.line <= max(count, 1) for item in made)
    if log is not AUDITD:
        assert all(before.ref.line <= after.ref.line for before, after in pairwise(made))


@USUAL
@given(content=st.binary(max_size=400), layout=st.sampled_from(["auto", *layouts()]))
def test_any_bytes_in_any_layout_are_told_not_raised(content: bytes, layout: str, tmp_path: Path) -> None:
    for item in read(write(tmp_path, content), layout):
        assert item.ref.line >= 1
        assert isinstance(item, Event) or item.why.endswith("。")


@pytest.mark.parametrize("log", [JSONL, SYSLOG, I_FILTER], ids=lambda log: log.layout)
@USUAL
@given(data=st.data())
def test_each_line_of_a_log_of_lines_is_an_event_or_told(log: object, data: st.DataObject, tmp_path: Path) -> None:
    good = log.text.splitlines()  # type: ignore[attr-defined]
    odd = st.text(st.characters(exclude_characters="\n\r", codec="utf-8"), max_size=30)
    chosen = data.draw(st.lists(st.one_of(st.sampled_from(good), st.sampled_from(good), odd), max_size=12))
    path = write(tmp_path, "\n".join([good[0], *chosen]))
    places = {item.ref.line for item in read(path, log.layout)}  # type: ignore[attr-defined]
    filled = {number for number, line in enumerate([good[0], *chosen], 1) if line.strip()}
    assert filled <= places | {number for number in filled if not [good[0], *chosen][number - 1].encode().strip()}
    assert places <= set(range(1, len(chosen) + 2))


@USUAL
@given(cells=st.lists(st.lists(st.text("ab\"',\n 山", max_size=6), min_size=2, max_size=2), max_size=12))
def test_each_row_of_a_well_written_table_comes_back(cells: list[list[str]], tmp_path: Path) -> None:
    text, expected, line = "名前,内容\n", [], 2
    for row in cells:
        written = ",".join('"' + cell.replace('"', '""') + '"' for cell in row)
        if any(row):
            expected.append((line, row))
        text += written + "\n"
        line += written.count("\n") + 1
    found = [
        (item.ref.line, [item.fields["名前"], item.fields["内容"]])
        for item in read(write(tmp_path, text), "csv")
        if isinstance(item, Event)
    ]
    assert found == [pair for pair in expected if pair[1] != ["名前", "内容"]]


@USUAL
@given(content=st.text("ab\r\n", max_size=40), block=st.integers(1, 7), limit=st.integers(1, 8))
def test_lines_are_those_of_the_whole_whatever_the_blocks(content: str, block: int, limit: int) -> None:
    before = lines._BLOCK
    lines._BLOCK = block
    try:
        whole = content.encode().splitlines()
        assert [line for batch in batches(io.BytesIO(content.encode())) for line in batch] == whole
        cut = [line for batch in batches(io.BytesIO(content.encode()), limit) for line in batch]
    finally:
        lines._BLOCK = before
    assert len(cut) == len(whole)
    assert all(got == line or (got is None and len(line) > limit) for got, line in zip(cut, whole, strict=True))
