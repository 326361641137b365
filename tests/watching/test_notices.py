"""Who hears of findings hears of each revision once, and again only when nobody answered."""

from datetime import UTC, datetime, timedelta

import pytest

from sekisho.detection.alert import RuleAlert
from sekisho.detection.revision import FindingState, ToldFinding, revised, withdrawn
from sekisho_site.watching.notices import MAIL, WEBHOOK, mail, note, send_waiting
from sekisho_site.watching.state import connect, transaction

AT = datetime(2026, 5, 1, tzinfo=UTC)


def finding(id="f", count=3, revision=1):
    alert = RuleAlert("r-1", "続けての照会", "high", {"user": "E-104"}, 0, 60_000_000, count, ())
    return ToldFinding(id, alert, revision)


@pytest.fixture
def database(tmp_path):
    connection = connect(tmp_path)
    yield connection
    connection.close()


def noted(database, channel, *findings):
    with transaction(database):
        for each in findings:
            note(database, channel, each)


class Hearing:
    def __init__(self, *answers):
        self.answers, self.heard = list(answers), []

    def __call__(self, notices, at):  # noqa: ARG002
        self.heard.append([number for number, _ in notices])
        return (self.answers.pop(0) if self.answers else True), "200"


def test_a_revision_is_told_once_and_tried_again_until_it_arrives(database):
    noted(database, WEBHOOK, finding())
    hearing = Hearing(False)
    assert send_waiting(database, {WEBHOOK: hearing}, AT) == 1
    assert send_waiting(database, {WEBHOOK: hearing}, AT) == 0
    assert send_waiting(database, {WEBHOOK: hearing}, AT + timedelta(seconds=10)) == 1
    noted(database, WEBHOOK, finding())
    assert send_waiting(database, {WEBHOOK: hearing}, AT + timedelta(days=1)) == 0
    noted(database, WEBHOOK, finding(count=4, revision=2))
    assert send_waiting(database, {WEBHOOK: hearing}, AT + timedelta(days=1)) == 1
    assert hearing.heard == [["f-1"], ["f-1"], ["f-2"]]


def test_a_revision_that_nobody_heard_of_yet_gives_way_to_the_next(database):
    noted(database, WEBHOOK, finding(), finding(count=4, revision=2))
    hearing = Hearing()
    send_waiting(database, {WEBHOOK: hearing}, AT)
    assert hearing.heard == [["f-2"]]


def test_one_mail_holds_all_that_waits_and_nobodys_name(database, mailoutbox):
    noted(database, MAIL, finding("f"), finding("g", revision=2))
    assert send_waiting(database, {MAIL: mail("soc@example.jp")}, AT) == 2
    assert send_waiting(database, {MAIL: mail("soc@example.jp")}, AT + timedelta(days=1)) == 0
    (message,) = mailoutbox
    assert message.subject == "[Sekisho] 検知: 2 件"
    assert "■ 改訂: 続けての照会（r-1）" in message.body
    assert "E-104" not in message.body


def test_the_revision_rule():
    first = finding()
    assert revised(first, "f", first.alert) is None
    again = revised(first, "f", finding(count=5).alert)
    assert (again.revision, again.previous, again.alert.count) == (2, 3, 5)
    gone = withdrawn(again, "g")
    assert (gone.revision, gone.state, gone.replaced_by) == (3, FindingState.WITHDRAWN, "g")
    back = revised(gone, "f", again.alert)
    assert (back.revision, back.state) == (4, FindingState.STANDING)
    joined = revised(None, "g", again.alert, [gone])
    assert (joined.revision, joined.previous) == (4, 5)
    assert gone.as_json()["previous_count"] == 5
