"""A whole workbook that was written before somebody asked for consent does not end what is asked."""

import pytest

from sekisho.formats.template import write_workbook
from sekisho_site.records.models import Consent
from sekisho_site.records.models.base import CURRENT
from sekisho_site.usecases import declare_sub_entrustee, import_workbook, withdraw_sub_entrustee
from tests.factories.office import AT, DAY, RECORDS, small_registry
from tests.usecases.test_every_use_case import SUB_ENTRUSTEE

pytestmark = pytest.mark.django_db


def import_again():
    content = write_workbook("registry", RECORDS, as_of=DAY, whole=True)
    return import_workbook(content, "前の台帳.xlsx", workbook="registry", by="M-77", at=AT)


@pytest.fixture
def asked(home):
    small_registry()
    return declare_sub_entrustee(upper="E-0001", party="P-001", told=SUB_ENTRUSTEE, by="M-77", at=AT)


def test_what_waits_for_a_decision_stays(asked):
    plan = import_again()
    assert plan.ended == ()
    assert Consent.objects.filter(CURRENT, key=asked).exists()


def test_what_was_withdrawn_waits_no_longer(asked):
    withdraw_sub_entrustee(consent=asked, party="P-001", by="M-77", at=AT)
    import_again()
    assert not Consent.objects.filter(CURRENT, key=asked).exists()
