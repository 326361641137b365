"""The pen of the evidence log: one transaction, one writer, leaves for everything that it changes, one head at the end.

Knows how leaves get their numbers. Refuses to know what they tell. The log is one sequence: whoever opens the ledger waits
until the writer before has finished (SQLite: the transaction itself is the lock; PostgreSQL: an advisory lock).
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from sekisho.evidence import Frontier, make_head, make_leaf
from sekisho_site.config.refusal import RefusedError
from sekisho_site.records.models import EvidenceHead, EvidenceLeaf

_LOCK = 0x5EC15A0
_LEAVES_AT_ONCE = 2_000
#: A call that waited for another writer is dated just after it. A clock that is wrong by more than this is refused.
_LONGEST_WAIT = timedelta(minutes=10)
_INSTANT = timedelta(microseconds=1)


class LedgerError(RefusedError):
    """The ledger cannot be written."""


class Ledger:
    """An open ledger. ``at`` is the moment under which everything of this transaction is known."""

    def __init__(self, by: str, at: datetime, tree: Frontier) -> None:
        self.by = by
        self.at = at
        self._tree = tree
        self._start = tree.size
        self._pending: list[EvidenceLeaf] = []

    def note(self, action: str, kind: str, key: str, **content: Any) -> None:
        """Append a leaf: ``action`` (a past participle) happened to the ``key`` of a ``kind``."""
        told = {"action": action, "at": self.at, "by": self.by, "key": key, "kind": kind, **content}
        leaf = make_leaf(self._tree.size, told)
        self._tree.append(bytes.fromhex(leaf.hash))
        self._pending.append(
            EvidenceLeaf(
                index=leaf.index, payload=leaf.payload.decode(), hash=leaf.hash, action=action, kind=kind, key=key, by=self.by
            )
        )
        if len(self._pending) >= _LEAVES_AT_ONCE:
            self._write()

    def close(self) -> None:
        """Write what is pending and seal it with a head."""
        if self._tree.size == self._start:
            raise LedgerError("記録の連なりに何も書かずに終わろうとしました。")
        self._write()
        head = make_head(self._tree, self.at.isoformat())
        EvidenceHead.objects.create(size=head.size, root=head.root, at=self.at, peaks=[peak.hex() for peak in self._tree.peaks])

    def _write(self) -> None:
        EvidenceLeaf.objects.bulk_create(self._pending)
        self._pending.clear()


@contextmanager
def open_ledger(*, by: str, at: datetime) -> Iterator[Ledger]:
    """A transaction with the log open for writing; what fails inside leaves neither rows nor leaves.

    ``by`` is who acts, ``at`` the moment of the call. The ledger's own ``at`` is never before its last entry.
    """
    if not by.strip():
        raise LedgerError("操作する人がわかりません。番号か役職を指定してください。")
    with transaction.atomic():
        _wait_for_turn()
        last = EvidenceHead.objects.order_by("-size").first()
        tree = _tree(last)
        ledger = Ledger(by, _moment(at, last), tree)
        yield ledger
        ledger.close()


def _tree(last: EvidenceHead | None) -> Frontier:
    """The tree that the last head seals. What does not fit its root must not be built upon."""
    if last is None:
        return Frontier()
    with suppress(ValueError, TypeError):
        tree = Frontier(last.size, map(bytes.fromhex, last.peaks))
        if tree.root().hex() == last.root:
            return tree
    raise LedgerError("記録の連なりの最後の封印が書き換えられています。何も書き足しません。sekisho verify で確かめてください。")


def _wait_for_turn() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _moment(at: datetime, last: EvidenceHead | None) -> datetime:
    if last is None or at > last.at:
        return at
    if last.at - at > _LONGEST_WAIT:
        raise LedgerError(
            f"時計が戻っています。記録の最後は {last.at.isoformat()}、今の時刻は {at.isoformat()} です。時計を直してください。"
        )
    return last.at + _INSTANT
