"""What a finding rests on, as far as somebody reaches it: where each cited record came from, and the files that prove it."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db.models import TextField
from django.db.models.functions import Cast

from sekisho.finding import Finding
from sekisho.planes import BY_SOURCE
from sekisho_site.config.refusal import RefusedError
from sekisho_site.records.models import FindingStep, ReceivedFile
from sekisho_site.records.models.base import CURRENT
from sekisho_site.records.queries.reach import Reach, findings_within, records_within
from sekisho_site.records.vault import kept_at

_CHUNK = 2**20


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a cited record came from. ``file`` and ``sha256`` are empty when it was not read from a file."""

    file: str
    sha256: str
    place: str
    recorded_by: str
    known_from: datetime


def citations(reach: Reach, finding: Finding) -> Mapping[tuple[str, str], Citation]:
    """The origins of the cited records that stand and are within reach, by source and key. One query per kind."""
    cited: dict[str, set[str]] = defaultdict(set)
    for item in finding.evidence:
        cited[item.source].add(item.key)
    found: dict[tuple[str, str], Citation] = {}
    for source, keys in cited.items():
        kind = BY_SOURCE.get(source)
        if kind is None:
            continue
        rows = records_within(reach, kind).filter(CURRENT, key__in=sorted(keys))
        for key, *origin in rows.values_list("key", "source__name", "source", "place", "recorded_by", "known_from"):
            file, sha256, place, by, known_from = origin
            found[source, key] = Citation(file or "", sha256 or "", place, by, known_from)
    return found


@dataclass(frozen=True, slots=True)
class ServedFile:
    """A received file as it may be handed out."""

    name: str
    media_type: str
    path: Path


def served_file(reach: Reach, sha256: str) -> ServedFile | None:
    """The file, when somebody of this reach may have it; None when it is not there for them.

    Files that came with a finding go to whoever reaches the finding. A file from which records were read speaks of many
    companies and departments: it goes to those who reach everything. Raises :class:`RefusedError` when its bytes changed.
    """
    received = ReceivedFile.objects.filter(pk=sha256).first()
    if received is None:
        return None
    name = received.name if reach.whole else _attached_name(reach, sha256)
    if name is None:
        return None
    path = kept_at(sha256)
    if not path.is_file() or _digest(path) != sha256:
        raise RefusedError(
            f"「{name}」の中身が、受け取ったときと違うか、なくなっています（SHA-256 {sha256[:12]}）。"
            "渡すのを止めました。証跡の検証を行い、個人情報保護室に知らせてください。"
        )
    return ServedFile(name, received.media_type, path)


def _attached_name(reach: Reach, sha256: str) -> str | None:
    """The name that the file was given with a finding within reach."""
    steps = FindingStep.objects.filter(finding__in=findings_within(reach).values("pk"))
    told: Any = steps.annotate(told=Cast("files", TextField())).filter(told__contains=sha256)
    for files in told.values_list("files", flat=True):
        for file in files:
            if file["sha256"] == sha256:
                return str(file["name"])
    return None


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
