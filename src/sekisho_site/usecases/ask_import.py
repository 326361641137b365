"""Asking that a file be brought in: its bytes are sealed at once; reading, planning and applying follow in the background."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from sekisho.formats.books import TITLES, WORKBOOKS
from sekisho.roles import Role, writes
from sekisho_site.config.refusal import RefusedError
from sekisho_site.records.models import JobKind, User
from sekisho_site.records.operations.files import keep_content, seal_file
from sekisho_site.records.operations.jobs import put_job
from sekisho_site.records.operations.ledger import open_ledger
from sekisho_site.usecases.run_job import in_background

LISTS = "subprocessors"


def ask_import(  # noqa: PLR0913  (a use case is told everything by keyword)
    content: bytes,
    name: str,
    *,
    asker: int,
    by: str,
    at: datetime,
    workbook: str | None = None,
    published: Mapping[str, str | date] | None = None,
) -> UUID:
    """Seal the file and let it be planned in the background; the number of that work.

    ``workbook`` is the sort (None: as its cover says); ``published`` makes it a vendor's list, with ``party`` and ``on``.
    Nothing is applied before somebody agrees to the plan. Refused to people who may not write what such a file holds.
    """
    sort = LISTS if published else workbook
    _refuse_others_planes(asker, sort)
    keep_content(content)  # durable before anybody reads it
    told = {each: value.isoformat() if isinstance(value, date) else value for each, value in (published or {}).items()}
    with open_ledger(by=by, at=at) as ledger:
        source = seal_file(ledger, content, name)
        asked = {"step": "plan", "sort": sort, "name": name, "sha256": source.sha256, "size": len(content), **told}
        job = put_job(ledger, JobKind.IMPORT, f"取り込み　{name}", asked, asker)
        in_background.enqueue(str(job.pk))
    return job.pk


def _refuse_others_planes(asker: int, sort: str | None) -> None:
    """An early word; the plan itself is held to the same rule before it is applied."""
    if sort is None or (sort == LISTS and _may(asker, "declared")):
        return
    wanted = {kind.schema.plane.value for kind in WORKBOOKS[sort]} if sort != LISTS else {"declared"}
    if not all(_may(asker, plane) for plane in wanted):
        called = "公開された再委託先の一覧" if sort == LISTS else f"「{TITLES[sort]}」"
        raise RefusedError(f"{called}を取り込む権限がありません。個人情報保護室に頼んでください。")


def _may(asker: int, plane: str) -> bool:
    role = Role[User.objects.get(pk=asker).role.upper()]
    return plane in {each.value for each in writes(role)}
