"""Writing records: a change closes the version that stood and opens a new one; nothing is overwritten or deleted."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sekisho.declared import Entrustment
from sekisho.planes import KINDS, REFERENCES
from sekisho.record import Record
from sekisho_site.config.refusal import RefusedError
from sekisho_site.records.mentions import names_in
from sekisho_site.records.models import IDENTITIES, MODELS, CompanyMention, EntrustmentUpper, ReceivedFile
from sekisho_site.records.models.base import CURRENT
from sekisho_site.records.operations.ledger import Ledger
from sekisho_site.records.operations.reaching import renew_reach
from sekisho_site.records.rows import record_hash, stored

_ROWS_AT_ONCE = 5_000


class StaleChangeError(RefusedError):
    """A change was made against a version that no longer stands."""


class UnknownReferenceError(RefusedError):
    """A record names a key that no record ever had; the message names the record, the column and the key."""


@dataclass(frozen=True, slots=True)
class Change:
    """One record before and after; None before: it is new, None after: it has ended. ``place`` is where the file says so."""

    before: Record | None
    after: Record | None
    place: str = ""

    @property
    def action(self) -> str:
        """What happens to the record, as the log words it."""
        return "added" if self.before is None else "ended" if self.after is None else "changed"

    @property
    def record(self) -> Record:
        """The record as it will stand, or as it last stood."""
        told = self.after if self.after is not None else self.before
        if told is None:
            raise ValueError("a change has a record before or after it")
        return told


def record_changes(
    ledger: Ledger,
    changes: Iterable[Change],
    source: ReceivedFile | None = None,
    told: Callable[[int], None] = lambda _: None,
) -> None:
    """Store changes, in bulk; ``told`` hears how many are stored.

    Raises :class:`StaleChangeError` and :class:`UnknownReferenceError`.
    """
    by_kind: dict[type[Record], list[Change]] = defaultdict(list)
    for change in changes:
        by_kind[type(change.record)].append(change)
    kinds = [kind for kind in KINDS if kind in by_kind]
    for kind in kinds:
        if kind in IDENTITIES:
            _give_identities(kind, by_kind[kind])
    done = 0
    for kind in kinds:
        told(done)
        _refuse_unknown(kind, [change.after for change in by_kind[kind] if change.after is not None])
        _close(kind, [change.before.key for change in by_kind[kind] if change.before is not None], ledger)
        _open(kind, [change for change in by_kind[kind] if change.after is not None], ledger, source)
        _mention(kind, by_kind[kind])
        for change in by_kind[kind]:
            _note(change, ledger, source)
        done += len(by_kind[kind])
    if Entrustment in by_kind:
        renew_reach([change.record.key for change in by_kind[Entrustment]])
    told(done)


def _give_identities(kind: type[Record], changes: Sequence[Change]) -> None:
    identity = IDENTITIES[kind]
    identity.objects.bulk_create(
        (identity(key=change.record.key) for change in changes), batch_size=_ROWS_AT_ONCE, ignore_conflicts=True
    )


def _refuse_unknown(kind: type[Record], records: Sequence[Record]) -> None:
    """Lists of keys are not columns that the database can hold to a constraint; everything else it refuses itself."""
    for column in kind.schema.columns:
        if not column.many or column.refers_to not in REFERENCES:
            continue
        identity = IDENTITIES[REFERENCES[column.refers_to]]
        named = {key: record for record in records for key in getattr(record, column.name)}
        missing = set(named)
        for keys in _portions(sorted(named)):
            missing -= set(identity.objects.filter(key__in=keys).values_list("key", flat=True))
        if missing:
            key = min(missing)
            sheet = kind.schema.sheet
            raise UnknownReferenceError(
                f"{sheet} {named[key].key}: 「{column.heading}」の {key} という番号の記録がありません。"
            )


def _close(kind: type[Record], keys: Sequence[str], ledger: Ledger) -> None:
    closed = sum(
        MODELS[kind].objects.filter(CURRENT, key__in=portion).update(known_until=ledger.at) for portion in _portions(keys)
    )
    if closed != len(keys):
        raise StaleChangeError(f"{kind.schema.sheet}: ほかの人が先に記録を変えました。もう一度やり直してください。")


def _open(kind: type[Record], changes: Sequence[Change], ledger: Ledger, source: ReceivedFile | None) -> None:
    model = MODELS[kind]
    for portion in _portions(changes):
        versions = model.objects.bulk_create(
            model(known_from=ledger.at, recorded_by=ledger.by, source=source, place=change.place, **stored(change.record))
            for change in portion
        )
        if kind is Entrustment:
            EntrustmentUpper.objects.bulk_create(
                EntrustmentUpper(version=version, upper_id=key) for version in versions for key in dict.fromkeys(version.upper)
            )


def _mention(kind: type[Record], changes: Sequence[Change]) -> None:
    """Remember which names the records write, so that a company can be found in the records of others."""
    written = {(name, change.record.key) for change in changes for name in names_in(change.record)}
    CompanyMention.objects.bulk_create(
        (CompanyMention(name=name, source=kind.schema.source, key=key) for name, key in sorted(written)),
        batch_size=_ROWS_AT_ONCE,
        ignore_conflicts=True,
    )


def _note(change: Change, ledger: Ledger, source: ReceivedFile | None) -> None:
    record = change.record
    ledger.note(
        change.action,
        record.schema.source,
        record.key,
        before=record_hash(change.before) if change.before is not None else None,
        after=record_hash(change.after) if change.after is not None else None,
        source=source.sha256 if source else None,
        place=change.place,
    )


def _portions(items: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (items[start : start + _ROWS_AT_ONCE] for start in range(0, len(items), _ROWS_AT_ONCE))
