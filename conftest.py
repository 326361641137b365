"""In continuous integration nothing is skipped: a skipped or excused test counts as failed.

Tests that read third-party texts are the only exception, because those texts are not part of the repository; their
reason begins with the words below.
"""

import os

import pytest

THIRD_PARTY_TEXTS_AWAY = "third-party texts are not here"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Turn a skip into a failure when ``CI`` is set."""
    report = yield
    if os.environ.get("CI") and report.skipped and THIRD_PARTY_TEXTS_AWAY not in str(report.longrepr):
        report.outcome = "failed"
        report.longrepr = f"skipped in CI: {report.longrepr}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    """The same for a whole module that skips itself."""
    report = yield
    if os.environ.get("CI") and report.skipped and THIRD_PARTY_TEXTS_AWAY not in str(report.longrepr):
        report.outcome = "failed"
        report.longrepr = f"skipped in CI: {report.longrepr}"
    return report
