"""Who holds which account, and what detection saw: records that stand, told to an inquiry and to the next reconciliation."""

from datetime import UTC, date, datetime

import pytest

from sekisho.catalog import load_catalog
from sekisho.detection.observations import signs
from sekisho.detection.told import AlertKind, AlertLevel, ToldAlert
from sekisho.observed import Account, Login
from sekisho.promised import Answer
from sekisho.reconcile.run import reconcile
from sekisho.reconcile.snapshot import Snapshot
from sekisho.terms import Outcome, Reply
from sekisho_site.records.queries.account_holders import account_holders, accounts_of
from sekisho_site.usecases import import_workbook, observe_detections
from tests.factories.registry import RECORDS, workbook

pytestmark = pytest.mark.django_db
AT = datetime(2026, 5, 1, tzinfo=UTC)
DAY = date(2026, 5, 1)


def test_holders_come_from_lists_and_log_ins_and_a_shared_account_names_all():
    import_workbook(workbook(*RECORDS), "台帳.xlsx", workbook="registry", by="M-77", at=AT)
    seen = {"party": "P-001", "first_on": DAY, "last_on": DAY}
    records = [
        Account(key="AC-1", party="P-001", account="op1", person="M-1", employer="みなと坂コンタクト", listed_on=DAY),
        Login(key="L-1", account="op1", person="M-2", **seen),
        Login(key="L-2", account="op2", person="M-1", **seen),
        Login(key="L-3", account="op3", **seen),
    ]
    observe_detections(records=records, by="M-77", at=AT)
    assert account_holders({"op1", "op2", "op3", "nobody"}) == {"op1": ("M-1（みなと坂コンタクト）", "M-2"), "op2": ("M-1",)}
    assert accounts_of("M-1") == ("op1", "op2")
    assert accounts_of("M-9") == ()


def test_a_write_to_media_in_the_log_speaks_against_the_answer():
    alert = ToldAlert(
        kind=AlertKind.RULE, title="書き出し", level=AlertLevel.HIGH, first=AT, last=AT, party="P-001", device="PC-1",
        sign="external_media_write",
    )  # fmt: skip
    catalog = load_catalog()
    answer = Answer(key="A-1", party="P-001", check_item="INS-03", reply=Reply.YES, answered_on=date(2026, 4, 1))
    found = reconcile(Snapshot([answer, *signs([alert], catalog.signs)], as_of=date(2026, 6, 1), catalog=catalog)).findings
    assert [(each.outcome, each.party) for each in found if each.check == "answer_contradicted"] == [
        (Outcome.CONFLICTS, "P-001")
    ]
