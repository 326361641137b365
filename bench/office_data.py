"""What an office holds beside its registry, made from a seed: ten years of answers, findings and their steps, people.

Sizes follow the number of entrustments: at 60,000 there are 1,000,000 answers and 200,000 findings, a tenth still open.
"""

import hashlib
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from sekisho.promised import Answer
from sekisho.reconcile.checks import all_checks
from sekisho.response.life import Stage, Step
from sekisho.roles import Role
from sekisho.terms import Outcome, Reply, Severity, Strength

AT = datetime(2026, 5, 1, tzinfo=UTC)
ANSWERS_PER_EDGE = 1_000_000 / 60_000
FINDINGS_PER_EDGE = 200_000 / 60_000
_SEED = 20260502
_YEARS = 10
_ITEMS = [f"INS-{number:02}" for number in range(1, 9)]
#: How findings are spread over the stages of their life.
_STAGES = ((Stage.CLOSED, 0.85), (Stage.ACCEPTED, 0.90), (Stage.OPENED, 0.94), (Stage.INSTRUCTED, 0.98), (Stage.ANSWERED, 1.0))


def further_answers(parties: list[str], size: int, held: int) -> Iterator[Answer]:
    """Answers of the years before, so that all of them are as many as the size says; ``held`` are there already."""
    random = Random(_SEED)
    wanted = round(size * ANSWERS_PER_EDGE) - held
    for number in range(max(0, wanted)):
        yield Answer(
            key=f"AA-{number:07}",
            party=parties[number % len(parties)],
            check_item=random.choice(_ITEMS),
            reply=Reply.YES,
            answered_on=date(2016 + number % _YEARS, 4, 1) + timedelta(days=random.randint(0, 300)),
        )


def findings(model: Any, run: Any, edges: list[tuple[str, str]], size: int) -> Iterator[Any]:
    """Stored findings over the given entrustments (key, entrusted party), as many as the size says."""
    random = Random(_SEED)
    checks = all_checks()
    for number in range(round(size * FINDINGS_PER_EDGE)):
        check = checks[number % len(checks)]
        edge, party = edges[random.randrange(len(edges))]
        stage = next(stage for stage, share in _STAGES if random.random() < share or share == 1.0)
        opened = date(2026, 5, 1) - timedelta(
            days=random.randint(0, 3_000) if stage is Stage.CLOSED else random.randint(0, 200)
        )
        resolved = stage is Stage.CLOSED
        yield model(
            fingerprint=hashlib.sha256(str(number).encode()).hexdigest()[:32],
            check_id=check.id,
            rule=check.ground.rule,
            title=check.ground.title,
            severity=random.choice(list(Severity)).value,
            strength=Strength.DUTY.value,
            anchors=list(check.ground.anchors),
            outcome=(Outcome.CANNOT_TELL if number % 7 == 0 else Outcome.CONFLICTS).value,
            party=party,
            entrustment=edge,
            chain=["P-000000", party],
            evidence=[_told("declared", "registry", edge), _told("observed", "invoice", f"IN-{number:07}")],
            explanation="台帳には申告がありませんが、請求書にはこの会社の名があります。" * 3,
            remedy=check.ground.remedy,
            content_hash="0" * 64,
            state="resolved" if resolved else "standing",
            opened_on=opened,
            resolved_on=opened + timedelta(days=30) if resolved else None,
            opened_run=run,
            last_run=run,
            resolved_run=run if resolved else None,
            year=opened.year,
            serial=number + 1,
            stage=stage.value,
            addressee=party if stage in (Stage.INSTRUCTED, Stage.ANSWERED) else "",
            due_date=date(2026, 5, 1) + timedelta(days=random.randint(-60, 60)) if stage is Stage.INSTRUCTED else None,
            accepted_until=date(2027, 3, 31) if stage is Stage.ACCEPTED else None,
        )


def _told(plane: str, source: str, key: str) -> dict[str, Any]:
    told = [["相手先", "架空事業"], ["金額", "120000"], ["期間", "2026年4月"]]
    return {"plane": plane, "source": source, "key": key, "fact_date": "2026-04-01", "heading": "記録", "told": told}


def steps(model: Any, instructed: list[Any]) -> Iterator[Any]:
    """One instruction for each finding that was instructed."""
    for finding in instructed:
        yield model(
            finding=finding,
            step=Step.INSTRUCT.value,
            stage_before=Stage.OPENED.value,
            stage_after=Stage.INSTRUCTED.value,
            taken_at=AT,
            taken_by="U-000001",
            note="請求書の相手先を確かめ、再委託であれば申請してください。",
            addressee=finding.addressee,
            due_date=finding.due_date,
        )


#: Somebody of each side whose pages are measured, and what binds them.
PEOPLE: tuple[tuple[Role, dict[str, str]], ...] = (
    (Role.PRIVACY_OFFICE, {}),
    (Role.BUSINESS_DEPARTMENT, {"department_id": "D-07"}),
    (Role.ENTRUSTEE_MEMBER, {"party_id": "P-000002"}),
)


def alerts(model: Any, parties: list[str], count: int) -> Iterator[Any]:
    """Stored alerts, a twentieth of them open, over the given companies."""
    from sekisho.detection.told import AlertKind, AlertLevel
    from sekisho.response.triage import AlertState

    random = Random(_SEED)
    levels = list(AlertLevel)
    for number in range(count):
        level = levels[min(4, int(random.expovariate(0.7)))]
        told = hashlib.sha256(f"alert {number}".encode()).hexdigest()
        at = AT - timedelta(minutes=random.randrange(525_600))
        state = random.choice((AlertState.NEW, AlertState.LOOKING)) if number % 20 == 0 else AlertState.EXPLAINED
        yield model(
            identity=told, group=told, kind=AlertKind.RULE.value, rule=f"r-{number % 60}", title=f"規則{number % 60}の警告",
            level=level.value, weight=level.weight, party=random.choice(parties), person=f"M-{random.randrange(20_000)}",
            device=f"PC-{random.randrange(20_000)}", measure="ACC-07", sign="bulk_export", explanation="説明", first_at=at,
            last_at=at, sort_at=at, told_at=at, revised_at=at, count=1, events=[["a.jsonl", number]], event_count=1,
            state=state.value,
        )  # fmt: skip


def reviews(model: Any, parties: list[str]) -> Iterator[Any]:
    """A year of reviews of logs of the given companies, all but the last month signed."""
    for month in range(1, 13):
        first = date(2025, month, 1)
        last = date(2025, month, 28)
        signed = month < 12
        for party in parties:
            yield model(
                party=party, log="操作ログ", period_from=first, period_to=last, due_on=last + timedelta(days=10), has_log=True,
                events=1_000, planned_at=AT, result="clear" if signed else "", signed_by="U-000001" if signed else "",
                signer_person="M-1" if signed else "", signed_at=AT if signed else None, signed_on=last if signed else None,
            )  # fmt: skip
