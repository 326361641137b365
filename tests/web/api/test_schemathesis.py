"""The API held to its own description by requests that a machine makes up: for somebody of the office and for a party."""

import pytest
import schemathesis
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode, checks

from sekisho.detection.told import AlertKind, AlertLevel, Reason, ToldAlert
from sekisho.roles import Role
from sekisho_site.usecases import take_in_alerts
from sekisho_site.web.api import access
from sekisho_site.web.wsgi import application
from tests.factories.office import AT, small_registry, user
from tests.web.api.calling import key_of

pytestmark = pytest.mark.django_db

SCHEMA = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
CHECKS = [
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    checks.positive_data_acceptance,
    checks.ignored_auth,
    checks.negative_data_rejection,
]
EXAMPLES = settings(
    max_examples=6,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
ALERT = ToldAlert(
    kind=AlertKind.BASELINE, title="いつもと違う使い方", level=AlertLevel.MEDIUM, party="P-001", person="M-1001",
    reasons=(Reason("customers", 12, 640),), detail={"day": "2026-05-01", "score": 9.5, "rank": 1},
)  # fmt: skip
OPERATIONS = [result.ok() for result in SCHEMA.get_all_operations()]


def heard_as_made(case):
    """Whether the request goes out as it was made up: the heading with the key is always put right by this test."""
    made = {place.value: told for place, told in case.meta.components.items()}
    return "header" not in made or not made["header"].mode.is_negative


@pytest.fixture
def one_connection():
    """A real server gives its connection back around every request; here the requests share the test's transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def key(request, home, one_connection, monkeypatch):
    """The key of somebody of a role; it may call as often as the machine likes."""
    cache.clear()
    monkeypatch.setattr(access, "CALLS_A_MINUTE", 10**9)
    small_registry()
    take_in_alerts(alerts=[ALERT], by="M-77", at=AT)
    return key_of(user(request.param))


@pytest.mark.parametrize("key", [Role.PRIVACY_OFFICE, Role.ENTRUSTEE_ADMINISTRATOR], indirect=True)
@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
def test_every_answer_is_one_that_the_description_promises(key, mode):
    headings = {"Authorization": f"Bearer {key}", "Accept-Encoding": "identity"}
    broken = []
    for operation in OPERATIONS:

        @EXAMPLES
        @given(case=operation.as_strategy(generation_mode=mode))
        def hold(case):
            case.call_and_validate(headers=headings, checks=CHECKS[: None if heard_as_made(case) else -1])

        try:
            hold()
        except BaseExceptionGroup as error:  # every operation is to be heard before the test ends
            broken.append(f"{operation.label}: {error.exceptions}")
    assert not broken, "\n".join(broken)
