"""Declaring a sub-entrustee before it begins: what the party says of the chain, and the consent that it asks for.

Three things are written in one transaction: the party's declaration of its chain, seen from above, that now names the company;
a consent that waits for a decision; and what the party told of the company, for whoever decides. Companies and entrustments
are rows of the carrier's own registry and are not written here: the office registers them, when it has consented. Until then
the reconciliation says that a company is declared which is not registered.
"""

import hashlib
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.utils.timezone import localdate

from sekisho.catalog import load_catalog
from sekisho.declared import Consent
from sekisho.evidence import canonical
from sekisho.formats.countries import country_codes
from sekisho.party import normalised_name
from sekisho.terms import ConsentDecision, ContractKind, EntrustmentForm, Ternary, WorkCategory
from sekisho_site.config.refusal import RefusedError
from sekisho_site.records.models import Entrustment, Party, SubEntrustmentRequest
from sekisho_site.records.models.base import CURRENT
from sekisho_site.records.operations.ledger import open_ledger
from sekisho_site.records.operations.sub_entrusting import (
    free_key,
    giver_of,
    is_asked_already,
    named_too,
    own_entrustment_in_force,
    wrong_corporate_number,
)
from sekisho_site.records.operations.versions import Change, record_changes

LONGEST_NAME = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class SubEntrustee:
    """What a party tells of a company to which it wants to entrust on."""

    name: str
    country: str
    form: EntrustmentForm
    contract_kind: ContractKind
    work: WorkCategory
    handles_personal_data: Ternary
    starts_on: date
    countries: tuple[str, ...]
    items: tuple[str, ...] = ()
    corporate_number: str = ""


def declare_sub_entrustee(*, upper: str, party: str, told: SubEntrustee, by: str, at: datetime) -> str:
    """Declare that ``party`` wants to entrust on under its entrustment ``upper``; the number of the consent asked for.

    Refused: entrustments of others, data items that the entrustment above does not have, a company that waits already.
    """
    with open_ledger(by=by, at=at) as ledger:
        today = localdate(ledger.at)
        edge = own_entrustment_in_force(upper, party, today)
        _refuse_wrong(told, edge, party)
        if is_asked_already(upper, told.name):
            raise RefusedError("この会社への再委託は、もう申請しています。承諾の判断を待ってください。")
        consent = Consent(
            key=free_key(upper), upper=upper, sub_entrustee=told.name, giver=giver_of(edge), items=told.items,
            countries=told.countries, decision=ConsentDecision.PENDING,
        )  # fmt: skip
        record_changes(ledger, [*named_too(upper, told.name, today), Change(None, consent)])
        words = {**asdict(told), "items": list(told.items), "countries": list(told.countries)}
        SubEntrustmentRequest.objects.create(
            consent=consent.key, upper_id=upper, party_id=party, asked_by=by, asked_at=ledger.at, **words
        )
        ledger.note(
            "asked", "sub_entrustment", consent.key, upper=upper, party=party, told=hashlib.sha256(canonical(words)).hexdigest()
        )
    return consent.key


def _refuse_wrong(told: SubEntrustee, edge: Entrustment, party: str) -> None:
    if not told.name.strip() or len(told.name) > LONGEST_NAME:
        raise RefusedError(f"会社名を{LONGEST_NAME}文字までで書いてください。")
    own = Party.objects.filter(CURRENT, key=party).first()
    if own is not None and normalised_name(told.name) in {normalised_name(each) for each in (own.name, *own.aliases)}:
        raise RefusedError("自社の名前です。再委託先の会社名を書いてください。")
    if why := wrong_corporate_number(told.corporate_number):
        raise RefusedError(why)
    known = set(country_codes())
    if not told.countries or not known.issuperset((told.country, *told.countries)):
        raise RefusedError("国の名前が分かりません。国の名前を書いてください。")
    beyond = [item for item in told.items if item not in edge.items]
    if beyond:
        names = "、".join(map(load_catalog().item_name, beyond))
        raise RefusedError(f"「{names}」は、上位の委託にないデータ項目です。上位の委託にある項目から選んでください。")
    if not told.items and told.handles_personal_data is not Ternary.NO:
        raise RefusedError(
            "取り扱うデータ項目を一つ以上選んでください。上位の委託に項目がないときは、委託元に登録を頼んでください。"
        )
