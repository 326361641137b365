"""Judging one party from the part of the registry that concerns it gives what judging everybody gives."""

from datetime import UTC, datetime, timedelta

import pytest

from sekisho.declared import Party
from sekisho.stories.story import load_story
from sekisho_site.records.operations.ledger import open_ledger
from sekisho_site.records.operations.versions import Change, record_changes
from sekisho_site.usecases import reconcile_records

AT = datetime(2026, 5, 1, tzinfo=UTC)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["asahi", "C-01", "C-03", "C-05"])
def test_one_party_is_judged_as_among_all(name):
    story = load_story(name)
    records = story.known_by(story.as_of)
    with open_ledger(by="M-1", at=AT) as ledger:
        record_changes(ledger, [Change(None, record) for record in records])
    everybody = reconcile_records(by="M-1", at=AT + timedelta(hours=1), as_of=story.as_of).reconciliation.findings
    parties = [record.key for record in records if isinstance(record, Party)]
    for number, party in enumerate(parties):
        at = AT + timedelta(hours=2, seconds=number)
        alone = reconcile_records(by="M-1", at=at, as_of=story.as_of, party=party)
        assert list(alone.reconciliation.findings) == [finding for finding in everybody if finding.party == party]
        assert (alone.opened, alone.resolved) == (0, 0)
