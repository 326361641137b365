"""What is asked of the logs: about one customer, one record, or one user, over a span of days in Japan."""

import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone

JAPAN = timezone(timedelta(hours=9))


class WrongQuestionError(ValueError):
    """The question cannot be asked; the text says in Japanese what to do."""


@dataclass(frozen=True, slots=True)
class Question:
    """Exactly one of ``customer``, ``record`` (table and key) and ``user`` is asked about; days are whole and both included.

    >>> Question.of(record="顧客:C-001").record
    ('顧客', 'C-001')
    """

    customer: str | None = None
    record: tuple[str, str] | None = None
    user: str | None = None
    first: date | None = None
    last: date | None = None

    @classmethod
    def of(
        cls,
        *,
        customer: str | None = None,
        record: str | None = None,
        user: str | None = None,
        first: date | None = None,
        last: date | None = None,
    ) -> "Question":
        """The question as people write it. Raises WrongQuestionError."""
        asked = [each for each in (customer, record, user) if each is not None]
        if len(asked) != 1 or not asked[0].strip():
            raise WrongQuestionError("--customer、--record、--user のどれか一つを指定してください。")
        if first and last and first > last:
            raise WrongQuestionError("--from が --to より後です。入れ替えてください。")
        table, mark, key = _plain(record or "").partition(":")
        if record is not None and not (mark and table.strip() and key.strip()):
            raise WrongQuestionError(
                f"--record「{record}」は 表:キー の形ではありません。customers:C-001 のように書いてください。"
            )
        return cls(
            customer=_plain(customer) if customer is not None else None,
            record=(table.strip(), key.strip()) if record is not None else None,
            user=_plain(user) if user is not None else None,
            first=first,
            last=last,
        )

    @property
    def about(self) -> str:
        """What is asked about, in words."""
        if self.customer is not None:
            return f"顧客 {self.customer}"
        if self.record is not None:
            return f"{self.record[0]} の {self.record[1]}"
        return f"利用者 {self.user}"

    @property
    def span(self) -> tuple[int | None, int | None]:
        """The span in microseconds since 1970 (UTC), the end not included."""
        after = None if self.last is None else self.last + timedelta(days=1)
        return _midnight(self.first), _midnight(after)

    @property
    def utc_days(self) -> tuple[date | None, date | None]:
        """The days in UTC that the span touches, both included."""
        return (None if self.first is None else self.first - timedelta(days=1)), self.last

    def as_json(self) -> dict[str, object]:
        """The question as it stands in the answer."""
        record = None if self.record is None else {"table": self.record[0], "key": self.record[1]}
        days = {name: None if day is None else day.isoformat() for name, day in (("from", self.first), ("to", self.last))}
        return {"customer": self.customer, "record": record, "user": self.user, **days}


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


def _midnight(day: date | None) -> int | None:
    if day is None:
        return None
    moment = datetime.combine(day, time(), JAPAN).astimezone(UTC)
    return int(moment.timestamp()) * 1_000_000
