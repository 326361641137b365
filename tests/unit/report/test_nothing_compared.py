"""A report without a single comparison does not read like a report in which all is well."""

from datetime import date

from sekisho.catalog import load_catalog
from sekisho.reconcile import Snapshot, reconcile
from sekisho_site.report import render_report


def test_an_empty_registry_is_not_called_free_of_mismatches():
    snapshot = Snapshot([], as_of=date(2026, 3, 1), catalog=load_catalog())
    told = render_report(reconcile(snapshot), snapshot, {}, title="照合の報告")
    assert "照合できる記録がありません" in told
    assert "食い違いはありません" not in told
    assert "判定できないものはありません" not in told
