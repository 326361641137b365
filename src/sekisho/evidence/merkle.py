"""Merkle trees of RFC 6962: roots, proofs that a leaf is in the tree, proofs that a tree grew out of an older one.

Knows hashes only. Refuses to know what a leaf says. Source: RFC 6962 section 2.1, verification as in RFC 9162 section 2.1.
"""

import hashlib
from collections.abc import Iterable, Sequence


def leaf_hash(data: bytes) -> bytes:
    """SHA-256 of a leaf; the prefix keeps a leaf from passing for a node (RFC 6962, 2.1)."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256 of an inner node."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Frontier:
    """The right edge of a growing tree: as many hashes as its size has one bits, enough to append and to tell the root.

    ``peaks`` are the roots of the perfect subtrees, largest first; store them with ``size`` and the tree can grow on
    without reading a single leaf.

    >>> tree = Frontier()
    >>> tree.root().hex()[:8]
    'e3b0c442'
    """

    __slots__ = ("peaks", "size")

    def __init__(self, size: int = 0, peaks: Iterable[bytes] = ()) -> None:
        """Resume from a stored size and its peaks. Raises ``ValueError`` when they cannot belong together."""
        self.size = size
        self.peaks = list(peaks)
        if size < 0 or len(self.peaks) != size.bit_count():
            raise ValueError(f"a tree of {size} leaves does not have {len(self.peaks)} peaks")

    def append(self, leaf: bytes) -> None:
        """Add the hash of the next leaf."""
        merging = self.size
        while merging & 1:
            leaf = node_hash(self.peaks.pop(), leaf)
            merging >>= 1
        self.peaks.append(leaf)
        self.size += 1

    def root(self) -> bytes:
        """The root of the tree as it stands; of the empty tree the hash of nothing."""
        if not self.peaks:
            return hashlib.sha256(b"").digest()
        root = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            root = node_hash(peak, root)
        return root

    def copy(self) -> "Frontier":
        """An independent frontier of the same tree."""
        return Frontier(self.size, self.peaks)


def root_of(hashes: Iterable[bytes]) -> bytes:
    """The root of a tree over leaf hashes."""
    tree = Frontier()
    for leaf in hashes:
        tree.append(leaf)
    return tree.root()


def inclusion_proof(hashes: Sequence[bytes], index: int) -> tuple[bytes, ...]:
    """The hashes that lead from leaf ``index`` to the root, nearest first (PATH). Raises ``IndexError`` outside the tree."""
    if not 0 <= index < len(hashes):
        raise IndexError(f"no leaf {index} in a tree of {len(hashes)}")
    path: list[bytes] = []
    first, end = 0, len(hashes)
    while end - first > 1:
        middle = first + _left_size(end - first)
        if index < middle:
            path.append(root_of(hashes[middle:end]))
            end = middle
        else:
            path.append(root_of(hashes[first:middle]))
            first = middle
    return tuple(reversed(path))


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether ``proof`` shows that ``leaf`` (a hash) is leaf ``index`` of the tree of ``size`` leaves with this root."""
    if not 0 <= index < size:
        return False
    place, last, found = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            found = node_hash(sibling, found)
            place, last = _above_right(place, last)
        else:
            found = node_hash(found, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and found == root


def consistency_proof(hashes: Sequence[bytes], old_size: int) -> tuple[bytes, ...]:
    """The hashes that show that the tree of the first ``old_size`` leaves became this one (PROOF).

    Empty for the empty and for the same tree. Raises ``IndexError`` when the old tree is the larger one.
    """
    if not 0 <= old_size <= len(hashes):
        raise IndexError(f"no tree of {old_size} leaves inside a tree of {len(hashes)}")
    if old_size in (0, len(hashes)):
        return ()
    path: list[bytes] = []
    first, end = 0, len(hashes)
    while end != old_size:
        middle = first + _left_size(end - first)
        if old_size <= middle:
            path.append(root_of(hashes[middle:end]))
            end = middle
        else:
            path.append(root_of(hashes[first:middle]))
            first = middle
    if first > 0:  # else the old tree is itself a perfect subtree, whose root the verifier knows
        path.append(root_of(hashes[first:end]))
    return tuple(reversed(path))


def verify_consistency(old_size: int, old_root: bytes, size: int, root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether ``proof`` shows that the larger tree only added leaves to the smaller one."""
    if not 0 <= old_size <= size:
        return False
    if old_size in (0, size):
        return not proof and (old_root == root if old_size else old_root == Frontier().root())
    place, last = _above_left(old_size - 1, size - 1)
    known = list(proof) if place else [old_root, *proof]
    if not known:
        return False
    old_found = found = known[0]
    for sibling in known[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            old_found, found = node_hash(sibling, old_found), node_hash(sibling, found)
            place, last = _above_right(place, last)
        else:
            found = node_hash(found, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and old_found == old_root and found == root


def _left_size(size: int) -> int:
    """The largest power of two smaller than ``size``."""
    return 1 << (size - 1).bit_length() - 1


def _above_right(place: int, last: int) -> tuple[int, int]:
    """Both places raised past the levels at which ``place``, the last of its level, has no sibling."""
    while place and not place & 1:
        place, last = place >> 1, last >> 1
    return place, last


def _above_left(place: int, last: int) -> tuple[int, int]:
    """Both places raised past the levels at which the old tree is complete."""
    while place & 1:
        place, last = place >> 1, last >> 1
    return place, last
