"""The report shows the words of records, and runs none of them."""

from dataclasses import replace
from datetime import date

from sekisho.catalog import load_catalog
from sekisho.reconcile import Snapshot, reconcile
from sekisho.stories.tables import records_of
from sekisho_site.report import Origin, render_report

HOSTILE = "</style><script>alert(1)</script><img src=x onerror=alert(1)>"
RECORDS = {
    "party": [{"key": "P-0", "name": HOSTILE, "standing": "carrier"}, {"key": "P-1", "name": HOSTILE}],
    "employment_record": [{"key": "LV-1", "person": HOSTILE, "party": "P-1", "left_on": date(2026, 1, 31)}],
    "gate_log": [{"key": HOSTILE, "person": HOSTILE, "party": "P-1", "entered_on": date(2026, 2, 10)}],
}


def page():
    snapshot = Snapshot(records_of(RECORDS), as_of=date(2026, 3, 1), catalog=load_catalog())
    result = reconcile(snapshot)
    cited = [item for found in result.findings for item in found.evidence]
    assert cited
    origins = {(item.source, item.key): Origin(HOSTILE, HOSTILE, "0" * 64) for item in cited}
    findings = tuple(replace(found, explanation=found.explanation + HOSTILE, remedy=HOSTILE) for found in result.findings)
    return render_report(replace(result, findings=findings), snapshot, origins, title=HOSTILE)


def test_every_word_of_a_record_is_escaped():
    told = page()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in told
    assert "<script" not in told
    assert "<img" not in told


def test_nothing_is_loaded_from_elsewhere():
    told = page()
    assert "default-src 'none'" in told
    assert "http://" not in told
    assert "https://" not in told
