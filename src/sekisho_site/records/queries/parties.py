"""Finding a party as people call it: by number, name, alias or corporate number."""

from sekisho.declared import Party
from sekisho.party import NameIndex
from sekisho_site.config.refusal import RefusedError
from sekisho_site.records.queries.snapshots import current_records


class UnknownPartyError(RefusedError):
    """No party, or more than one, is called so."""


def find_party(called: str) -> str:
    """The key of the party. Raises :class:`UnknownPartyError`."""
    parties = [record for record in current_records([Party]) if isinstance(record, Party)]
    if called in {party.key for party in parties}:
        return called
    names = NameIndex((party.key, party.corporate_number, party.spellings) for party in parties)
    found = names.find(called, called)
    if found is None:
        raise UnknownPartyError(f"「{called}」という会社は、台帳にないか、二社以上あります。会社番号で指定してください。")
    return found
