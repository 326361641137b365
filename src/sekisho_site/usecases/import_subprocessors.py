"""Importing a list of sub-processors that a vendor published: sealed, read, compared with the list before, kept whole."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sekisho.catalog import load_catalog
from sekisho.declared import Party, PublishedSubProcessor
from sekisho.declared.listing import ListDifference, as_json, difference, newest_list, report_lines
from sekisho.formats.fault import Fault
from sekisho.formats.subprocessors import Listing, read_listing, records_of_listing
from sekisho_site.config.refusal import RefusedError
from sekisho_site.records.operations.files import keep_content, seal_file
from sekisho_site.records.operations.ledger import open_ledger
from sekisho_site.records.operations.versions import Change, record_changes
from sekisho_site.records.queries import current_records, find_party

Rows = Sequence[PublishedSubProcessor]


@dataclass(frozen=True)
class ImportedList:
    """What a list said: how it differs from the list before (None when it could not be read), and what to look at.

    ``registered`` is the party that had to be registered because the registry held no company at all; ``changes`` are those of
    the records.
    """

    found: ListDifference | None
    warnings: tuple[Fault, ...]
    faults: tuple[Fault, ...]
    registered: Party | None = None
    changes: tuple[Change, ...] = ()

    def report(self) -> list[str]:
        """The difference as Japanese lines."""
        return report_lines(self.found, load_catalog().country_name) if self.found else []

    def as_json(self) -> dict[str, Any]:
        """The difference, the warnings and the faults as JSON."""
        told = as_json(self.found) if self.found else {}
        return {
            **told,
            "warnings": [warning.as_json() for warning in self.warnings],
            "faults": [fault.as_json() for fault in self.faults],
        }


def import_subprocessors(  # noqa: PLR0913  (a use case is told everything by keyword)
    content: bytes,
    name: str,
    *,
    party: str,
    on: date,
    by: str,
    at: datetime,
    renames: Mapping[str, str] | None = None,
    dry_run: bool = False,
    agreed: Callable[[ImportedList], None] | None = None,
    applied: Callable[[datetime], None] | None = None,
) -> ImportedList:
    """Import the list ``content``, called ``name``, that ``party`` published on the day ``on``; what changed since the last.

    ``renames`` gives the former name by the name in this list, for changes of name that a person confirmed. The same list
    given twice changes nothing; another list of the same day takes its place. A file with faults is sealed and refused.
    ``agreed`` may refuse the changes by raising; ``applied`` is told, within the transaction, of the moment of the changes.
    """
    if dry_run:
        return _plan(read_listing(content, name), party, on, renames or {})
    keep_content(content)  # durable before anybody reads it
    listing = read_listing(content, name)
    with open_ledger(by=by, at=at) as ledger:
        source = seal_file(ledger, content, name)
        result = _plan(listing, party, on, renames or {})
        if result.faults:
            ledger.note("refused", "received_file", source.sha256, faults=len(result.faults))
            return result
        if agreed:
            agreed(result)
        record_changes(ledger, result.changes, source)
        if applied:
            applied(ledger.at)
    return result


def _plan(listing: Listing, called: str, on: date, renames: Mapping[str, str]) -> ImportedList:
    if listing.faults:
        return ImportedList(None, listing.warnings, listing.faults)
    party, registered = _vendor(called)
    held = [row for row in current_records([PublishedSubProcessor]) if isinstance(row, PublishedSubProcessor)]
    held = [row for row in held if row.party == party]
    before = newest_list(row for row in held if row.listed_on < on)
    same_day = {row.key: row for row in held if row.listed_on == on}
    confirmed = {row.name: row.formerly for row in same_day.values() if row.formerly} | dict(renames)
    after = records_of_listing(listing, party, on, confirmed)
    _refuse_unknown_names(renames, before, after)
    changes = [Change(None, registered)] if registered else []
    changes += [Change(same_day.get(row.key), row, _place(listing, row)) for row in after if same_day.get(row.key) != row]
    changes += [Change(row, None) for key, row in same_day.items() if key not in {new.key for new in after}]
    return ImportedList(difference(before, after), listing.warnings, (), registered, tuple(changes))


def _vendor(called: str) -> tuple[str, Party | None]:
    """The key of the vendor. Only while the registry holds no company at all is one registered under the name given."""
    if any(current_records([Party])):
        return find_party(called), None
    return called, Party(key=called, name=called)


def _refuse_unknown_names(renames: Mapping[str, str], before: Rows, after: Rows) -> None:
    for now, formerly in renames.items():
        for word, rows, which in ((formerly, before, "前の一覧"), (now, after, "この一覧")):
            if word not in {row.name for row in rows}:
                raise RefusedError(f"「{word}」は{which}にありません。一覧にある名前のまま書いてください。")


def _place(listing: Listing, row: PublishedSubProcessor) -> str:
    number = int(row.key.rpartition("/")[2])
    return f"{listing.rows[number - 1].number}行目"
