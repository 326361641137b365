"""Received files handed out: whole and unchanged, to those who reach what they belong to, never to be opened in the page."""

from urllib.parse import quote

import pytest
from django.urls import reverse

from sekisho.response.life import Step
from sekisho.roles import Permission, Role
from sekisho_site.records.models import FindingStep, ReceivedFile, StoredFinding
from sekisho_site.records.vault import kept_at
from sekisho_site.usecases import step_finding
from sekisho_site.web.clock import now
from tests.factories.office import let_go, signed_in_client, small_registry, user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]
PDF = b"%PDF-1.7 evidence"


@pytest.fixture
def attached(home):
    """The SHA-256 of a file that came with the answer of a finding of chain one; the workbook came before it."""
    small_registry()
    finding = StoredFinding.objects.filter(party="P-001").first()
    told = {"fingerprint": finding.pk, "at": now(), "note": "直す", "permissions": frozenset(Permission)}
    step_finding(step=Step.INSTRUCT, by="U-900001", addressee="P-001", due_date=now().date(), **told)
    step_finding(step=Step.ANSWER, by="U-900002", files=[("是正 報告;1.pdf", PDF)], **told)
    return FindingStep.objects.get(step="answer").files[0]["sha256"]


def get(client, sha256):
    """The answer, read to its end, as a browser would."""
    response = client.get(reverse("evidence-file", args=[sha256]))
    response.body = b"".join(response.streaming_content) if response.streaming else response.content
    let_go(response)
    return response


def test_it_comes_whole_under_its_name_and_is_not_opened(attached):
    response = get(signed_in_client(user()), attached)
    assert response.body == PDF
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Type"] == "application/octet-stream"
    told = response.headers["Content-Disposition"]
    assert told.startswith("attachment")
    assert quote("是正 報告;1.pdf") in told


def test_a_department_has_the_files_of_its_findings_only(attached):
    client = signed_in_client(user(Role.BUSINESS_DEPARTMENT))
    assert get(client, attached).status_code == 200
    workbook = ReceivedFile.objects.get(name="台帳.xlsx").pk
    assert get(client, workbook).status_code == 404
    assert get(signed_in_client(user(Role.AUDITOR)), workbook).status_code == 200


def test_a_neighbour_department_has_none(attached):
    neighbour = user(Role.BUSINESS_DEPARTMENT, department_id="D-02")
    assert get(signed_in_client(neighbour), attached).status_code == 404


@pytest.mark.parametrize("role", [Role.ENTRUSTEE_ADMINISTRATOR, Role.ENTRUSTEE_MEMBER])
def test_people_of_parties_do_not_enter(attached, role):
    assert get(signed_in_client(user(role)), attached).status_code == 403


def test_nobody_has_it_without_signing_in(attached, client):
    assert get(client, attached).status_code == 302


@pytest.mark.parametrize("sha256", ["0" * 64, "x", "..", "a" * 500], ids=["none", "short", "dots", "long"])
def test_what_is_not_there_is_not_found(attached, sha256):
    assert signed_in_client(user()).get(f"/files/{sha256}/").status_code == 404


@pytest.mark.parametrize("harm", ["changed", "gone"])
def test_a_file_that_is_not_as_it_came_is_not_handed_out(attached, harm):
    path = kept_at(attached)
    path.chmod(0o640)
    path.unlink() if harm == "gone" else path.write_bytes(b"other")
    response = get(signed_in_client(user()), attached)
    assert response.status_code == 409
    text = response.content.decode()
    assert "渡すのを止めました" in text
    assert "報告;1.pdf" in text
