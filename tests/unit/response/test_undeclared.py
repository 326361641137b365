"""The companies that findings show are read from the column of each kind that writes them."""

from datetime import date

from sekisho.finding import Evidence
from sekisho.reconcile.checks import all_checks
from sekisho.response.undeclared import SHOWING, seen_companies, seen_company
from sekisho.stories.run import findings_of
from sekisho.terms import Plane


def test_every_check_that_shows_companies_exists():
    assert set(SHOWING) <= {check.id for check in all_checks()}


def test_the_story_shows_its_undeclared_companies():
    found = findings_of("asahi", "unknown_sub_entrustee")
    names = {name for finding in found if finding.entrustment == "E-001" for name in seen_companies(finding)}
    assert any("しののめ台システムズ" in name for name in names)
    assert "株式会社はるか野スタッフ" in names


def test_a_kind_that_shows_nobody_is_silent():
    evidence = Evidence(Plane.DECLARED, "registry", "E-1", date(2026, 5, 1), "委託 E-1", (("委託先", "株式会社ある会社"),))
    assert seen_company(evidence) is None


def test_an_empty_column_shows_nobody():
    evidence = Evidence(Plane.OBSERVED, "gate_log", "DE-1", None, "入退室 DE-1", (("要員番号", "M-1"),))
    assert seen_company(evidence) is None
