"""Taking an import back: a new version as it stood before, for every record that the import touched. Nothing is deleted."""

from collections.abc import Callable
from datetime import datetime

from sekisho.terms import Plane
from sekisho_site.config.refusal import RefusedError
from sekisho_site.records.operations.ledger import open_ledger
from sekisho_site.records.operations.planned import Pair, planes_of
from sekisho_site.records.operations.undoing import changed_since, restored, taken_back, touched
from sekisho_site.records.operations.versions import record_changes


class ChangedSinceError(RefusedError):
    """Records of the import were changed by others since; ``names`` are they."""

    def __init__(self, names: list[str]) -> None:
        self.names = names
        super().__init__(
            f"取り込みの後に変わった記録が {len(names):,} 件あるので、元に戻せません。"
            "先にその記録を確かめ、要らない変更を個別に直してください。"
        )


def undo_import(  # noqa: PLR0913  (a use case is told everything by keyword)
    *,
    moment: datetime,
    sha256: str,
    by: str,
    at: datetime,
    planes: frozenset[Plane] = frozenset(Plane),
    undone: Callable[[datetime], None] | None = None,
) -> list[Pair]:
    """Take back what the file ``sha256`` changed at ``moment``; every record before and after.

    Refused, whole, when any of these records was changed since, when others have come to refer to a record that would end,
    or when it would touch other records than ``planes``. ``undone`` is told, within the transaction, of the moment.
    """
    with open_ledger(by=by, at=at) as ledger:
        done = touched(moment, sha256)
        if not any((each.opened or each.closed) for each in done):
            raise RefusedError("この取り込みで変わった記録はありません。元に戻すことはありません。")
        if names := changed_since(done):
            raise ChangedSinceError(names)
        pairs = taken_back(done)
        if not planes_of(pairs) <= planes:
            raise RefusedError("この取り込みには、あなたが書けない記録が含まれます。個人情報保護室に頼んでください。")
        for source, changes in restored(done).items():
            record_changes(ledger, changes, source)
        ledger.note("undone", "import", sha256, moment=moment, records=len(pairs))
        if undone:
            undone(ledger.at)
    return pairs
