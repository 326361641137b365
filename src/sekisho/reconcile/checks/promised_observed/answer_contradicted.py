"""「はい」の回答に反する実態。

見つけること: 点検項目に「はい」と答えた会社に、その回答に反する兆候（ログ・走査）や、立入点検の不適合がある。
なぜ: 「取り込めない」「つなげない」と答えていた相手の端末に、書き出しの記録があった（C-01・C-04）。
根拠: R-12(c)、GL3-4-4(3)。
是正: 元の記録の提出と立入りを求める。虚偽だったときの措置（CL-25）を検討する。
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from sekisho.declared import Entrustment
from sekisho.observed import Inspection, InspectionItem, Sign
from sekisho.promised import Answer
from sekisho.reconcile.check import Ground, Verdict, agrees, conflicts
from sekisho.reconcile.sheets import Sheets
from sekisho.reconcile.snapshot import Snapshot
from sekisho.reconcile.wording import day, listing
from sekisho.record import Record
from sekisho.terms import ItemResult, Reply, Severity, Strength

GROUND = Ground(
    rule="R-12",
    title="「はい」の回答に反する実態",
    severity=Severity.CRITICAL,
    strength=Strength.RECOMMENDED,
    anchors=("GL3-4-4(3)", "C-01", "C-04", "CL-25"),
    compares=("answer_sheet", "sign", "onsite_inspection", "inspection_item"),
    remedy="元の記録の提出と立入りを求めてください。虚偽だったときの措置（CL-25）を検討してください。",
)


def check(snapshot: Snapshot) -> Iterator[Verdict]:
    """One verdict per party and check item for which something independent was observed beside a 'yes'."""
    sheets = Sheets(snapshot)
    met: dict[tuple[str, str], _Met] = defaultdict(_Met)
    for seen in _observations(snapshot):
        for answer in sheets.answers_about(seen.party, seen.item, seen.entrustment, seen.on):
            if answer.reply is Reply.YES:
                met[seen.party, seen.item].note(answer, seen)
    for (party, item), found in met.items():
        if found.against:
            cites = (*found.answers, *found.against)
            yield conflicts(
                party, found.place(snapshot), *cites, distinct=(item,), item=item, against=found.against,
                answers=found.answers, since=found.since,
            )  # fmt: skip
        else:
            yield agrees(party)


@dataclass(frozen=True, slots=True)
class _Seen:
    party: str
    item: str
    entrustment: str | None
    on: date
    records: tuple[Record, ...]
    fits: bool
    since: date


@dataclass(slots=True)
class _Met:
    """What was observed beside the answers of one party to one item."""

    answers: tuple[Answer, ...] = ()
    against: tuple[Record, ...] = ()
    works: set[str | None] = field(default_factory=set)
    since: date = date.max

    def note(self, answer: Answer, seen: _Seen) -> None:
        if not seen.fits:
            self.answers = tuple(dict.fromkeys((*self.answers, answer)))
            self.against = tuple(dict.fromkeys((*self.against, *seen.records)))
            self.works.add(seen.entrustment or answer.entrustment)
            self.since = min(self.since, seen.since)

    def place(self, snapshot: Snapshot) -> Entrustment | None:
        """The entrustment, when all that was observed belongs to the same one."""
        return snapshot.edge(next(iter(self.works))) if len(self.works) == 1 else None


def _observations(snapshot: Snapshot) -> Iterator[_Seen]:
    for sign in snapshot.all(Sign):
        for item in snapshot.catalog.signs.get(sign.sign, {}).get("contradicts", ()):
            yield _Seen(sign.party, item, sign.entrustment, sign.last_on, (sign,), fits=False, since=sign.first_on)
    inspections = {inspection.key: inspection for inspection in snapshot.all(Inspection)}
    for found in snapshot.all(InspectionItem):
        at = inspections.get(found.inspection)
        if at and at.completed_on and found.result is not ItemResult.NOT_SEEN:
            fits = found.result is ItemResult.CONFORMS
            yield _Seen(at.party, found.check_item, at.entrustment, at.completed_on, (found, at), fits, at.completed_on)


def explain(verdict: Verdict, snapshot: Snapshot) -> str:
    """Words the verdict: the item, the answer and what was observed."""
    facts = verdict.facts
    answered = max(answer.answered_on for answer in facts["answers"])
    seen = listing(dict.fromkeys(_told(record, snapshot) for record in facts["against"] if not isinstance(record, Inspection)))
    return (
        f"{snapshot.name(verdict.party)}は {day(answered)} に {facts['item']}"
        f"「{snapshot.catalog.name_of('check_item', facts['item'])}」に「はい」と答えていますが、"
        f"{day(facts['since'])} からの記録に {seen} があります。"
    )


def _told(record: Record, snapshot: Snapshot) -> str:
    if isinstance(record, Sign):
        return f"「{snapshot.catalog.name_of('sign', record.sign)}」"
    return "立入点検などでの不適合"
