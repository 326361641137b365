"""名簿と違う所属会社。

見つけること: 入館証・ID・ログインに書かれた所属会社が、名簿の所属会社と違う。
なぜ: 再委託先の人を自社の社員として届けていた例がある（C-05）。会社の違いは、知らされていない再委託の印になる。
根拠: 点検項目 SUB-08・ORG-02（所属会社まで書いた名簿）。自社の上乗せ。
是正: 雇用の実態を確かめ、名簿と連鎖の申告を直す。同じ会社の別の呼び名なら、会社の別名に登録する。
例: 物語 C-05 では、次の会社について、次の記録から言えます。

>>> from sekisho.stories.run import findings_of
>>> found = findings_of("C-05", "employer_differs_from_roster")[0]
>>> found.party, found.outcome.label, [item.key for item in found.evidence]
('P-1', '不一致', ['DE-13', 'R-13'])
"""

from collections.abc import Iterator

from sekisho.declared import RosterEntry
from sekisho.reconcile.check import Ground, Verdict, agrees, conflicts
from sekisho.reconcile.joins.identities import identities
from sekisho.reconcile.joins.people import only, outermost, persons_seen, rosters
from sekisho.reconcile.snapshot import Snapshot
from sekisho.reconcile.wording import listing
from sekisho.terms import Severity, Strength

GROUND = Ground(
    rule="SUB-08",
    title="名簿と違う所属会社",
    severity=Severity.HIGH,
    strength=Strength.OWN_POLICY,
    anchors=("ORG-02", "GL10-3(1)", "C-01", "C-04", "C-05"),
    compares=("roster", "account_list", "gate_log", "idp_log"),
    remedy="雇用の実態を確かめ、名簿と連鎖の申告を直してください。同じ会社の別の呼び名なら、会社の別名に登録してください。",
)


def check(snapshot: Snapshot) -> Iterator[Verdict]:
    """One verdict per person who is on the roster and whose pass, account or log-in names an employer."""
    named_in = rosters(snapshot)
    for seen in persons_seen(snapshot):
        passes = [use for use in seen.uses if use.employer]
        named = named_in.entries(seen.works, seen.person) if passes and seen.person else []
        if not named:
            continue  # a person outside the roster is told by other checks
        differing = [use for use in passes if not _fits(use.employer or "", named, snapshot)]
        about = only(seen.works)
        if differing:
            cited, person = (*named, *outermost(differing)), named[0].person
            yield conflicts(seen.party, about, *cited, distinct=(person,), person=person, named=named, passes=differing)
        else:
            yield agrees(seen.party, about)


def _fits(employer: str, named: list[RosterEntry], snapshot: Snapshot) -> bool:
    company = identities(snapshot)
    return company.of(employer).who in {company.of(entry.employer).who for entry in named}


def explain(verdict: Verdict, snapshot: Snapshot) -> str:
    """Words the verdict: what the roster says and what the pass says."""
    facts = verdict.facts
    shown = listing(sorted({p.employer for p in facts["passes"]}))
    listed = listing(sorted({entry.employer for entry in facts["named"]}))
    return (
        f"{snapshot.name(verdict.party)}の業務の要員{facts['person']}は、名簿では「{listed}」の所属ですが、"
        f"入館証・ID・ログインの記録では「{shown}」の所属です。"
    )
