"""Tests of the store do not wait for the disk."""

from tests.factories.disk import disk_that_does_not_wait

__all__ = ["disk_that_does_not_wait"]
