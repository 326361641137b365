"""「はい」の回答に反する実態。

見つけること: 点検項目に「はい」と答えた会社に、その回答に反する兆候（ログ・走査）や、立入点検の不適合がある。
なぜ: 「取り込めない」「つなげない」と答えていた相手の端末に、書き出しの記録があった（C-01・C-04）。
根拠: R-12(c)、GL3-4-4(3)。
是正: 元の記録の提出と立入りを求める。虚偽だったときの措置（CL-25）を検討する。
例: 物語 C-03 では、次の会社について、次の記録から言えます。

>>> from sekisho.stories.run import findings_of
>>> found = findings_of("C-03", "answer_contradicted")[0]
>>> found.party, found.outcome.label, [item.key for item in found.evidence]
('P-1', '不一致', ['A-1/ACC-10', 'SG-1'])
"""

from collections.abc import Iterator

from sekisho.promised import Answer
from sekisho.reconcile.check import Ground, Verdict, agrees, conflicts
from sekisho.reconcile.joins.answers import Sheets
from sekisho.reconcile.joins.item_observations import Observation, observations, told
from sekisho.reconcile.snapshot import Snapshot
from sekisho.reconcile.wording import day, listing
from sekisho.terms import Reply, Severity, Strength

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
    for (party, item), seen in observations(snapshot).items():
        met = [(one, answer) for one in seen for answer in _affirmed(sheets, one)]
        against = list(dict.fromkeys(one for one, _ in met if not one.fits))
        if against:
            answers = list(dict.fromkeys(answer for one, answer in met if not one.fits))
            # the work that observations name, else the one that answers do: a log without such a word changes no finding
            works = {one.entrustment for one in against if one.entrustment}
            works = works or {answer.entrustment for answer in answers if answer.entrustment}
            about = snapshot.edge(works.pop()) if len(works) == 1 else None
            cites = (*answers, *(record for one in against for record in one.records))
            yield conflicts(party, about, *cites, distinct=(item,), item=item, against=against, answers=answers)
        elif any(one.bears_out or party == snapshot.carrier for one, _ in met):  # who keeps the records asks itself
            yield agrees(party)


def _affirmed(sheets: Sheets, seen: Observation) -> list[Answer]:
    """The 'yes' answers that speak of the day of the observation."""
    answers = sheets.answers_about(seen.party, seen.item, seen.entrustment, seen.last_on)
    return [answer for answer in answers if answer.reply is Reply.YES]


def explain(verdict: Verdict, snapshot: Snapshot) -> str:
    """Words the verdict: the item, the answer and what was observed."""
    facts = verdict.facts
    answered = max(answer.answered_on for answer in facts["answers"])
    since = min(seen.first_on for seen in facts["against"])
    return (
        f"{snapshot.name(verdict.party)}は{day(answered)}に{facts['item']}"
        f"「{snapshot.catalog.name_of('check_item', facts['item'])}」に「はい」と答えていますが、"
        f"{day(since)}からの記録に{listing(told(facts['against'], snapshot))}があります。"
    )
