"""The guided decision about a service as one form holds it: the questions asked so far, and what their answers say already.

Knows how the answers are sent and shown. What they mean is decided by ``sekisho.declared.entrustment_test``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sekisho.declared.entrustment_test import ENTRY, EXCEPTION, Classification, Question, classify
from sekisho.formats.dates import read_date
from sekisho.formats.misread import Misread
from sekisho.terms import EntrustmentResult, Ternary
from sekisho_site.config.refusal import RefusedError
from sekisho_site.records.queries.services import Service

_LONGEST = 1_000


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of the test, the column that keeps its answer, and what to look at before answering."""

    question: Question
    column: str
    look_at: str


ASKED: tuple[Asked, ...] = tuple(
    Asked(question, column, look_at)
    for question, column, look_at in zip(
        (ENTRY, *EXCEPTION),
        ("enters", "terms_exclude_handling", "access_prevented", "never_handled", "not_processing"),
        (
            "入れる画面や連携の項目、実際に保存されたデータを見ます。",
            "規約・覚書の条文を見ます。条文の番号を根拠に書いてください。",
            "暗号鍵をだれが持つか、提供者の権限の設定を見ます。",
            "保守・障害対応・問い合わせの記録を見ます。",
            "サービスが個人データに何をするか（集計、印刷、配信など）を見ます。",
        ),
        strict=True,
    )
)

#: What follows from each result: the headline and the next steps.
_DUTIES: Mapping[EntrustmentResult, tuple[str, ...]] = {
    EntrustmentResult.ENTRUSTMENT: (
        "委託先の監督の対象です（法25条）。適切な選定、契約の締結、取扱状況の把握をします（GL3-4-4）。",
        "台帳に委託として置き、預けるデータ項目と件数を入れます。",
        "再委託の承諾と、取扱い方の書面を求めます。",
        "書面点検と立入点検の対象にします。",
    ),
    EntrustmentResult.CANNOT_TELL: (
        "分かるまで委託として扱います。監督の対象から外しません。",
        "足りない資料を相手に求め、届いたら判定し直します。",
    ),
    EntrustmentResult.CLOUD_EXCEPTION: (
        "委託先の監督の対象から外れますが、自社の安全管理措置（法23条）は残ります。",
        "外国に置くときは、その国の制度を把握します（GL10-7）。",
        "規約の版が変わったとき、見直し日を過ぎたときは、判定し直すまで委託として扱います。",
    ),
    EntrustmentResult.OUT_OF_SCOPE: (
        "個人データが入らないため、対象外です。",
        "入らないと確かめた方法を根拠に残し、見直し日に確かめ直します。",
    ),
}


def duties_of(result: EntrustmentResult) -> Sequence[str]:
    """What follows from a result."""
    return _DUTIES[result]


@dataclass(frozen=True, slots=True)
class Shown:
    """A question as the form shows it. ``open``: it must be answered next; ``needed``: its answer counts."""

    asked: Asked
    answer: str
    ground: str
    needed: bool
    open: bool


class Wizard:
    """The answers that were sent, read leniently: what is not an answer is an open question."""

    def __init__(self, sent: Mapping[str, Any], service: Service) -> None:
        self._sent = sent
        before = service.assessment
        self.terms_name = self._text("terms_name") or (before.terms_name if before else "")
        newest = service.newest_terms.version if service.newest_terms else ""
        self.terms_version = self._text("terms_version") or newest or (before.terms_version if before else "")
        self.review_on = self._text("review_on")

    @cached_property
    def answers(self) -> dict[str, Ternary | None]:
        """The answer of each column; None while it is open."""
        told = {asked.column: self._text(asked.column) for asked in ASKED}
        return {column: Ternary(code) if code in set(Ternary) else None for column, code in told.items()}

    @property
    def grounds(self) -> dict[str, str]:
        """Why each question was answered so, by question; of questions that count only."""
        return {each.asked.question.id: each.ground for each in self.shown if each.needed and each.ground}

    @cached_property
    def shown(self) -> list[Shown]:
        """The questions in order. After the first that is not answered yes, the others no longer count."""
        told, counts = [], True
        for asked in ASKED:
            answer = self.answers[asked.column]
            told.append(
                Shown(
                    asked=asked,
                    answer=answer.value if answer else "",
                    ground=self._text(f"ground-{asked.question.id}")[:_LONGEST],
                    needed=counts,
                    open=counts and answer is None,
                )
            )
            counts = counts and answer is Ternary.YES
        return told

    @property
    def is_answered(self) -> bool:
        """Whether the questions that count are all answered."""
        return not any(each.open for each in self.shown)

    @property
    def outcome(self) -> Classification:
        """What the answers say so far; an open question falls to the side of supervision."""
        return classify(**{column: answer or Ternary.UNKNOWN for column, answer in self._counting.items()})

    @property
    def said(self) -> dict[str, str]:
        """The form as a record of an assessment is read: questions that do not count are left unknown."""
        answers = {column: (answer or Ternary.UNKNOWN).value for column, answer in self._counting.items()}
        return {**answers, "terms_name": self.terms_name, "terms_version": self.terms_version, "review_on": self.review_on}

    @property
    def _counting(self) -> dict[str, Ternary | None]:
        return {each.asked.column: self.answers[each.asked.column] if each.needed else None for each in self.shown}

    def refuse_open(self) -> None:
        """Refuse a form with an open question, and days that cannot be read."""
        missing = next((each for each in self.shown if each.open), None)
        if missing:
            raise RefusedError(f"{missing.asked.question.id} に答えてください。分からないときは「不明」を選びます。")
        for each in self.shown:
            if each.needed and not each.ground:
                raise RefusedError(f"{each.asked.question.id} の根拠を書いてください。何を見て、そう判断したかを残します。")
        if self.review_on:
            try:
                read_date(self.review_on)
            except Misread as misread:
                raise RefusedError(f"見直し日「{self.review_on[:40]}」は{misread.why}。{misread.remedy}") from None

    def _text(self, name: str) -> str:
        return str(self._sent.get(name, "")).replace("\x00", "").strip()[:_LONGEST]
