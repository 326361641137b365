"""Every check stands in exactly one phase, and every phase names checks that exist."""

from collections import Counter

from sekisho.reconcile.checks import all_checks
from sekisho.response.phases import Phase, checks_in, phase_of


def test_every_check_stands_in_exactly_one_phase():
    placed = Counter(check for phase in Phase for check in checks_in(phase))
    assert placed == Counter(check.id for check in all_checks())


def test_a_check_that_is_no_longer_made_has_no_phase():
    assert phase_of("long_forgotten") is None
    assert phase_of("data_after_deletion") is Phase.ENDING
