"""What is looked at before consenting: each line in its three outcomes."""

from dataclasses import replace
from datetime import date

import pytest

from sekisho.declared import Consent, Entrustment
from sekisho.promised import ClauseState, Contract
from sekisho.response.same_terms import Terms, same_terms
from sekisho.terms import ClauseStatus, ConsentDecision, ContractKind, EntrustmentForm, MemorandumState, Outcome

REQUEST = Consent(
    key="CN-1", upper="E-1", sub_entrustee="ちとせ原データ株式会社", giver="P-0", decision=ConsentDecision.PENDING,
    items=("subscriber_name",), countries=("JP",), statement_on=date(2026, 4, 1),
)  # fmt: skip
UPPER = Entrustment(
    key="E-1", entruster="P-0", entrustee="P-1", items=("subscriber_name", "rate_plan"), storage_countries=("JP",)
)
CONTRACT = Contract(
    key="K-1", entrustment="E-1", orderer="P-0", counterparty="P-1", form=EntrustmentForm.BUSINESS,
    contract_kind=ContractKind.A, memorandum=MemorandumState.SIGNED,
)  # fmt: skip
CONDITION = ClauseState(key="K-1/CL-11", contract="K-1", clause="CL-11", status=ClauseStatus.PRESENT)
ABOVE = Terms(CONTRACT, [CONDITION])
BELOW = Terms(replace(CONTRACT, key="K-2"), [replace(CONDITION, key="K-2/CL-11", contract="K-2")])


def told(request=REQUEST, above=ABOVE, below=BELOW, answered=True):
    return {term.name: term.outcome for term in same_terms(request, UPPER, above, below, answered=answered)}


def test_everything_fits():
    assert set(told().values()) == {Outcome.AGREES}


@pytest.mark.parametrize(
    ("changed", "name", "outcome"),
    [
        ({"request": replace(REQUEST, items=())}, "データ項目", Outcome.CANNOT_TELL),
        ({"request": replace(REQUEST, items=("my_number",))}, "データ項目", Outcome.CONFLICTS),
        ({"request": replace(REQUEST, countries=())}, "国", Outcome.CANNOT_TELL),
        ({"request": replace(REQUEST, countries=("JP", "VN"))}, "国", Outcome.CONFLICTS),
        ({"above": Terms(replace(CONTRACT, countries=("VN",)), [CONDITION])}, "国", Outcome.CONFLICTS),
        ({"above": Terms()}, "再委託の条件", Outcome.CANNOT_TELL),
        ({"above": Terms(CONTRACT, [replace(CONDITION, status=ClauseStatus.WEAK)])}, "再委託の条件", Outcome.CONFLICTS),
        ({"below": Terms()}, "同じ条件の契約", Outcome.CANNOT_TELL),
        ({"below": Terms(replace(CONTRACT, memorandum=MemorandumState.NONE))}, "同じ条件の契約", Outcome.CONFLICTS),
        ({"below": Terms(CONTRACT, [replace(CONDITION, status=ClauseStatus.ABSENT)])}, "同じ条件の契約", Outcome.CONFLICTS),
        ({"below": Terms(CONTRACT)}, "同じ条件の契約", Outcome.CANNOT_TELL),
        ({"request": replace(REQUEST, statement_on=None)}, "扱い方の書面", Outcome.CANNOT_TELL),
        ({"answered": False}, "選定の確認", Outcome.CANNOT_TELL),
    ],
)
def test_each_line(changed, name, outcome):
    assert told(**changed)[name] is outcome


def test_a_stronger_clause_below_is_fine():
    above = Terms(CONTRACT, [replace(CONDITION, status=ClauseStatus.WEAK)])
    assert told(above=above)["同じ条件の契約"] is Outcome.AGREES
