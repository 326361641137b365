"""What today's page shows beside the tasks: pairs of records, the heat of work by phase, and how it moved.

Knows which check stands between which records and how numbers are put into words; the numbers come from the queries.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from sekisho.reconcile.checks import all_checks
from sekisho.response.phases import Phase
from sekisho.terms import Outcome, Plane
from sekisho_site.records.queries.figures import HeatRow
from sekisho_site.records.queries.trend import Week
from sekisho_site.web.frame.charts import LineChart, Panel, Series, line_chart

_PAIRS: tuple[tuple[str, tuple[Plane, ...]], ...] = (
    ("declared_promised", (Plane.DECLARED, Plane.PROMISED)),
    ("promised_observed", (Plane.PROMISED, Plane.OBSERVED)),
    ("declared_observed", (Plane.DECLARED, Plane.OBSERVED)),
    ("three", (Plane.DECLARED, Plane.PROMISED, Plane.OBSERVED)),
)
_STEPS = 5  # of the heat


@dataclass(frozen=True, slots=True)
class PairFigures:
    """What was compared between records: verdicts of the last run where all is within reach, else open findings only."""

    planes: tuple[Plane, ...]
    agrees: int | None
    conflicts: int
    cannot_tell: int

    @property
    def total(self) -> int:
        """All comparisons."""
        return (self.agrees or 0) + self.conflicts + self.cannot_tell


@cache
def _pair_of() -> Mapping[str, str]:
    return {check.id: check.pair for check in all_checks()}


def pairs_of_run(per_check: Mapping[str, Mapping[str, int]]) -> Sequence[PairFigures]:
    """The outcomes of a run by pair of records; the last row is what was compared within one record."""
    counted: dict[str, dict[str, int]] = {}
    for check, outcomes in per_check.items():
        row = counted.setdefault(_pair_name(check), {})
        for outcome, count in outcomes.items():
            row[outcome] = row.get(outcome, 0) + count
    return [
        PairFigures(planes, *(counted[name].get(outcome.value, 0) for outcome in Outcome))
        for name, planes in (*_PAIRS, ("", ()))
        if name in counted
    ]


def pairs_of_findings(by_check: Mapping[tuple[str, str], int]) -> Sequence[PairFigures]:
    """Open findings by pair of records, for those who do not reach everything: how much agreed is not theirs to know."""
    counted: dict[tuple[str, str], int] = {}
    for (check, outcome), count in by_check.items():
        key = (_pair_name(check), outcome)
        counted[key] = counted.get(key, 0) + count
    rows = [
        PairFigures(planes, None, counted.get((name, Outcome.CONFLICTS), 0), counted.get((name, Outcome.CANNOT_TELL), 0))
        for name, planes in (*_PAIRS, ("", ()))
    ]
    return [row for row in rows if row.total]


def _pair_name(check: str) -> str:
    pair = _pair_of().get(check, "")
    return pair if any(pair == name for name, _ in _PAIRS) else ""


@dataclass(frozen=True, slots=True)
class HeatCell:
    """One cell: how many, its step of the ramp (0 to 5), and the list of its findings."""

    count: int
    step: int
    href: str


@dataclass(frozen=True, slots=True)
class HeatTable:
    """Category of work by phase, with totals."""

    phases: Sequence[Phase]
    rows: Sequence[tuple[HeatRow, Sequence[HeatCell]]]
    totals: Sequence[int]
    total: int


def heat_table(rows: Sequence[HeatRow]) -> HeatTable:
    """The heat as a table; the ramp ends at the fullest cell."""
    fullest = max((count for row in rows for count in row.counts), default=0)
    drawn = [(row, [_cell(row, phase, count, fullest) for phase, count in zip(Phase, row.counts, strict=True)]) for row in rows]
    totals = [sum(column) for column in zip(*(row.counts for row in rows), strict=True)]
    return HeatTable(tuple(Phase), drawn, totals, sum(row.total for row in rows))


def _cell(row: HeatRow, phase: Phase, count: int, fullest: int) -> HeatCell:
    step = -(-count * _STEPS // fullest) if count else 0
    query = urlencode({"phase": phase.value, "work": row.work or "none"})
    return HeatCell(count, step, f"{reverse('findings')}?{query}" if count else "")


def trend_chart(weeks: Sequence[Week]) -> LineChart:
    """The weeks as lines: how many were open above, how many came and went below."""
    last, first = weeks[-1], weeks[0]
    moved = f"開いている指摘は{first.open:,}件から{last.open:,}件になりました。"
    said = f"{moved}直近の週は新規{last.opened:,}件、終結{last.ended:,}件です。"
    panels = (
        Panel((Series("開いている", [week.open for week in weeks], "ink"),), from_zero=False),
        Panel(
            (
                Series("新規", [week.opened for week in weeks], "mismatch"),
                Series("終結", [week.ended for week in weeks], "match"),
            )
        ),
    )
    return line_chart("trend", f"{len(weeks)}週の推移", said, [week.monday for week in weeks], panels)


def task_rows(
    rows: Sequence[Any], names: Mapping[str, str], steps: Sequence[str], asked: Sequence[str]
) -> Sequence[dict[str, Any]]:
    """The tasks as the page shows them."""
    return [
        {"finding": row, "party": names.get(row.party, row.party), "next": step, "asked": sentence}
        for row, step, sentence in zip(rows, steps, asked, strict=True)
    ]
