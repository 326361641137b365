"""What happens in the office of a story: it names findings that stand, and takes steps that the life of a finding allows."""

import pytest

from sekisho.response.life import Stage, transition
from sekisho.roles import permits
from sekisho.stories import office
from sekisho.stories.office import load_office
from sekisho.stories.run import run_story

OFFICE = load_office("asahi")


def test_every_finding_that_is_named_stands_on_the_day_of_the_story():
    alike = {}
    for fired in run_story("asahi").fired:
        key = (fired.finding.check, fired.finding.party)
        alike[key] = alike.get(key, 0) + 1
    named = [each for _, row in OFFICE.assigned for each in row] + [each for each, _ in OFFICE.lives]
    assert [each for each in named if alike.get((each.check, each.party), 0) < each.nth] == []


def test_every_step_fits_the_stage_before_and_the_role_that_takes_it():
    for named, acts in OFFICE.lives:
        stage = Stage.OPENED
        for act in acts:
            row = transition(act.step)
            assert stage in row.sources, (named, act)
            assert any(permits(act.role, permission) for permission in row.permissions), (named, act)
            stage = row.target


def test_a_role_that_does_not_exist_is_refused(tmp_path, monkeypatch):
    (tmp_path / "wrong").mkdir()
    (tmp_path / "wrong" / "office.yaml").write_text("assigned: [{to: nobody, findings: []}]\nlives: []\n", encoding="utf-8")
    monkeypatch.setattr(office, "_DATA", tmp_path)
    with pytest.raises(ValueError, match="nobody"):
        load_office("wrong")
