"""離れた人のログイン。

見つけること: 退職・離任の届がある人のIDで、離れた日より後にログインがある。名簿で着任し直した人の分は数えない。
なぜ: 外されていない権限は、業務を離れた人から個人データへの入口になる（C-04、C-08）。
根拠: 点検項目 ACC-06。アクセス権の限定は GL10-6(1) の義務、離任の当日に外すことは自社の上乗せ。
是正: IDを止め、離れた日より後の操作の中身を確かめ、棚卸しの手順を直す。
例: 物語 あさひ通信 では、次の会社について、次の記録から言えます。

>>> from sekisho.stories.run import findings_of
>>> found = findings_of("asahi", "login_after_leaving")[0]
>>> found.party, found.outcome.label, [item.key for item in found.evidence]
('P-028', '不一致', ['LV-01', 'L-9003'])
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from sekisho.observed import Departure, Login
from sekisho.reconcile.check import Ground, Verdict, agrees, cannot_tell, conflicts
from sekisho.reconcile.joins.people import Leavers, holders, only, outermost, works_of
from sekisho.reconcile.snapshot import Snapshot
from sekisho.reconcile.wording import day, listing
from sekisho.terms import Severity, Strength

GROUND = Ground(
    rule="ACC-06",
    title="離れた人のログイン",
    severity=Severity.HIGH,
    strength=Strength.RECOMMENDED,
    anchors=("GL10-6(1)", "C-04"),
    compares=("roster", "employment_record", "idp_log", "account_list"),
    remedy="IDを止め、離れた日より後の操作の中身を確かめてください。離任の当日に権限を外す手順も見直してください。",
)


def check(snapshot: Snapshot) -> Iterator[Verdict]:
    """One verdict per departure, judged on the first and last day of each log-in record: those days are certain.

    One per party for people who used to log in, while no later log-ins are on record there.
    """
    held_by, leavers = holders(snapshot), Leavers(snapshot)
    logins: dict[str, list[Login]] = defaultdict(list)
    recorded_to: dict[str, date] = {}
    for login in snapshot.all(Login):
        recorded_to[login.party] = max(login.last_on, recorded_to.get(login.party, login.last_on))
        if person := held_by.of(login):
            logins[person].append(login)
    untold: dict[str, list[Departure]] = defaultdict(list)
    for left in snapshot.all(Departure):
        places = leavers.places(left)
        there = [login for login in logins.get(left.person, ()) if login.party in places]
        late = [login for login in there if any(leavers.gone(left, on) for on in (login.first_on, login.last_on))]
        if late:
            first, *_ = shown = outermost(late)  # the first stays the first: later ones must not move the finding
            about = only(works_of(first, snapshot))
            yield conflicts(left.party, about, left, *shown, distinct=(left.person,), left=left, late=late)
        elif any(recorded_to.get(place, left.left_on) > left.left_on for place in places):
            yield agrees(left.party)
        elif there:
            untold[left.party].append(left)
    for party, departures in untold.items():
        yield cannot_tell(party, None, *outermost(departures), distinct=("unrecorded",), departures=departures)


def explain(verdict: Verdict, snapshot: Snapshot) -> str:
    """Words the verdict: who, when they left, which account was used until when; or that later log-ins are not on record."""
    if "departures" in verdict.facts:
        persons = listing(sorted({left.person for left in verdict.facts["departures"]}))
        return (
            f"{snapshot.name(verdict.party)}を離れた人（{persons}）の、離れた日より後の認証ログがなく、ログインがないか分かりません。"
            "その後の期間の認証ログを求めてください。"
        )
    left, late = verdict.facts["left"], verdict.facts["late"]
    accounts = listing(sorted({login.account for login in late}))
    last = max(login.last_on for login in late)
    return (
        f"{snapshot.name(verdict.party)}の要員{left.person}は{day(left.left_on)}に離れましたが、"
        f"その人のID（{accounts}）に、その後のログインがあります（最後は{day(last)}）。"
    )
