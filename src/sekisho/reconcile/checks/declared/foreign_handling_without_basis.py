"""根拠のない外国での取扱い。

見つけること: 外国の会社に個人データを扱わせているのに、外国にある第三者への提供の根拠（同意・同等国・相当措置）の記録がない。
なぜ: 委託でも、外国にある第三者への提供には根拠が要る。
根拠: 点検項目 XBR-02、法28条1項、規則15条・16条（義務）。同等国はEU等と英国（L-XBR-2）。
是正: 根拠を判定して記録する。根拠がなければ提供を止める。
例: 物語 あさひ通信 では、次の会社について、次の記録から言えます。

>>> from sekisho.stories.run import findings_of
>>> found = findings_of("asahi", "foreign_handling_without_basis")[0]
>>> found.party, found.outcome.label, [item.key for item in found.evidence]
('P-030', '判定不能', ['X-02', 'P-030', 'E-038'])
"""

from collections.abc import Iterator, Sequence

from sekisho.declared import Entrustment, ForeignTransfer, Party
from sekisho.reconcile.check import Ground, Verdict, agrees, cannot_tell, conflicts
from sekisho.reconcile.snapshot import Snapshot
from sekisho.reconcile.wording import countries
from sekisho.terms import Severity, Strength, TransferBasis

GROUND = Ground(
    rule="XBR-02",
    title="根拠のない外国での取扱い",
    severity=Severity.CRITICAL,
    strength=Strength.DUTY,
    anchors=("APPI28-1", "RULE15", "RULE16", "L-XBR-1", "L-XBR-2"),
    compares=("party", "registry", "country_list"),
    remedy="根拠（同意・同等国・相当措置・外国にある第三者でない）を判定して記録し、根拠がなければ提供を止めてください。",
)

# fmt: off
EQUIVALENT = frozenset((
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GB", "GR", "HR", "HU", "IE", "IS", "IT", "LI", "LT",
    "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK",
))
# fmt: on
"""平成31年個人情報保護委員会告示第1号が定める国（EU・EEA）と英国。"""


def check(snapshot: Snapshot) -> Iterator[Verdict]:
    """One verdict per handling entrustment of a party abroad; one per party whose country is not on record.

    A corporate number is given in Japan: such a party without a country counts as one in Japan.
    """
    transfers = snapshot.by(ForeignTransfer, "entrustment")
    for party, edges in _entrusted(snapshot):
        if party.country is None and party.corporate_number is None:
            yield cannot_tell(party.key, None, party, *edges[:1], reason="country")
        elif party.country not in (None, "JP"):
            for edge in edges:
                yield _judge(party, edge, transfers[edge.key])


def _entrusted(snapshot: Snapshot) -> Iterator[tuple[Party, tuple[Entrustment, ...]]]:
    for party in snapshot.all(Party):
        edges = snapshot.entrusted(party.key)
        if edges:
            yield party, edges


def _judge(party: Party, edge: Entrustment, transfers: Sequence[ForeignTransfer]) -> Verdict:
    """The transfers to the party's own country count; an unfit basis is as good as none."""
    same = [transfer for transfer in transfers if transfer.country == party.country]
    fit = [transfer for transfer in same if _fits(transfer)]
    if fit:
        return agrees(party.key, edge)
    if any(transfer.basis is TransferBasis.UNKNOWN for transfer in same):
        return cannot_tell(party.key, edge, party, edge, *same, reason="undecided", country=party.country)
    return conflicts(party.key, edge, party, edge, *transfers, reason="unfit" if same else "none", country=party.country)


def _fits(transfer: ForeignTransfer) -> bool:
    if transfer.basis is TransferBasis.EQUIVALENT_COUNTRY:
        return transfer.country in EQUIVALENT
    return transfer.basis is not TransferBasis.UNKNOWN


def explain(verdict: Verdict, snapshot: Snapshot) -> str:
    """Words the verdict: which country, and what the record of the basis says."""
    name, reason = snapshot.name(verdict.party), verdict.facts["reason"]
    if reason == "country":
        return f"{name}の所在国の記録がなく、外国にある第三者に当たるか分かりません。所在国を入れてください。"
    where = f"{name}（{countries([verdict.facts['country']], snapshot)}）に個人データを扱わせていますが、"
    told = {
        "undecided": "外国にある第三者への提供の根拠が「未判定」です。根拠を判定してください。",
        "unfit": "根拠とした「同等国」に、この国は当たりません。",
        "none": "外国にある第三者への提供の根拠の記録がありません。",
    }
    return where + told[reason]
