"""What refuses the writing of one record: faults of its fields, the reach of whoever writes, others that still name it."""

from collections.abc import Sequence

from sekisho.declared import Party
from sekisho.formats.entry import Entry
from sekisho.formats.fault import Fault
from sekisho.record import Record
from sekisho_site.config.refusal import RefusedError
from sekisho_site.records.queries.links import named_by
from sekisho_site.records.queries.reach import Reach, keeps
from sekisho_site.records.queries.surroundings import is_free
from sekisho_site.records.queries.versions import current_keys


class EntryRefusedError(RefusedError):
    """The fields of a form have faults; ``faults`` are all of them."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


class NothingChangedError(RefusedError):
    """What shall be stored is what stands already."""


def refuse_fault(entry: Entry, column: str, why: str, remedy: str) -> None:
    """Refuse an entry for one of its fields."""
    sheet = entry.kind.schema.sheet
    heading = next(each.heading for each in entry.kind.schema.columns if each.name == column)
    value = str(entry.values.get(column, "")) or None
    raise EntryRefusedError([*entry.faults, Fault("画面", why, remedy, sheet=sheet, column=heading, value=value)])


def refuse_out_of_reach(record: Record, within: Reach, *, is_new: bool) -> None:
    """Refuse, inside the transaction that wrote it, a record that whoever wrote it may not keep or would no longer reach.

    A company that was just registered is nobody's yet: it may stand until an entrustment names it.
    """
    if keeps(within, type(record)):
        if current_keys(type(record), [record.key], within):
            return
        if is_new and isinstance(record, Party) and is_free(record.key):
            return
    raise RefusedError(
        "この内容では、記録があなたの届く範囲から外れます。部署・会社・委託の番号を確かめてください。何も保存していません。"
    )


def refuse_while_named(record: Record) -> None:
    """Refuse to end a record while others name it. Which they are is told elsewhere, to those who reach them."""
    naming = named_by(Reach(), type(record), record.key)
    if naming:
        sheets = "、".join(dict.fromkeys(each.kind.schema.sheet for each in naming))
        raise RefusedError(f"この記録を指している記録（{sheets}）があります。先にそれらを直すか終わらせてください。")
