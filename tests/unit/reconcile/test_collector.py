"""The collector rests inside the block and is afterwards as it was, also after a failure."""

import gc

import pytest

from sekisho.reconcile.collector import collector_at_rest


@pytest.fixture(autouse=True)
def collector():
    yield
    gc.enable()


def test_the_collector_rests_inside_the_block_only():
    with collector_at_rest():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_a_collector_that_rested_before_goes_on_resting():
    gc.disable()
    with collector_at_rest():
        pass
    assert not gc.isenabled()


def test_a_failure_does_not_leave_the_collector_at_rest():
    with pytest.raises(ZeroDivisionError), collector_at_rest():
        raise ZeroDivisionError
    assert gc.isenabled()
