"""What entrusted parties asked for and nobody has decided yet. Knows the records of a request; decides nothing."""

from sekisho.declared import ChainDeclaration, Consent
from sekisho.party import normalised_name
from sekisho.record import Record
from sekisho.terms import ConsentDecision
from sekisho_site.records.models import SubEntrustmentRequest
from sekisho_site.records.queries.snapshots import current_records


def waiting_requests() -> list[Record]:
    """The consents that are asked for at the parties' own desk, and the declarations that name the company in question."""
    undecided = set(SubEntrustmentRequest.objects.filter(withdrawn_at=None).values_list("consent", flat=True))
    if not undecided:
        return []
    asked = [each for each in current_records([Consent]) if isinstance(each, Consent) and _waits(each, undecided)]
    named = {(each.upper, normalised_name(each.sub_entrustee)) for each in asked}
    declarations = [each for each in current_records([ChainDeclaration]) if isinstance(each, ChainDeclaration)]
    return [*asked, *(each for each in declarations if not named.isdisjoint(_named_in(each)))]


def _waits(consent: Consent, undecided: set[str]) -> bool:
    return consent.key in undecided and consent.decision is ConsentDecision.PENDING


def _named_in(declaration: ChainDeclaration) -> set[tuple[str, str]]:
    return {(declaration.entrustment, normalised_name(name)) for name in declaration.sub_entrustees}
