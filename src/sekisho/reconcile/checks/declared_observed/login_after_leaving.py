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

from sekisho.observed import Departure, Login
from sekisho.reconcile.check import Ground, Verdict, agrees, conflicts
from sekisho.reconcile.people import Leavers, holders, outermost
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
    """One verdict per departure, judged on the first and last day of each log-in record: those days are certain."""
    held_by, leavers = holders(snapshot), Leavers(snapshot)
    logins: dict[str, list[Login]] = defaultdict(list)
    for login in snapshot.all(Login):
        if person := held_by.of(login):
            logins[person].append(login)
    for left in snapshot.all(Departure):
        places = leavers.places(left)
        late = [
            login
            for login in logins.get(left.person, ())
            if login.party in places and any(leavers.gone(left, on) for on in (login.first_on, login.last_on))
        ]
        if late:
            tied = min((login.entrustment for login in late if login.entrustment), default=None)
            yield conflicts(
                left.party, snapshot.edge(tied), left, *outermost(late), distinct=(left.person,), left=left, late=late
            )
        else:
            yield agrees(left.party, None, left)


def explain(verdict: Verdict, snapshot: Snapshot) -> str:
    """Words the verdict: who, when they left, which account was used until when."""
    left, late = verdict.facts["left"], verdict.facts["late"]
    accounts = listing(sorted({login.account for login in late}))
    last = max(login.last_on for login in late)
    return (
        f"{snapshot.name(verdict.party)}の要員 {left.person} は {day(left.left_on)} に離れましたが、"
        f"その人のID（{accounts}）に、その後のログインがあります（最後は {day(last)}）。"
    )
