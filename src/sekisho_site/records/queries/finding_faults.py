"""Findings and what people did with them, held to the evidence log: words, state, number, stage, owner and every step."""

import hashlib
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from sekisho.evidence import BundleFault, canonical
from sekisho.finding import Finding
from sekisho_site.records.models import FindingStep, StoredFinding, User
from sekisho_site.records.queries.findings import finding_of
from sekisho_site.records.queries.told import Told, moment_of
from sekisho_site.records.steps import left_by_people, step_hash, untouched

_PAST = "この道具の外から書き換えられています。"
_ROWS_AT_ONCE = 5_000
_UNREADABLE = (KeyError, ValueError, TypeError, AttributeError)


def finding_faults(told: Told) -> Iterator[BundleFault]:
    """Everything of findings and their steps that is not as the leaves tell, one fault a finding."""
    left = set(told.findings)
    standing: dict[str, str] = {}
    scope = _last_scope(told)
    for row in StoredFinding.objects.order_by("fingerprint").iterator(chunk_size=_ROWS_AT_ONCE):
        left.discard(row.fingerprint)
        if why := _fault(row, told):
            yield BundleFault(f"指摘 {row.fingerprint[:12]}", f"{why}{_PAST}")
        if row.state != "resolved" and scope is not None and scope.get("party") in (None, row.party):
            standing[row.fingerprint] = row.content_hash
    for fingerprint in sorted(left):
        yield BundleFault(f"指摘 {fingerprint[:12]}", "証跡にある指摘が、一覧にありません。")
    if scope is not None and hashlib.sha256(canonical(standing)).hexdigest() != scope.get("findings"):
        yield BundleFault("指摘", f"一覧が、最後の照合（{scope.get('as_of')}）の結果と違います。{_PAST}")
    yield from _step_faults(told)


def _fault(row: StoredFinding, told: Told) -> str | None:
    """What of one finding is not as its leaves tell; None when all is."""
    leaf = told.findings.get(row.fingerprint, {})
    said = (leaf.get("outcome"), leaf.get("severity"), leaf.get("party"), leaf.get("check"), row.fingerprint in told.resolved)
    if said != (row.outcome, row.severity, row.party, row.check_id, row.state == "resolved"):
        return "判定、重さ、状態のどれかが証跡と違います。"
    if _words(row) != row.content_hash:
        return "書かれていることが、照合のときと違います。"
    # findings that were opened before they had numbers were numbered without a leaf
    if told.numbers.get(row.fingerprint, row.number) != row.number:
        return "番号が証跡と違います。"
    if told.left.get(row.fingerprint, untouched()) != left_by_people(row):
        return "段階、指示の相手、期限、受容の終わりの日のどれかが証跡と違います。"
    owner = User(pk=row.owner_id).number if row.owner_id else None
    return "担当が証跡と違います。" if told.owners.get(row.fingerprint) != owner else None


def _step_faults(told: Told) -> Iterator[BundleFault]:
    """The steps kept of each finding are those of its leaves, in their order."""
    left = {fingerprint for fingerprint, steps in told.steps.items() if steps}
    rows = FindingStep.objects.order_by("finding_id", "pk").iterator(chunk_size=_ROWS_AT_ONCE)
    for fingerprint, kept in groupby(rows, key=lambda step: step.finding_id):
        left.discard(fingerprint)
        said = [(moment_of(step.at), step.by, step.content) for step in told.steps.get(fingerprint, ())]
        if [(step.taken_at, step.taken_by, _content(step)) for step in kept] != said:
            yield BundleFault(f"指摘 {fingerprint[:12]}", f"経過（だれが、いつ、何をしたか）が証跡と違います。{_PAST}")
    for fingerprint in sorted(left):
        yield BundleFault(f"指摘 {fingerprint[:12]}", "証跡にある経過が、一覧にありません。")


def _content(step: FindingStep) -> str | None:
    try:
        return step_hash(step)
    except _UNREADABLE:
        return None


def _last_scope(told: Told) -> dict[str, Any] | None:
    """What the leaf of the last run that changed findings says."""
    merged = [run for run in told.runs.values() if run.get("merged")]
    return merged[-1] if merged else None


def _words(row: StoredFinding) -> str | None:
    try:
        found: Finding = finding_of(row)
        return hashlib.sha256(canonical(found.as_json())).hexdigest()
    except _UNREADABLE:
        return None
