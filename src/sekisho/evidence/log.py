"""The evidence log: numbered leaves, heads that seal how many there were, and the search for the first leaf that is not right.

Knows when a log is whole. Refuses to know where leaves are kept or what they tell, except two keys of a payload:
``seq``, the leaf's own number (so that a renumbered log gives itself away), and ``files``, the sealed files, a list of
mappings with ``sha256``.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sekisho.evidence.canonical import canonical
from sekisho.evidence.merkle import Frontier, leaf_hash
from sekisho.terms import Outcome

#: So many faults are told; all are counted.
MOST_FAULTS = 100


@dataclass(frozen=True, slots=True)
class Leaf:
    """One entry as stored: its number from 0, canonical JSON, and the leaf hash (RFC 6962) in lower-case hexadecimal."""

    index: int
    payload: bytes
    hash: str


@dataclass(frozen=True, slots=True)
class Head:
    """A statement that the log had ``size`` leaves with this root (hexadecimal) at a moment (ISO 8601)."""

    size: int
    root: str
    at: str


@dataclass(frozen=True, slots=True)
class LogFault:
    """What is not right: with leaf ``index``, with one of the leaves ``index`` … ``last``, or with a head (``index`` None)."""

    index: int | None
    why_ja: str
    last: int | None = None


@dataclass(frozen=True, slots=True)
class LogReport:
    """What a log looks like.

    ``size`` leaves were read and ``root`` is the root over their payloads. ``sealed`` is the size of the newest head that
    fits. ``first_bad`` is the number of the first bad leaf, or the first of a range in which one is bad. ``faults`` holds
    at most :data:`MOST_FAULTS`, ``fault_count`` counts all.
    """

    size: int
    root: str
    sealed: int
    first_bad: int | None
    faults: tuple[LogFault, ...]
    fault_count: int

    @property
    def outcome(self) -> Outcome:
        """Whole (agrees), damaged (conflicts), or leaves at the end that no head seals (cannot tell)."""
        if self.fault_count:
            return Outcome.CONFLICTS
        return Outcome.AGREES if self.sealed == self.size else Outcome.CANNOT_TELL


def make_leaf(index: int, content: Mapping[str, Any]) -> Leaf:
    """The leaf that states ``content`` as number ``index``. Raises :class:`CanonicalError` for content without a form."""
    payload = canonical({**content, "seq": index})
    return Leaf(index, payload, leaf_hash(payload).hex())


def make_head(tree: Frontier, at: str) -> Head:
    """The head that seals a tree as it stands."""
    return Head(tree.size, tree.root().hex(), at)


def sealed_files(payload: Mapping[str, Any]) -> Iterator[str]:
    """The SHA-256 of every file that a leaf's payload seals."""
    files = payload.get("files")
    for each in files if isinstance(files, list) else ():
        if isinstance(each, dict) and isinstance(each.get("sha256"), str):
            yield each["sha256"]


def verify_log(leaves: Iterable[Leaf], heads: Iterable[Head]) -> LogReport:
    """Read all leaves once, in the order in which they are stored, and hold them to their numbers, hashes and the heads."""
    faults = _Faults()
    order = _Order(faults)
    seals = _Seals(faults, heads)
    for leaf in leaves:
        order.read(leaf)
        seals.grow(leaf, trusted=order.kept)
    order.finish(seals.newest_size)
    seals.finish()
    return LogReport(
        size=order.count,
        root=seals.by_payload.root().hex(),
        sealed=seals.sealed,
        first_bad=faults.first_bad,
        faults=tuple(faults.told),
        fault_count=faults.count,
    )


class _Faults:
    def __init__(self) -> None:
        self.told: list[LogFault] = []
        self.count = 0
        self.first_bad: int | None = None

    def add(self, index: int | None, why_ja: str, last: int | None = None) -> None:
        self.count += 1
        if len(self.told) < MOST_FAULTS:
            self.told.append(LogFault(index, why_ja, last))
        if index is not None and (self.first_bad is None or index < self.first_bad):
            self.first_bad = index


class _Order:
    """Holds each leaf to its hash and its number. The number in the sealed payload counts, not the one beside it.

    ``shift`` is how far numbers run ahead of places since leaves went missing or were put in; it follows when two leaves
    in a row say the same, so that one missing leaf is one fault and a leaf in a wrong place does not blame the others.
    """

    def __init__(self, faults: _Faults) -> None:
        self.faults = faults
        self.count = 0
        self.kept = True
        self.shift = self.last_shift = self.label_shift = 0
        self.highest = -1

    def read(self, leaf: Leaf) -> None:
        expected = self.count + self.shift
        number = self._number(leaf, expected)
        if number is not None:
            self._place(number, expected)
            self._label(leaf.index, number)
        self.highest = max(self.highest, expected if number is None else number)
        self.count += 1

    def _number(self, leaf: Leaf, expected: int) -> int | None:
        if leaf_hash(leaf.payload).hex() != leaf.hash:
            self.faults.add(expected, f"{expected}番の証跡の内容とハッシュが合いません。どちらかが書き換えられています。")
            return None
        try:
            content = json.loads(leaf.payload)
        except (ValueError, RecursionError):
            content = None
        number = content.get("seq") if isinstance(content, dict) else None
        if type(number) is not int or number < 0:
            self.faults.add(expected, f"{expected}番の証跡を読めません。JSON でないか、通し番号（seq）がありません。")
            return None
        return number

    def _place(self, number: int, expected: int) -> None:
        shift = number - self.count
        if shift != self.shift:
            self.kept = False
            if shift == self.last_shift:
                self.shift = shift
            elif number > expected:
                why = "抜けているか、順が変わっています"
                self.faults.add(expected, f"{expected}番の証跡があるはずの場所に、{number}番の証跡があります。{why}。")
            else:
                why = "挿し込まれたか、順が変わっています"
                self.faults.add(number, f"{number}番の証跡が、{expected}番の証跡があるはずの場所にもあります。{why}。")
        self.last_shift = shift

    def _label(self, label: int, number: int) -> None:
        shift = label - number
        if shift not in (0, self.label_shift):
            self.faults.add(number, f"{number}番の証跡の番号の欄が {label} になっています。")
        self.label_shift = shift

    def finish(self, promised: int) -> None:
        if promised > self.highest + 1:
            first, last = self.highest + 1, promised - 1
            span = f"{first}番" if first == last else f"{first}番から{last}番まで"
            self.faults.add(first, f"{span}の証跡がありません。封印には{promised}件あったと書かれています。", last)


class _Seals:
    """Holds the tree to the heads.

    Two trees are grown: over stored hashes and over hashes of the stored payloads. They part at a leaf whose two do not
    fit; the next head tells which of the two was changed, and both go on from the right one.
    """

    def __init__(self, faults: _Faults, heads: Iterable[Head]) -> None:
        self.faults = faults
        self.heads = sorted(heads, key=lambda head: head.size)
        self.newest_size = self.heads[-1].size if self.heads else 0
        self.by_hash, self.by_payload = Frontier(), Frontier()
        self.sealed = 0
        self._next = 0
        self._unfit: list[Head] = []
        self._compare()

    def grow(self, leaf: Leaf, *, trusted: bool) -> None:
        of_payload = leaf_hash(leaf.payload)
        self.by_payload.append(of_payload)
        self.by_hash.append(of_payload if of_payload.hex() == leaf.hash else _bytes_of(leaf.hash))
        if trusted:
            self._compare()

    def _compare(self) -> None:
        size = self.by_payload.size
        while self._next < len(self.heads) and self.heads[self._next].size <= size:
            head = self.heads[self._next]
            self._next += 1
            fitting = next((t for t in (self.by_payload, self.by_hash) if t.root().hex() == head.root), None)
            if head.size != size or fitting is None:
                self._unfit.append(head)
                continue
            self.sealed = size
            self.by_payload, self.by_hash = fitting.copy(), fitting.copy()
            self._blame_heads()

    def _blame_heads(self) -> None:
        """A newer head fits, so every leaf below it is right and the heads that did not fit are themselves wrong."""
        for head in self._unfit:
            self.faults.add(None, f"{head.at}の封印（{head.size}件）が証跡と合いません。封印が書き換えられています。")
        self._unfit.clear()

    def finish(self) -> None:
        if self._unfit and self._unfit[0].size <= self.sealed:
            self._blame_heads()
        elif self._unfit:
            first, last = self.sealed, self._unfit[0].size - 1
            span = f"{first}番の証跡" if first == last else f"{first}番から{last}番までの証跡のどれか"
            self.faults.add(first, f"{span}が、ハッシュごと書き換えられています。{self._unfit[0].at}の封印と合いません。", last)


def _bytes_of(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        return b""
