"""An evidence bundle: one zip with the log, its heads and the sealed files, checked on a machine that has nothing else.

Knows the layout of the zip and what may be in it. Refuses to trust it: only the names below are read, everything stands
uncompressed (so that no small file can unfold into a large one), sizes are limited, nothing is ever extracted.

``leaves.ndjson`` and ``heads.ndjson`` hold one canonical JSON object a line, ``files/<sha256>`` the files and
``manifest.json`` the counts and the names of the files. The same content gives the same bytes.
"""

import hashlib
import json
import re
import struct
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from sekisho.evidence.canonical import CanonicalError, canonical, parse
from sekisho.evidence.log import Head, Leaf, LogReport, sealed_files, verify_log
from sekisho.terms import Outcome

FORMAT = "sekisho-evidence-bundle/1"
LEAVES, HEADS, MANIFEST = "leaves.ndjson", "heads.ndjson", "manifest.json"
MOST_ENTRIES = 200_000
MOST_LINE_BYTES = 16 * 2**20
MOST_MANIFEST_BYTES = 128 * 2**20
_KNOWN_NAME = re.compile(r"leaves\.ndjson|heads\.ndjson|manifest\.json|files/[0-9a-f]{64}")
_CHUNK = 2**20


class BundleError(ValueError):
    """A bundle cannot be written because its content is already wrong; the message names the leaf or file."""


@dataclass(frozen=True, slots=True)
class BundleFault:
    """One thing that is not right: ``place`` is the bundle, an entry of it, a leaf or a file."""

    place: str
    why_ja: str


@dataclass(frozen=True, slots=True)
class BundleReport:
    """What a bundle looks like. ``log`` is None when it could not be opened at all; ``files`` counts the files read."""

    log: LogReport | None
    files: int
    faults: tuple[BundleFault, ...]

    @property
    def first_bad(self) -> int | None:
        """The number of the first bad leaf."""
        return self.log.first_bad if self.log else None

    @property
    def outcome(self) -> Outcome:
        """Whole (agrees), damaged (conflicts), or leaves at the end that no head seals (cannot tell)."""
        if self.faults or self.log is None:
            return Outcome.CONFLICTS
        return self.log.outcome


def write_bundle(
    target: Path | IO[bytes],
    leaves: Iterable[Leaf],
    heads: Iterable[Head],
    files: Iterable[tuple[str, str, bytes | Path]],
) -> None:
    """Write a bundle. ``files`` are (SHA-256, name for people, content or path to it).

    Raises :class:`BundleError` when a file does not have its SHA-256 or a payload is not text. Leaves that are wrong in
    another way are written as they are: it is for the reader to see.
    """
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        leaf_count = _write_lines(archive, LEAVES, (_leaf_line(leaf) for leaf in leaves))
        head_count = _write_lines(
            archive, HEADS, (canonical({"at": head.at, "root": head.root, "size": head.size}) for head in heads)
        )
        by_hash = {sha256: (name, content) for sha256, name, content in files}
        listed = [_write_file(archive, sha256, *by_hash[sha256]) for sha256 in sorted(by_hash)]
        manifest = {"format": FORMAT, "leaves": leaf_count, "heads": head_count, "files": listed}
        archive.writestr(_entry(MANIFEST), canonical(manifest))


def verify_bundle(path: Path) -> BundleReport:
    """Check a bundle without any database: the zip, every leaf, every head, every file. Never raises for bad content."""
    faults: list[BundleFault] = []
    try:
        with zipfile.ZipFile(path) as archive, path.open("rb") as raw:
            return _Reading(archive, raw, path.stat().st_size, faults).report()
    except (zipfile.BadZipFile, OSError, NotImplementedError, struct.error) as error:
        faults.append(BundleFault("まとめ", f"開けません。zip ファイルでないか、壊れています（{error}）。"))
        return BundleReport(None, 0, tuple(faults))


def _entry(name: str) -> zipfile.ZipInfo:
    """An entry that tells nothing about when and where it was written."""
    entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    entry.create_system = 3
    entry.external_attr = 0o644 << 16
    return entry


def _leaf_line(leaf: Leaf) -> bytes:
    try:
        return canonical({"hash": leaf.hash, "index": leaf.index, "payload": leaf.payload.decode()})
    except (UnicodeDecodeError, CanonicalError) as error:
        raise BundleError(f"{leaf.index}番の証跡が文字として読めません。先に全体を検証してください。") from error


def _write_lines(archive: zipfile.ZipFile, name: str, lines: Iterable[bytes]) -> int:
    count = 0
    with archive.open(_entry(name), "w") as out:
        for line in lines:
            out.write(line + b"\n")
            count += 1
    return count


def _write_file(archive: zipfile.ZipFile, sha256: str, name: str, content: bytes | Path) -> dict[str, Any]:
    digest, size = hashlib.sha256(), 0
    entry = _entry(f"files/{sha256}")
    entry.file_size = len(content) if isinstance(content, bytes) else content.stat().st_size
    with (
        BytesIO(content) if isinstance(content, bytes) else content.open("rb") as source,
        archive.open(entry, "w") as out,
    ):
        while chunk := source.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
            out.write(chunk)
    if digest.hexdigest() != sha256:
        raise BundleError(f"ファイル「{name}」の SHA-256 が {sha256} ではありません。保管中に変わっています。")
    return {"sha256": sha256, "name": name, "size": size}


class _Reading:
    """One reading of one bundle; collects faults as it goes."""

    def __init__(self, archive: zipfile.ZipFile, raw: IO[bytes], size: int, faults: list[BundleFault]) -> None:
        self.archive = archive
        self.raw = raw
        self.faults = faults
        self.entries = self._sound_entries(size)
        self.sealed: dict[str, int] = {}
        self.leaf_count = 0

    def report(self) -> BundleReport:
        """Everything there is to say about the bundle."""
        for name in (LEAVES, HEADS, MANIFEST):
            if name not in self.entries:
                self._fault(name, "まとめの中にありません。")
        heads = list(self._heads())
        log = verify_log(self._leaves(), heads)
        self.faults.extend(BundleFault(LEAVES if f.index is not None else HEADS, f.why_ja) for f in log.faults)
        held = self._files()
        self._manifest(held, len(heads))
        return BundleReport(log, len(held), tuple(self.faults))

    def _fault(self, place: str, why_ja: str) -> None:
        self.faults.append(BundleFault(place, why_ja))

    def _sound_entries(self, size: int) -> dict[str, zipfile.ZipInfo]:
        listed = self.archive.infolist()
        sound: dict[str, zipfile.ZipInfo] = {}
        for entry in listed[:MOST_ENTRIES]:
            if why := _entry_fault(entry, sound):
                self._fault(entry.filename[:80], why)
            else:
                sound[entry.filename] = entry
        if len(listed) > MOST_ENTRIES or sum(entry.file_size for entry in sound.values()) > size:
            self._fault(
                "まとめ", "中身の数か大きさが、ファイルの大きさに対してあり得ません。開かずに差出人へ確かめてください。"
            )
            return {}
        return sound

    def _leaves(self) -> Iterator[Leaf]:
        for line in self._lines(LEAVES):
            leaf = _leaf_of(line)
            self.leaf_count += 1
            for sha256 in sealed_files(_content(leaf.payload)):
                self.sealed.setdefault(sha256, leaf.index)
            yield leaf

    def _heads(self) -> Iterator[Head]:
        for number, line in enumerate(self._whole(HEADS).splitlines(), 1):
            try:
                told = parse(line)
                yield Head(int(told["size"]), str(told["root"]), str(told["at"]))
            except (CanonicalError, KeyError, TypeError, ValueError):
                self._fault(HEADS, f"{number}行目を封印として読めません。")

    def _files(self) -> dict[str, int]:
        """The size of each file by SHA-256, after holding each to its name and to the leaves."""
        held: dict[str, int] = {}
        for name, entry in self.entries.items():
            if not name.startswith("files/"):
                continue
            sha256 = name.removeprefix("files/")
            held[sha256] = entry.file_size
            if self._digest(entry) != sha256:
                self._fault(name, f"中身が SHA-256 と合いません。書き換えられています（{self._sealing(sha256)}）。")
            if sha256 not in self.sealed:
                self._fault(name, "このファイルを封じた証跡がありません。あとから加えられた可能性があります。")
        for sha256 in sorted(self.sealed.keys() - held.keys()):
            self._fault(f"files/{sha256}", f"{self._sealing(sha256)}。そのファイルがまとめの中にありません。")
        return held

    def _sealing(self, sha256: str) -> str:
        return f"{self.sealed[sha256]}番の証跡が封じたファイルです" if sha256 in self.sealed else "封じた証跡はありません"

    def _manifest(self, held: dict[str, int], head_count: int) -> None:
        if MANIFEST not in self.entries:
            return
        try:
            told = parse(self._whole(MANIFEST))
            fits = told["format"] == FORMAT
            listed = {each["sha256"]: each["size"] for each in told["files"]}
            fits = fits and (told["leaves"], told["heads"]) == (self.leaf_count, head_count) and listed == held
        except (CanonicalError, KeyError, TypeError):
            fits = False
        if not fits:
            self._fault(MANIFEST, "目録が中身（形式、件数、ファイル）と合いません。")

    def _whole(self, name: str) -> bytes:
        entry = self.entries.get(name)
        if entry is None:
            return b""
        if entry.file_size > MOST_MANIFEST_BYTES:
            self._fault(name, "大きすぎるため読みませんでした。")
            return b""
        try:
            return self.archive.read(entry)
        except zipfile.BadZipFile:
            self._fault(name, "写しや送付の間に壊れています（検査符号が合いません）。")
            return b""

    def _lines(self, name: str) -> Iterator[bytes]:
        """The lines of an entry, read past the zip's own checksum: a damaged leaf must be found by number, not stop us."""
        entry = self.entries.get(name)
        left = self._seek(entry) if entry else 0
        while left > 0:
            line = self.raw.readline(min(left, MOST_LINE_BYTES))
            if not line:
                return
            left -= len(line)
            yield line.removesuffix(b"\n")

    def _digest(self, entry: zipfile.ZipInfo) -> str:
        digest, left = hashlib.sha256(), self._seek(entry)
        while left > 0 and (chunk := self.raw.read(min(left, _CHUNK))):
            digest.update(chunk)
            left -= len(chunk)
        return digest.hexdigest()

    def _seek(self, entry: zipfile.ZipInfo) -> int:
        """Go to the first byte of an uncompressed entry; its length. The local header is 30 bytes, a name and extras."""
        self.raw.seek(entry.header_offset + 26)
        name_length, extra_length = struct.unpack("<HH", self.raw.read(4))
        self.raw.seek(name_length + extra_length, 1)
        return entry.file_size


def _entry_fault(entry: zipfile.ZipInfo, sound: dict[str, zipfile.ZipInfo]) -> str | None:
    """Why an entry is not read."""
    if not _KNOWN_NAME.fullmatch(entry.filename):
        return "まとめにあるはずのない名前です。読みませんでした。"
    if entry.filename in sound:
        return "同じ名前の項目が二つあります。"
    if entry.compress_type != zipfile.ZIP_STORED or entry.compress_size != entry.file_size or entry.flag_bits & 1:
        return "圧縮または暗号化されています。書き出したままのファイルを使ってください。"
    return None


def _leaf_of(line: bytes) -> Leaf:
    """The leaf of a line; a line that is none becomes a leaf that cannot be right."""
    try:
        told = parse(line)
        return Leaf(int(told["index"]), str(told["payload"]).encode(), str(told["hash"]))
    except (CanonicalError, KeyError, TypeError, ValueError):
        return Leaf(-1, line, "")


def _content(payload: bytes) -> dict[str, Any]:
    try:
        content = json.loads(payload)
    except (ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}
