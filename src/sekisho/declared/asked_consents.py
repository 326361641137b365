"""How a sub-entrustment stands with consent on a day: consented, asked for, not consented, or ended.

Knows decisions and their days. Refuses to know which company a name means: the decisions come sorted to their sub-entrustee.
"""

from collections.abc import Collection, Iterable
from datetime import date

from sekisho.declared.consents import Consent
from sekisho.terms import ConsentDecision, Vocabulary


class Standing(Vocabulary):
    """How a sub-entrustment stands; the label is what both sides read."""

    CONSENTED = "consented", "承諾あり"
    ASKED = "asked", "申請中"
    WITHOUT = "without", "承諾なし"
    ENDED = "ended", "終了"


def standing(decisions: Iterable[Consent], as_of: date, *, concerned: Collection[str] = (), ended: bool = False) -> Standing:
    """How a sub-entrustment stands, given the decisions about it.

    A consent that has run out, that was refused later, or that was given by one of those ``concerned`` (nobody consents to
    his own sub-entrustment) is none. A refusal of some items or countries leaves the rest.

    >>> asked = Consent(key="1", upper="E", sub_entrustee="X", giver="P-0", decision=ConsentDecision.PENDING)
    >>> standing([asked], date(2026, 5, 1)).label, standing([], date(2026, 5, 1)).label
    ('申請中', '承諾なし')
    """
    if ended:
        return Standing.ENDED
    known = list(decisions)
    refusals = (each for each in known if each.decision is ConsentDecision.REFUSED and not (each.items or each.countries))
    refused_on = max((each.decided_on for each in refusals if each.decided_on), default=date.min)
    for each in known:
        if each.decision is not ConsentDecision.GRANTED or each.giver in concerned:
            continue
        if (each.expires_on is None or as_of <= each.expires_on) and (each.decided_on is None or each.decided_on >= refused_on):
            return Standing.CONSENTED
    return Standing.ASKED if any(each.decision is ConsentDecision.PENDING for each in known) else Standing.WITHOUT
