"""What a party declares of those to whom it entrusts on: its declaration of the chain, and the consent that it asks for.

Knows how the newest declaration becomes the next one. Refuses to write the carrier's own registry: companies and
entrustments are registered by the office, when it has decided.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from sekisho.declared import ChainDeclaration, Consent
from sekisho.party import corporate_number_fault, normalised_name
from sekisho.record import Record
from sekisho.terms import ConsentDecision, DeclaredView, PartyStanding
from sekisho_site.config.refusal import RefusedError
from sekisho_site.records.models import MODELS, Entrustment, EntrustmentUpper, Party, SubEntrustmentRequest
from sekisho_site.records.models.base import CURRENT
from sekisho_site.records.operations.versions import Change
from sekisho_site.records.rows import RowReader, selected


def own_entrustment_in_force(key: str, party: str, today: date) -> Entrustment:
    """An entrustment in force that was made to the party itself, held until the end. Raises :class:`RefusedError`."""
    edge = Entrustment.objects.select_for_update().filter(CURRENT, key=key, entrustee=party).first()
    if edge is None:
        raise RefusedError("その委託は、自社への委託の中に見つかりません。一覧から選び直してください。")
    if edge.ends_on is not None and edge.ends_on < today:
        raise RefusedError("その委託はもう終わっています。続いている委託から選んでください。")
    return edge


def pending(key: str) -> Consent | None:
    """The consent of a request, while nobody has decided it."""
    found = _current(Consent, key=key)
    return found[0] if found and found[0].decision is ConsentDecision.PENDING else None


def giver_of(edge: Entrustment) -> str:
    """Who is asked for consent: the carrier, to which the whole chain answers; else the entruster itself."""
    carrier = Party.objects.filter(CURRENT, standing=PartyStanding.CARRIER.value).values_list("key", flat=True).first()
    return str(carrier or edge.entruster_id)


def free_key(upper: str) -> str:
    """A number that no consent ever had: a request that was withdrawn keeps its own."""
    place = SubEntrustmentRequest.objects.filter(upper=upper).count() + 1
    while MODELS[Consent].objects.filter(key=_numbered(upper, place)).exists():
        place += 1
    return _numbered(upper, place)


def is_asked_already(upper: str, name: str) -> bool:
    """Whether a consent to the same company under the same entrustment still waits for a decision."""
    asked = _current(Consent, upper=upper, decision=ConsentDecision.PENDING.value)
    return normalised_name(name) in {normalised_name(each.sub_entrustee) for each in asked}


def named_too(upper: str, name: str, today: date) -> Iterable[Change]:
    """The party's declaration of today that names one company more. Where it declared nothing yet, those registered count."""
    newest = _newest(upper)
    before = newest.sub_entrustees if newest else _registered_below(upper, today)
    if normalised_name(name) not in set(map(normalised_name, before)):
        yield _declared(upper, (*before, name), newest, today)


def named_no_more(upper: str, name: str, today: date) -> Iterable[Change]:
    """The party's declaration of today without a company. One that was made for this company only ends with it."""
    newest = _newest(upper)
    if newest is None:
        return
    rest = tuple(each for each in newest.sub_entrustees if normalised_name(each) != normalised_name(name))
    if rest == newest.sub_entrustees:
        return
    first_said_here = len(_declarations(upper)) == 1 and newest.key.startswith(f"CD-{upper}-")
    if first_said_here and set(rest) <= set(_registered_below(upper, today)):
        yield Change(newest, None)
    else:
        yield _declared(upper, rest, newest, today)


def wrong_corporate_number(number: str) -> str | None:
    """Why a corporate number cannot be taken, as a sentence; None for a right one and for none."""
    fault = corporate_number_fault(number) if number else None
    return f"法人番号の{fault}。番号を確かめてください。" if fault else None


def _declared(upper: str, names: tuple[str, ...], newest: ChainDeclaration | None, today: date) -> Change:
    key = f"CD-{upper}-{today:%Y%m%d}"
    if newest is not None and newest.declared_on == today:
        return Change(newest, replace(newest, sub_entrustees=names))
    if _current(ChainDeclaration, key=key):
        key += "-S"
    told = ChainDeclaration(key=key, entrustment=upper, view=DeclaredView.UPPER, declared_on=today, sub_entrustees=names)
    return Change(None, told)


def _declarations(upper: str) -> list[ChainDeclaration]:
    """The declarations from the upper side, which is the party's own, oldest first."""
    told = _current(ChainDeclaration, entrustment=upper, view=DeclaredView.UPPER.value)
    return sorted(told, key=lambda each: (each.declared_on or date.min, each.key))


def _newest(upper: str) -> ChainDeclaration | None:
    told = _declarations(upper)
    return told[-1] if told else None


def _registered_below(upper: str, today: date) -> tuple[str, ...]:
    """The names of those registered directly below on this day: leaving them out would say that they are not there."""
    lower = EntrustmentUpper.objects.filter(upper=upper, version__known_until=None).values("version_id")
    edges = [each for each in Entrustment.objects.filter(pk__in=lower) if each.ends_on is None or each.ends_on >= today]
    return tuple(
        Party.objects.filter(CURRENT, key__in={edge.entrustee_id for edge in edges})
        .order_by("key")
        .values_list("name", flat=True)
    )


def _current(kind: type[Record], **held: str) -> list[Any]:
    rows = MODELS[kind].objects.filter(CURRENT, **held).values_list(*selected(kind))
    return RowReader().read(kind, list(rows))


def _numbered(upper: str, place: int) -> str:
    return f"CN-{upper}-S{place:03d}"
