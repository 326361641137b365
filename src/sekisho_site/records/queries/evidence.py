"""Reading the evidence log: is everything as it was written, and the bundle with which others can check that."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from django.db import connection
from django.db.models import BinaryField, F
from django.db.models.functions import Cast

from sekisho.evidence import BundleError, BundleFault, BundleReport, Frontier, Head, Leaf, verify_log, write_bundle
from sekisho.evidence.log import MOST_FAULTS
from sekisho_site.records.models import EvidenceHead, EvidenceLeaf, ReceivedFile
from sekisho_site.records.queries.row_faults import row_faults
from sekisho_site.records.queries.told import LABELS, Labels, Told
from sekisho_site.records.vault import kept_at

_LEAVES_AT_ONCE = 5_000
_CHUNK = 2**20


Tell = Callable[[int, int], None]


def _counted(leaves: Iterator[Any], told: Tell) -> Iterator[Any]:
    """The same leaves; ``told`` hears from time to time how many have passed, and of how many."""
    newest = EvidenceHead.objects.order_by("-size").values_list("size", flat=True).first() or 0
    for number, leaf in enumerate(leaves):
        if number % _LEAVES_AT_ONCE == 0:
            told(number, max(newest, number))
        yield leaf


def evidence_leaves() -> Iterator[Leaf]:
    """All leaves in the order of their numbers."""
    return (leaf for leaf, _labels in _labelled_leaves())


def _labelled_leaves() -> Iterator[tuple[Leaf, Labels]]:
    # bytes, so that a payload that is no longer text is a bad leaf like any other and not the end of the reading
    payload = Cast("payload", BinaryField()) if connection.vendor == "sqlite" else F("payload")
    rows = EvidenceLeaf.objects.order_by("index").values_list("index", payload, "hash", *LABELS)
    for index, told, hashed, *labels in rows.iterator(chunk_size=_LEAVES_AT_ONCE):
        yield Leaf(index, _bytes(told), str(hashed)), tuple(labels)


def _bytes(told: str | bytes) -> bytes:
    return told.encode() if isinstance(told, str) else bytes(told)


def evidence_heads() -> Iterator[Head]:
    """All heads, smallest first."""
    for head in EvidenceHead.objects.order_by("size"):
        yield Head(head.size, head.root, head.at.isoformat())


def verify_workspace(progress: Tell = lambda _done, _total: None) -> BundleReport:
    """Hold the log to its heads, the kept files to the leaves that sealed them, and the tables to what the leaves tell.

    ``progress`` hears how many leaves were read, and of how many.
    """
    told = Told(set(EvidenceHead.objects.values_list("size", flat=True)))
    log = verify_log(told.listening(_counted(_labelled_leaves(), progress)), evidence_heads())
    faults = [BundleFault("記録の連なり", fault.why_ja) for fault in log.faults]
    faults.extend(
        BundleFault("記録の連なり", f"{index}番の証跡の見出しの欄が、証跡の中身と違います。")
        for index in told.mislabelled[:MOST_FAULTS]
    )
    faults.extend(_head_faults(told.moments))
    faults.extend(_file_faults(told.sealed))
    faults.extend(row_faults(told))
    return BundleReport(log, len(told.sealed), tuple(faults))


def evidence_bundle(target: Path | IO[bytes], progress: Tell = lambda _done, _total: None) -> None:
    """Write the log, its heads and every received file as one bundle for verification elsewhere.

    ``progress`` hears how many leaves were written, and of how many.
    Raises :class:`BundleError` when a received file is gone or changed.
    """
    files = [(file.sha256, file.name, kept_at(file.sha256)) for file in ReceivedFile.objects.order_by("sha256")]
    for sha256, name, path in files:
        if not path.is_file():
            raise BundleError(f"受け取ったファイル「{name}」（{sha256[:12]}）が証跡のフォルダーにありません。")
    write_bundle(target, _counted(evidence_leaves(), progress), evidence_heads(), files)


def _head_faults(moments: Mapping[int, datetime | None]) -> Iterator[BundleFault]:
    """A head is dated like the last leaf that it seals, and the peaks stored with it are those of its root."""
    for head in EvidenceHead.objects.order_by("size"):
        try:
            fits = Frontier(head.size, map(bytes.fromhex, head.peaks)).root().hex() == head.root
        except (ValueError, TypeError):
            fits = False
        if not fits:
            yield BundleFault("記録の連なり", f"{head.size}件までの封印に添えた値が、封印と合いません。書き換えられています。")
        if head.size in moments and moments[head.size] != head.at:
            yield BundleFault("記録の連なり", f"{head.size}件までの封印の時刻が、証跡と違います。書き換えられています。")


def _file_faults(sealed: dict[str, int]) -> Iterator[BundleFault]:
    for sha256, index in sealed.items():
        path = kept_at(sha256)
        if not path.is_file():
            yield BundleFault(f"evidence/{sha256[:2]}/{sha256[2:]}", f"{index}番の証跡が封じたファイルがありません。")
        elif _digest(path) != sha256:
            yield BundleFault(f"evidence/{sha256[:2]}/{sha256[2:]}", f"{index}番の証跡が封じたときから中身が変わっています。")


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
