"""A vendor's published list as a use case: kept whole, compared with the last, renames only when a person confirms them."""

from datetime import UTC, date, datetime

import pytest

from sekisho.declared import Party, PublishedSubProcessor
from sekisho_site.config.refusal import RefusedError
from sekisho_site.records.models import EvidenceLeaf, ReceivedFile
from sekisho_site.records.queries import current_records, verify_workspace
from sekisho_site.usecases import import_subprocessors

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 1, 9, tzinfo=UTC)
FIRST = "名前,処理の内容,処理の国\nあおば計算,保管,日本\nExample Mail,通知,米国\n".encode()
SECOND = "名前,処理の内容,処理の国\nあおば計算,保管,日本・ドイツ\nExample Mail Inc. (aka Sample),通知,米国\n".encode()


def imported(content, on, **options):
    return import_subprocessors(content, "list.csv", party="V-1", on=on, by="M-1", at=AT, **options)


def rows():
    return {row.key: row for row in current_records([PublishedSubProcessor])}


@pytest.fixture(autouse=True)
def first_list(home):
    return imported(FIRST, date(2026, 1, 1))


def test_an_empty_registry_registers_the_vendor_it_was_told(first_list):
    assert first_list.registered == Party(key="V-1", name="V-1")
    assert [company.name for company in first_list.found.new] == ["あおば計算", "Example Mail"]
    assert set(rows()) == {"V-1/2026-01-01/001", "V-1/2026-01-01/002"}


def test_a_filled_registry_refuses_a_vendor_it_does_not_know(home):
    leaves = EvidenceLeaf.objects.count()
    with pytest.raises(RefusedError, match="V-2"):
        import_subprocessors(SECOND, "list.csv", party="V-2", on=date(2026, 2, 1), by="M-1", at=AT)
    assert EvidenceLeaf.objects.count() == leaves


def test_the_next_list_is_compared_with_the_last(home):
    found = imported(SECOND, date(2026, 2, 1)).found
    assert [(change.before.name, change.added) for change in found.country_changed] == [("あおば計算", {"DE"})]
    assert [(p.before.name, p.after.name) for p in found.renamed] == [("Example Mail", "Example Mail Inc. (aka Sample)")]
    assert found.new == found.ended == ()


def test_the_same_list_again_changes_nothing_and_a_confirmed_rename_stays(home):
    names = {"Example Mail Inc. (aka Sample)": "Example Mail"}
    imported(SECOND, date(2026, 2, 1), renames=names)
    kept = rows()
    again = imported(SECOND, date(2026, 2, 1))
    assert rows() == kept
    assert kept["V-1/2026-02-01/002"].formerly == "Example Mail"
    assert again.found.renamed == ()
    assert verify_workspace().faults == ()


def test_a_rename_of_names_that_are_not_there_is_refused(home):
    with pytest.raises(RefusedError, match="前の一覧"):
        imported(SECOND, date(2026, 2, 1), renames={"Example Mail Inc. (aka Sample)": "どこにもない"})
    assert len(rows()) == 2


def test_another_list_of_the_same_day_takes_the_place_of_the_first(home):
    imported("名前,処理の国\nあおば計算,日本\n".encode(), date(2026, 1, 1))
    assert [row.name for row in rows().values()] == ["あおば計算"]


def test_a_dry_run_keeps_nothing_and_a_bad_file_is_sealed_but_not_kept(home):
    before, files = rows(), ReceivedFile.objects.count()
    imported(SECOND, date(2026, 2, 1), dry_run=True)
    assert ReceivedFile.objects.count() == files
    refused = imported(b"a,b\n1,2\n", date(2026, 2, 1))
    assert refused.faults
    assert refused.found is None
    assert ReceivedFile.objects.count() == files + 1
    assert rows() == before
