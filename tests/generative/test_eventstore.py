"""The store of events: what is taken in reads back the same, in whatever portions, order and repetition it came."""

import tempfile
from hashlib import sha256
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from sekisho.detection.event import Event, EventRef, Unreadable
from sekisho.formats.eventstore import Received, StoreWriter, incoming, open_store
from tests.factories.disk import disk_that_does_not_wait

__all__ = ["disk_that_does_not_wait"]

DAY = 86_400_000_000
NAMES = st.sampled_from(["user", "User", "a.b", "", "sekisho.file", "sekisho.sekisho.x", "day", "名前", "x y", "bytes", "Data"])
TEXT = st.text(max_size=6)
# a column keeps its kind where all of its values have one: here each name has its own
KINDS = {"bytes": st.one_of(st.integers(-(2**80), 2**80), st.floats(allow_nan=False)), "day": st.booleans()}
TIMES = st.one_of(st.none(), st.integers(-3 * DAY, 3 * DAY), st.integers(0, 400 * DAY))


@st.composite
def fields(draw):
    """Fields of an event; ``Data`` may hold several values."""
    names = draw(st.lists(NAMES, unique=True, max_size=4))
    found = {name: draw(KINDS.get(name, TEXT)) for name in names}
    if "Data" in found:
        found["Data"] = draw(st.lists(st.one_of(st.none(), TEXT), max_size=3))
    return found


@st.composite
def events(draw):
    """The lines of a file: place, time, fields; ids are few, so that they meet."""
    rows = draw(st.lists(st.tuples(TIMES, fields(), st.one_of(st.none(), st.sampled_from("abcdef"))), max_size=12))
    return [Event(EventRef("f", line), time, told, number) for line, (time, told, number) in enumerate(rows, 1)]


def take_in(root, content, items):
    with StoreWriter(root) as writer:
        received = Received(sha256(content.encode()).hexdigest(), content, len(content), "jsonl")
        return writer.take_in(received, items)


def read(root):
    return sorted(open_store(root).events(), key=lambda event: (event.ref, event.id or ""))


def settled(found):
    """The same events with a list of one for a single text, as a column with lists holds it."""
    return [(each.ref, each.time, each.id, {**each.fields}) for each in found]


@settings(max_examples=40, deadline=None)
@given(rows=events())
def test_what_is_taken_in_reads_back_the_same(rows):
    seen, kept = set(), []
    for event in rows:
        if event.id is None or event.id not in seen:
            kept.append(event)
            seen.add(event.id)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder, "s")
        manifest = take_in(root, "x", rows)
        assert settled(read(root)) == settled(kept)
        assert (manifest.rows, manifest.repeats) == (len(kept), len(rows) - len(kept))
        assert sum(volume.rows for volume in manifest.traits.volumes) == len(kept)


@settings(max_examples=40, deadline=None)
@given(data=st.data(), rows=events())
def test_portions_order_and_repetition_do_not_matter(data, rows):
    """Files with the same event under one id say the same of it; those without ids come once."""
    rows = [Event(each.ref, each.time, each.fields, f"{each.ref.line}" if each.id else None) for each in rows]
    cuts = sorted(data.draw(st.lists(st.integers(0, len(rows)), max_size=3)))
    portions = [rows[start:end] for start, end in zip([0, *cuts], [*cuts, len(rows)], strict=True)]
    files = {f"{number}": portion for number, portion in enumerate(portions)}
    files["again"] = [each for each in rows if each.id]
    given_in = data.draw(st.permutations([*files, *data.draw(st.lists(st.sampled_from([*files]), max_size=3))]))
    with tempfile.TemporaryDirectory() as folder:
        whole, split = Path(folder, "whole"), Path(folder, "split")
        take_in(whole, "x", rows)
        for name in given_in:
            take_in(split, name, files[name])
            if data.draw(st.booleans()):
                with StoreWriter(split) as writer:
                    writer.compact()
        assert settled(read(split)) == settled(read(whole))
        assert open_store(split).rows == len(rows)
        open_store(split).check()


@settings(max_examples=30, deadline=None)
@given(rows=events(), batch=st.integers(1, 5), enough=st.integers(1, 7))
def test_batches_do_not_matter(rows, batch, enough):
    rows = [each if each.ref.line % 4 or each.time is None else Unreadable(each.ref, "why") for each in rows]
    before = incoming._BATCH, incoming._ENOUGH_ROWS
    with tempfile.TemporaryDirectory() as folder:
        take_in(Path(folder, "large"), "x", rows)
        try:
            incoming._BATCH, incoming._ENOUGH_ROWS = batch, enough
            small = take_in(Path(folder, "small"), "x", rows)
        finally:
            incoming._BATCH, incoming._ENOUGH_ROWS = before
        large = open_store(Path(folder, "large"))
        assert settled(read(Path(folder, "small"))) == settled(read(Path(folder, "large")))
        assert small.traits == large.manifests[0].traits
        assert (small.rows, small.repeats) == (large.manifests[0].rows, large.manifests[0].repeats)
