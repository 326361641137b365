"""A carrier's registry of any size, made from a seed: the same size gives the same records.

Four tiers, diamonds, providers shared by many chains; contracts with their clauses, answers, reports, consents, rosters,
inspections and traces, in the proportions of a carrier that keeps its papers in order, with a few faults sown in.
Companies are fictional, people are staff numbers.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from random import Random

from sekisho import declared, observed, promised
from sekisho.party import check_digit
from sekisho.record import Record
from sekisho.terms import (
    AppointmentRole,
    ClauseStatus,
    ConsentDecision,
    ContractKind,
    DeliveryMode,
    EntrustmentForm,
    InspectionMethod,
    ItemResult,
    LogState,
    MemorandumState,
    PartyStanding,
    Reply,
    Ternary,
    TextRead,
    TrainingCourse,
    WorkCategory,
)

AS_OF = date(2026, 5, 1)
CARRIER = "P-000000"
_SEED = 20260501
_PARTIES_PER_EDGE = 1 / 12
_TIERS = (0.15, 0.50, 0.85, 1.0)
#: How far down the carrier holds rosters and training records.
_TIERS_WITH_PEOPLE = 2
_ITEMS = ("subscriber_name", "subscriber_address", "phone_number", "email_address")
#: Clauses read in every contract, with the level that is demanded down the chain, and those read at the first tier only.
_DEMANDED = {"CL-08": None, "CL-11": "prior_written_consent"}
_FURTHER = [f"CL-{number:02}" for number in (1, 2, 5, 12, 14, 15, 18, 20, 22, 25)]
_CHECK_ITEMS = [f"INS-{number:02}" for number in range(1, 9)]


class Registry:
    """The records of a carrier with ``size`` entrustments."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.random = Random(_SEED)
        self.count: Counter[str] = Counter()
        self.parties = [f"P-{number:06}" for number in range(1, max(20, round(size * _PARTIES_PER_EDGE)) + 1)]

    def records(self) -> Iterator[Record]:
        """Every record, each before those that refer to it."""
        yield from self._companies()
        tiers: list[list[declared.Entrustment]] = [[], [], [], []]
        for number in range(self.size):
            share = number / self.size
            tier = next(place for place, end in enumerate(_TIERS) if share < end)
            edge = self._edge(number, tiers[tier - 1] if tier else [])
            tiers[tier].append(edge)
            yield edge
            yield from self._papers(edge, tier)
            if tier < _TIERS_WITH_PEOPLE:
                yield from self._people(edge)
            yield from self._traces(edge)
        yield from self._declarations(edge for tier in tiers for edge in tier)

    def _key(self, letters: str) -> str:
        self.count[letters] += 1
        return f"{letters}-{self.count[letters]:07}"

    def _often(self, share: float) -> bool:
        return self.random.random() < share

    def _day(self, first: int, last: int) -> date:
        """A day between so many days ago."""
        return AS_OF - timedelta(days=self.random.randint(last, first))

    def _companies(self) -> Iterator[Record]:
        yield declared.Party(key=CARRIER, name="あさひ通信株式会社", standing=PartyStanding.CARRIER, country="JP")
        for number, key in enumerate(self.parties):
            base = f"{700000000000 + number}"
            yield declared.Party(
                key=key, name=f"株式会社架空事業{number}", corporate_number=f"{check_digit(base)}{base}", country="JP"
            )
            yield declared.Site(key=f"T-{number:06}", name=f"第{number}センター", party=key, country="JP")
            for item in _CHECK_ITEMS:
                yield self._answer(key, item, AS_OF - timedelta(days=3600))
                yield self._answer(key, item, self._day(300, 10))
        for number in range(40):
            yield declared.Department(key=f"D-{number:02}", name=f"第{number}事業部")
            yield declared.Appointment(
                key=f"AP-{number:02}",
                role=AppointmentRole.RESPONSIBLE_PERSON,
                department=f"D-{number:02}",
                holder=f"第{number}事業部長",
                starts_on=date(2020, 4, 1),
            )
            yield declared.Purpose(
                key=f"U-{number:02}", name=f"業務{number}", stated_purpose="お客様からの問合せに答えるため", needed_items=_ITEMS
            )
            yield declared.System(key=f"S-{number:02}", name=f"業務システム{number}", operator=CARRIER)

    def _edge(self, number: int, uppers: list[declared.Entrustment]) -> declared.Entrustment:
        upper = self.random.choice(uppers) if uppers else None
        above = {upper.entruster, upper.entrustee} if upper else {CARRIER}
        # a few providers stand in very many chains
        place = min(int(self.random.paretovariate(0.5)), len(self.parties)) if self._often(0.2) else 0
        entrustee = self.parties[place - 1] if place else self.random.choice(self.parties)
        while entrustee in above:
            entrustee = self.random.choice(self.parties)
        second = next((e for e in uppers[-5:] if upper and e.entrustee == upper.entrustee and e is not upper), None)
        site = f"T-{int(entrustee[2:]) - 1:06}"
        return declared.Entrustment(
            key=f"E-{number:06}",
            entruster=upper.entrustee if upper else CARRIER,
            entrustee=entrustee,
            upper=tuple(edge.key for edge in (upper, second) if edge),
            form=EntrustmentForm.BUSINESS if number % 5 else EntrustmentForm.CLOUD,
            contract_kind=ContractKind.A if number % 5 else ContractKind.B,
            work=list(WorkCategory)[number % len(WorkCategory)],
            purpose=f"U-{number % 40:02}",
            department=f"D-{number % 40:02}",
            handles_personal_data=Ternary.YES,
            delivery=list(DeliveryMode)[number % 3],
            resident=Ternary.NO,
            items=_ITEMS[: 1 + number % 4],
            principals=self.random.randint(10, 500_000),
            storage_countries=("JP",),
            access_countries=("JP",),
            sites=(site,),
            systems=(f"S-{number % 40:02}",),
            starts_on=self._day(3000, 400),
        )

    def _papers(self, edge: declared.Entrustment, tier: int) -> Iterator[Record]:
        signed = edge.starts_on - timedelta(days=10) if edge.starts_on else None
        contract = promised.Contract(
            key=f"K-{edge.key[2:]}",
            entrustment=edge.key,
            orderer=edge.entruster,
            counterparty=edge.entrustee,
            form=edge.form,
            contract_kind=edge.contract_kind,
            signed_on=signed,
            memorandum=MemorandumState.NONE if self._often(0.01) else MemorandumState.SIGNED,
            memorandum_on=signed,
            read=TextRead.WHOLE,
            report_months=12,
            notice_hours=12,
            countries=("JP",),
        )
        yield contract
        clauses = {**_DEMANDED, **dict.fromkeys(_FURTHER if tier == 0 else ())}
        for clause, level in clauses.items():
            absent = self._often(0.01)
            yield promised.ClauseState(
                key=f"{contract.key}/{clause}",
                contract=contract.key,
                clause=clause,
                status=ClauseStatus.ABSENT if absent else ClauseStatus.PRESENT,
                level=None if absent else level,
                article="第9条",
            )
        yield from self._reports(edge)
        if tier:
            yield from self._consents(edge)
        if tier == 0 or (edge.work.is_high_risk and not self._often(0.02)):
            yield from self._inspection(edge)
        if edge.form is EntrustmentForm.CLOUD and signed:
            yield self._assessment(edge, signed)

    def _assessment(self, edge: declared.Entrustment, signed: date) -> Record:
        return declared.ServiceAssessment(
            key=self._key("SA"),
            entrustment=edge.key,
            enters=Ternary.YES,
            terms_exclude_handling=Ternary.NO,
            terms_name="サービス利用規約",
            terms_version="2026-01-15",
            decided_on=signed,
            decided_by="個人情報保護室長",
            review_on=AS_OF + timedelta(days=200),
        )

    def _declarations(self, edges: Iterable[declared.Entrustment]) -> Iterator[Record]:
        below: dict[str, list[str]] = {}
        for edge in edges:
            below.setdefault(edge.key, [])
            for upper in edge.upper:
                below[upper].append(edge.entrustee)
        for key, names in below.items():
            told = tuple(dict.fromkeys(names))
            if not self._often(0.01):
                yield declared.ChainDeclaration(
                    key=self._key("CD"), entrustment=key, declared_on=self._day(60, 1), sub_entrustees=told
                )

    def _answer(self, party: str, item: str, day: date) -> Record:
        return promised.Answer(
            key=self._key("A"),
            party=party,
            check_item=item,
            reply=Reply.NO if self._often(0.01) else Reply.YES,
            answered_on=day,
            evidence_sha256=None if self._often(0.3) else f"{self.count['A']:064x}",
            evidence_made_on=day,
        )

    def _reports(self, edge: declared.Entrustment) -> Iterator[Record]:
        for item in ("A-1", "A-2"):
            if not self._often(0.01):
                yield promised.AnnualReportItem(
                    key=self._key("AR"),
                    entrustment=edge.key,
                    item=item,
                    period_from=date(2025, 4, 1),
                    period_to=date(2026, 3, 31),
                    changed=Ternary.NO,
                    submitted_on=date(2026, 4, 20),
                )

    def _consents(self, edge: declared.Entrustment) -> Iterator[Record]:
        began = edge.starts_on or AS_OF
        for upper in edge.upper:
            if not self._often(0.01):
                yield declared.Consent(
                    key=self._key("CN"),
                    upper=upper,
                    sub_entrustee=edge.entrustee,
                    giver=CARRIER,
                    decision=ConsentDecision.GRANTED,
                    decided_on=began - timedelta(days=30),
                    written=Ternary.YES,
                    statement_on=began - timedelta(days=35),
                )
        examined = self._day(300, 30)
        yield declared.SubSupervision(
            key=self._key("SS"),
            entrustment=edge.key,
            examined_on=examined,
            reported_on=examined + timedelta(days=10),
            reviewed_on=examined + timedelta(days=20),
        )

    def _inspection(self, edge: declared.Entrustment) -> Iterator[Record]:
        inspection = observed.Inspection(
            key=self._key("IN"),
            party=edge.entrustee,
            entrustment=edge.key,
            method=InspectionMethod.ONSITE,
            completed_on=self._day(330, 10),
            examiner=edge.entruster,
        )
        yield inspection
        for item in _CHECK_ITEMS[:2]:
            result = ItemResult.DEVIATES if self._often(0.02) else ItemResult.CONFORMS
            yield observed.InspectionItem(
                key=f"{inspection.key}/{item}", inspection=inspection.key, check_item=item, result=result
            )

    def _people(self, edge: declared.Entrustment) -> Iterator[Record]:
        began = edge.starts_on or AS_OF
        person = f"M-{edge.key[2:]}"
        company = f"株式会社架空事業{int(edge.entrustee[2:]) - 1}"
        yield declared.RosterEntry(
            key=self._key("R"),
            person=person,
            employer=company,
            entrustment=edge.key,
            starts_on=began,
            confirmed_on=began - timedelta(days=5),
            pledged_on=began - timedelta(days=5),
        )
        yield observed.Training(
            key=self._key("TR"),
            person=person,
            party=edge.entrustee,
            course=TrainingCourse.AT_START,
            completed_on=began - timedelta(days=3),
            score=90,
        )
        yield observed.Training(
            key=self._key("TR"),
            person=person,
            party=edge.entrustee,
            course=TrainingCourse.YEARLY,
            completed_on=self._day(300, 10),
            score=90,
        )
        if edge.delivery is DeliveryMode.ACCOUNT:
            yield observed.Account(
                key=self._key("AC"),
                party=edge.entrustee,
                entrustment=edge.key,
                system=edge.systems[0],
                account=f"op{edge.key[2:]}",
                person=f"M-9{edge.key[3:]}" if self._often(0.02) else person,
                employer=company,
                privileged=Ternary.NO,
                listed_on=AS_OF,
            )
        if self._often(0.4):
            yield observed.DoorEntry(
                key=self._key("DE"),
                party=edge.entrustee,
                entrustment=edge.key,
                site=edge.sites[0],
                person=person,
                employer=company,
                entered_on=self._day(100, 1),
            )

    def _traces(self, edge: declared.Entrustment) -> Iterator[Record]:
        if self._often(0.3):
            yield observed.Delivery(
                key=self._key("DV"), entrustment=edge.key, items=edge.items, principals=1000, delivered_on=self._day(300, 1)
            )
        if edge.delivery is DeliveryMode.ACCOUNT and not self._often(0.01):
            yield observed.LogCoverage(
                key=self._key("LC"),
                party=edge.entrustee,
                entrustment=edge.key,
                system=edge.systems[0],
                log="操作ログ",
                state=LogState.GAP if self._often(0.02) else LogState.COMPLETE,
                period_from=date(2026, 4, 1),
                period_to=date(2026, 4, 30),
            )
        if edge.upper and self._often(0.3):
            yield observed.Invoice(
                key=self._key("IV"),
                payer=edge.entruster,
                payee=f"株式会社架空事業{int(edge.entrustee[2:]) - 1}",
                service="業務委託料",
                entrustment=edge.upper[0],
                period_from=date(2026, 4, 1),
                period_to=date(2026, 4, 30),
            )
        if self._often(0.005):
            yield observed.Traffic(
                key=self._key("TF"),
                party=edge.entrustee,
                entrustment=edge.key,
                domain="storage.example.com",
                bytes_out=50_000_000,
                users=3,
                first_on=self._day(60, 40),
                last_on=self._day(30, 1),
            )
