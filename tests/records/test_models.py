"""Every record kind has a model with the same columns, and the database itself refuses what cannot be."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import models

from sekisho import declared
from sekisho.planes import KINDS, REFERENCES
from sekisho_site.records.models import IDENTITIES, MODELS, EntrustmentUpper
from sekisho_site.records.models.base import Version
from sekisho_site.records.models.identities import DepartmentIdentity, EntrustmentIdentity, PartyIdentity
from tests.factories.refusing import refused

AT = datetime(2026, 5, 1, tzinfo=UTC)
VERSION_COLUMNS = ["id", *(field.name for field in Version._meta.fields)]
TYPES = {str: models.TextField, date: models.DateField, int: models.BigIntegerField}


def test_every_kind_has_one_model():
    assert set(MODELS) == set(KINDS)
    assert set(IDENTITIES) == set(REFERENCES.values())


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_model_and_value_have_the_same_columns(kind):
    stored = [field for field in MODELS[kind]._meta.concrete_fields if field.name not in VERSION_COLUMNS]
    assert [field.name for field in stored] == [column.name for column in kind.schema.columns]
    for field, column in zip(stored, kind.schema.columns, strict=True):
        assert field.null is (column.optional and not column.many), column.name
        if column.many:
            assert isinstance(field, models.JSONField)
        elif column.refers_to in REFERENCES:
            assert field.related_model is IDENTITIES[REFERENCES[column.refers_to]]
        elif column.name == "key" and kind in IDENTITIES:
            assert field.related_model is IDENTITIES[kind]
        else:
            assert isinstance(field, TYPES[str if column.vocabulary else column.cell]), column.name


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_the_database_knows_every_vocabulary(kind):
    wanted = {
        (f"{column.name}__in", tuple(member.value for member in column.vocabulary))
        for column in kind.schema.columns
        if column.vocabulary and not column.many
    }
    guarded = {
        (name, tuple(codes))
        for constraint in MODELS[kind]._meta.constraints
        if isinstance(constraint, models.CheckConstraint)
        for name, codes in (child for child in constraint.condition.children if isinstance(child, tuple))
        if name.endswith("__in")
    }
    assert guarded == wanted


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_columns_that_lead_to_a_record_are_indexed(kind):
    wanted = {
        column.name
        for column in kind.schema.columns
        if column.refers_to in ("party", "entrustment", "contract", "inspection") and not column.many
    }
    indexed = {index.fields[0] for index in MODELS[kind]._meta.indexes if index.fields}
    assert wanted <= indexed


def party(key="P-1", **columns):
    PartyIdentity.objects.get_or_create(key=key)
    return MODELS[declared.Party](
        **{"key_id": key, "name": "甲社", "standing": "other", "known_from": AT, "recorded_by": "M-1"} | columns
    )


@pytest.mark.django_db
class TestTheDatabaseRefuses:
    def test_a_second_current_version(self):
        party().save()
        refused(party(known_from=AT + timedelta(days=1)), by="party_one_current")

    def test_two_versions_of_one_moment(self):
        party(known_until=AT + timedelta(days=1)).save()
        refused(party(known_until=AT + timedelta(days=2)), by="party_one_at_a_time")

    def test_a_version_that_ends_before_it_begins(self):
        refused(party(known_until=AT), by="party_times_in_order")

    def test_an_empty_key(self):
        refused(party(key=""), by="party_has_key")

    def test_a_word_outside_the_vocabulary(self):
        refused(party(standing="someone"), by="party_standing_known")

    def test_a_missing_name(self):
        refused(party(name=None), by="name")

    def test_a_reference_to_a_party_that_never_was(self):
        refused(
            MODELS[declared.GroupMembership](
                key="G-1", party_id="P-9", relation="none", starts_on=date(2026, 4, 1), known_from=AT, recorded_by="M-1"
            ),
            by="party",
        )

    def test_a_key_without_identity(self):
        refused(MODELS[declared.Department](key_id="D-9", name="部", known_from=AT, recorded_by="M-1"), by="key")

    def test_an_entrustment_under_one_that_never_was(self):
        PartyIdentity.objects.create(key="P-1")
        EntrustmentIdentity.objects.create(key="E-1")
        edge = MODELS[declared.Entrustment].objects.create(
            key_id="E-1", entruster_id="P-1", entrustee_id="P-1", direction="given", form="cloud", contract_kind="B",
            work="other", handles_personal_data="yes", telecom_business="yes", resident="no", known_from=AT, recorded_by="M-1",
        )  # fmt: skip
        refused(EntrustmentUpper(version=edge, upper_id="E-9"), by="upper")

    def test_but_it_keeps_a_closed_version_beside_the_current_one(self):
        later = AT + timedelta(days=1)
        party(known_until=later).save()
        party(known_from=later).save()
        assert MODELS[declared.Party].objects.count() == 2

    def test_and_an_identity_outlives_its_versions(self):
        DepartmentIdentity.objects.create(key="D-1")
        assert str(DepartmentIdentity.objects.get()) == "D-1"
