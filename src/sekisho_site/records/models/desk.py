"""What entrusted parties prepare at their own desk: answers that are not sent yet, and what they tell of a sub-entrustee.

Neither is a record of the registry. An answer becomes a step of its finding when it is sent; a request to consent to a
sub-entrustment stands beside the record of that consent and holds what the office needs to decide and to register it.
"""

from django.db import models
from django.db.models import Q

from sekisho.terms import ContractKind, EntrustmentForm, Ternary, WorkCategory
from sekisho_site.records.models.findings import StoredFinding
from sekisho_site.records.models.identities import EntrustmentIdentity, PartyIdentity


class AnswerDraft(models.Model):
    """An answer to an instruction as far as it is written. ``written_by`` is a person's number, or ``link:`` and a link's.

    ``files`` tells name, size and SHA-256 of each file; their bytes are sealed already.
    """

    finding = models.ForeignKey(StoredFinding, models.PROTECT, related_name="+", db_index=False)
    written_by = models.TextField()
    note = models.TextField(blank=True)
    files = models.JSONField(default=list)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["finding", "written_by"], name="answerdraft_one_each"),)
        indexes = (models.Index(fields=["written_by"], name="answerdraft_writer"),)

    def __str__(self) -> str:
        return f"{self.finding_id[:12]} {self.written_by}"


class SubEntrustmentRequest(models.Model):
    """What a party told of a company to which it wants to entrust on, under the key of the consent that it asks for."""

    consent = models.TextField(unique=True)
    upper = models.ForeignKey(EntrustmentIdentity, models.PROTECT, related_name="+")
    party = models.ForeignKey(PartyIdentity, models.PROTECT, related_name="+")
    asked_by = models.TextField()
    asked_at = models.DateTimeField()
    name = models.TextField()
    corporate_number = models.TextField(blank=True)
    country = models.TextField()
    form = models.TextField()
    contract_kind = models.TextField()
    work = models.TextField()
    items = models.JSONField(default=list)
    countries = models.JSONField(default=list)
    handles_personal_data = models.TextField()
    starts_on = models.DateField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~Q(name=""), name="subentrustmentrequest_named"),
            models.CheckConstraint(
                condition=Q(form__in=[each.value for each in EntrustmentForm]), name="subentrustmentrequest_form"
            ),
            models.CheckConstraint(
                condition=Q(contract_kind__in=[each.value for each in ContractKind]), name="subentrustmentrequest_contract"
            ),
            models.CheckConstraint(
                condition=Q(work__in=[each.value for each in WorkCategory]), name="subentrustmentrequest_work"
            ),
            models.CheckConstraint(
                condition=Q(handles_personal_data__in=[each.value for each in Ternary]), name="subentrustmentrequest_handles"
            ),
        )

    def __str__(self) -> str:
        return self.consent
