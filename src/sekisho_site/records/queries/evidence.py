"""Reading the evidence log: is everything as it was written, and the bundle with which others can check that."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from sekisho.evidence import BundleError, BundleFault, BundleReport, Head, Leaf, sealed_files, verify_log, write_bundle
from sekisho.planes import BY_SOURCE
from sekisho_site.records.models import EvidenceHead, EvidenceLeaf, ReceivedFile
from sekisho_site.records.queries.snapshots import current_records
from sekisho_site.records.rows import record_hash
from sekisho_site.records.vault import kept_at

_LEAVES_AT_ONCE = 5_000
_CHUNK = 2**20


def evidence_leaves() -> Iterator[Leaf]:
    """All leaves in the order of their numbers."""
    rows = EvidenceLeaf.objects.order_by("index").values_list("index", "payload", "hash")
    return (Leaf(index, payload.encode(), hashed) for index, payload, hashed in rows.iterator(chunk_size=_LEAVES_AT_ONCE))


def evidence_heads() -> Iterator[Head]:
    """All heads, smallest first."""
    for head in EvidenceHead.objects.order_by("size"):
        yield Head(head.size, head.root, head.at.isoformat())


def verify_workspace() -> BundleReport:
    """Hold the log to its heads, the kept files to the leaves that sealed them, and the records to their last leaves."""
    told = _Told()
    log = verify_log(told.listening(evidence_leaves()), evidence_heads())
    faults = [BundleFault("記録の連なり", fault.why_ja) for fault in log.faults]
    faults.extend(_file_faults(told.sealed))
    faults.extend(_record_faults(told.last))
    return BundleReport(log, len(told.sealed), tuple(faults))


def evidence_bundle(target: Path | IO[bytes]) -> None:
    """Write the log, its heads and every received file as one bundle for verification elsewhere.

    Raises :class:`BundleError` when a received file is gone or changed.
    """
    files = [(file.sha256, file.name, kept_at(file.sha256)) for file in ReceivedFile.objects.order_by("sha256")]
    for sha256, name, path in files:
        if not path.is_file():
            raise BundleError(f"受け取ったファイル「{name}」（{sha256[:12]}）が証跡のフォルダーにありません。")
    write_bundle(target, evidence_leaves(), evidence_heads(), files)


class _Told:
    """What the leaves say, gathered while they pass: sealed files, and the last hash of each record (None: ended)."""

    def __init__(self) -> None:
        self.sealed: dict[str, int] = {}
        self.last: dict[tuple[str, str], str | None] = {}

    def listening(self, leaves: Iterator[Leaf]) -> Iterator[Leaf]:
        for leaf in leaves:
            self._hear(leaf)
            yield leaf

    def _hear(self, leaf: Leaf) -> None:
        try:
            payload = json.loads(leaf.payload)
        except ValueError:
            return  # verify_log tells of it
        if not isinstance(payload, dict):
            return
        for sha256 in sealed_files(payload):
            self.sealed.setdefault(sha256, leaf.index)
        if payload.get("kind") in BY_SOURCE:
            self.last[payload["kind"], str(payload.get("key"))] = payload.get("after")


def _file_faults(sealed: dict[str, int]) -> Iterator[BundleFault]:
    for sha256, index in sealed.items():
        path = kept_at(sha256)
        if not path.exists():
            yield BundleFault(f"evidence/{sha256[:2]}/{sha256[2:]}", f"{index}番の証跡が封じたファイルがありません。")
        elif _digest(path) != sha256:
            yield BundleFault(f"evidence/{sha256[:2]}/{sha256[2:]}", f"{index}番の証跡が封じたときから中身が変わっています。")


def _record_faults(last: dict[tuple[str, str], str | None]) -> Iterator[BundleFault]:
    """A row that was changed past the log does not have the hash of its last leaf."""
    left = {place for place, after in last.items() if after is not None}
    for record in current_records():
        place = (record.schema.source, record.key)
        left.discard(place)
        if last.get(place) != record_hash(record):
            why = "証跡に残る最後の内容と違います。この道具の外から書き換えられています。"
            yield BundleFault(f"{record.schema.sheet} {record.key}", why)
    for source, key in sorted(left):
        yield BundleFault(f"{BY_SOURCE[source].schema.sheet} {key}", "証跡では続いている記録が、台帳にありません。")


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
