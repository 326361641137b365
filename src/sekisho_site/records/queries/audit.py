"""The evidence log as people read it: newest first, narrowed by what, to what, by whom and when, at one cost at any size."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils.timezone import make_aware

from sekisho.evidence.merkle import Frontier, inclusion_proof, leaf_hash, root_of, verify_inclusion
from sekisho_site.records.models import EvidenceHead, EvidenceLeaf, StoredFinding

#: More than so many are not counted.
COUNTED = 10_000
_BLOCK = 4_096


@dataclass(frozen=True, slots=True)
class Proof:
    """That a leaf is in the tree of a head: ``path`` leads from the leaf to the root, nearest first."""

    head: EvidenceHead
    path: tuple[str, ...]
    holds: bool


def newest_heads() -> QuerySet[EvidenceHead]:
    """The heads, newest first."""
    return EvidenceHead.objects.order_by("-size")


def newest_leaves() -> QuerySet[EvidenceLeaf]:
    """The leaves, newest first."""
    return EvidenceLeaf.objects.order_by("-index")


def leaf_numbered(index: int) -> EvidenceLeaf | None:
    """One leaf."""
    return EvidenceLeaf.objects.filter(index=index).first()


def told_by(leaf: EvidenceLeaf) -> dict[str, Any]:
    """What a leaf says; nothing when it cannot be read any more."""
    try:
        told = json.loads(leaf.payload)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def finding_numbers(fingerprints: Collection[str]) -> dict[str, str]:
    """The numbers by which people call findings, by fingerprint."""
    return {each.pk: each.number for each in StoredFinding.objects.filter(pk__in=fingerprints).only("year", "serial")}


def since(leaves: QuerySet[EvidenceLeaf], day: date) -> QuerySet[EvidenceLeaf]:
    """The leaves from a day on: those after the last head before it."""
    before = EvidenceHead.objects.filter(at__lt=_begin(day)).order_by("-at").first()
    return leaves.filter(index__gte=before.size) if before else leaves


def until(leaves: QuerySet[EvidenceLeaf], day: date) -> QuerySet[EvidenceLeaf]:
    """The leaves up to a day, itself included: those that the last head of it seals."""
    if day == date.max:
        return leaves
    last = EvidenceHead.objects.filter(at__lt=_begin(date.fromordinal(day.toordinal() + 1))).order_by("-at").first()
    return leaves.filter(index__lt=last.size if last else 0)


def _begin(day: date) -> datetime:
    return make_aware(datetime.combine(day, time()))


def log_words() -> tuple[list[str], list[str]]:
    """Every action and every kind that the log holds, each found by one step in its index."""
    return _distinct("action"), _distinct("kind")


# The least word, then always the least that is greater: as many steps in the index as there are words, in one question.
_WORDS = """
WITH RECURSIVE word(said) AS (
    SELECT MIN({column}) FROM records_evidenceleaf WHERE {column} > ''
    UNION ALL
    SELECT (SELECT MIN(leaf.{column}) FROM records_evidenceleaf leaf WHERE leaf.{column} > word.said)
    FROM word WHERE word.said IS NOT NULL
) SELECT said FROM word WHERE said IS NOT NULL LIMIT 200
"""


def _distinct(column: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(_WORDS.format(column=column))  # the name of a column of this module, never what somebody wrote
        return [said for (said,) in cursor.fetchall()]


def prove(leaf: EvidenceLeaf) -> Proof | None:
    """That a leaf stands in the log that the newest head seals; None when no head seals it yet.

    The hashes of whole blocks are kept between calls. When a proof does not hold they are made anew before that is said.
    """
    head = newest_heads().first()
    if head is None or leaf.index >= head.size:
        return None
    for blocks in (_blocks(head.size), _blocks(head.size, afresh=True)):
        path = _path(leaf.index, head.size, blocks)
        told = leaf_hash(leaf.payload.encode())
        if verify_inclusion(told, leaf.index, head.size, path, bytes.fromhex(head.root)):
            return Proof(head, tuple(each.hex() for each in path), True)
    return Proof(head, tuple(each.hex() for each in path), False)


_known_blocks: list[bytes] = []


def _blocks(size: int, *, afresh: bool = False) -> list[bytes]:
    """The roots of the whole blocks of a log: it only grows, so that what was computed once stays."""
    if afresh:
        _known_blocks.clear()
    whole = size // _BLOCK
    rows = _hashes(len(_known_blocks) * _BLOCK, whole * _BLOCK)
    while len(_known_blocks) < whole and (block := list(islice(rows, _BLOCK))):
        _known_blocks.append(root_of(block))
    return _known_blocks[:whole]


def _hashes(first: int, end: int) -> Any:
    rows = EvidenceLeaf.objects.filter(index__gte=first, index__lt=end).order_by("index").values_list("hash", flat=True)
    return (bytes.fromhex(each) for each in rows.iterator(chunk_size=_BLOCK))


def _path(index: int, size: int, blocks: Sequence[bytes]) -> tuple[bytes, ...]:
    """The path within the leaf's own block, then over the blocks; the last block may be a part of one."""
    own = index // _BLOCK
    within = list(_hashes(own * _BLOCK, min(size, (own + 1) * _BLOCK)))
    tops = list(blocks)
    if size % _BLOCK:
        rest = Frontier()
        for each in _hashes(size - size % _BLOCK, size):
            rest.append(each)
        tops.append(rest.root())
    return (*inclusion_proof(within, index - own * _BLOCK), *inclusion_proof(tops, own))
