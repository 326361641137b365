"""How values are said on screen."""

from sekisho_site.web.frame.templatetags.words import said


def test_days_of_a_cited_record_are_said_as_days_and_texts_stay():
    terms = {"source": "vendor_terms", "told": [["版", "2026-01-15"], ["公開日", "2026-01-15"], ["文書名", "規約"]]}
    assert [value for _, value in said(terms)] == ["2026-01-15", "2026年1月15日（木）", "規約"]
