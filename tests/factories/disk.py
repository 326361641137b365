"""A disk that does not wait: for tests that make hundreds of small stores. Import the fixture where it is to hold."""

import os

import pytest


@pytest.fixture(scope="module", autouse=True)
def disk_that_does_not_wait():
    """Whether stores wait for the disk where they must is tried by killing them (tests/functional)."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda _: None)
        yield
