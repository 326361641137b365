"""How a sub-entrustment stands with consent: every decision, its days and its giver."""

from dataclasses import replace
from datetime import date

import pytest

from sekisho.declared import Consent
from sekisho.declared.asked_consents import Standing, standing
from sekisho.terms import ConsentDecision

DAY = date(2026, 5, 1)
GRANTED = Consent(key="C-1", upper="E-1", sub_entrustee="P-2", giver="P-0", decided_on=date(2026, 1, 1))
REFUSED = replace(GRANTED, key="C-2", decision=ConsentDecision.REFUSED)
ASKED = replace(GRANTED, key="C-3", decision=ConsentDecision.PENDING, decided_on=None)


@pytest.mark.parametrize(
    ("decisions", "expected"),
    [
        ([], Standing.WITHOUT),
        ([GRANTED], Standing.CONSENTED),
        ([ASKED], Standing.ASKED),
        ([GRANTED, ASKED], Standing.CONSENTED),
        ([replace(GRANTED, expires_on=DAY)], Standing.CONSENTED),
        ([replace(GRANTED, expires_on=date(2026, 4, 30))], Standing.WITHOUT),
        ([replace(GRANTED, expires_on=date(2026, 4, 30)), ASKED], Standing.ASKED),
        ([GRANTED, replace(REFUSED, decided_on=date(2026, 2, 1))], Standing.WITHOUT),
        ([GRANTED, replace(REFUSED, decided_on=date(2025, 2, 1))], Standing.CONSENTED),
        ([GRANTED, replace(REFUSED, decided_on=date(2026, 2, 1), items=("name",))], Standing.CONSENTED),
        ([replace(GRANTED, decided_on=None)], Standing.CONSENTED),
        ([REFUSED], Standing.WITHOUT),
    ],
)
def test_standing(decisions, expected):
    assert standing(decisions, DAY) is expected
    assert standing(list(reversed(decisions)), DAY) is expected
    assert standing(decisions, DAY, ended=True) is Standing.ENDED


def test_nobody_consents_to_his_own_sub_entrustment():
    assert standing([GRANTED], DAY, concerned=("P-0", "P-2")) is Standing.WITHOUT
