"""Lines over time as an SVG, without a script: pure functions from numbers to coordinates.

Knows scales, ticks and where a label finds room. The template ``cotton/chart_lines.html`` draws what is computed here; colours
and strokes are classes of the style sheet. Refuses to know what the numbers mean.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

WIDTH = 940
_LEFT, _RIGHT = 44.0, 820.0
_TOP, _PANEL, _BETWEEN, _BELOW = 16.0, 104.0, 30.0, 28.0
_LABEL = 18.0  # the height that a line of text needs
_STEPS = (1, 2, 5)
_TICKS = 4
_WEEKS_BETWEEN_TICKS = 3


@dataclass(frozen=True, slots=True)
class Series:
    """One line: its name, its values, and its tone (a class of the style sheet)."""

    name: str
    values: Sequence[int]
    tone: str


@dataclass(frozen=True, slots=True)
class Panel:
    """Lines on one scale. ``from_zero``: the scale begins at 0; a stock that hardly moves is read better without."""

    series: Sequence[Series]
    from_zero: bool = True


@dataclass(frozen=True, slots=True)
class Line:
    """A line as drawn: its points, its end, and where its label stands."""

    points: str
    tone: str
    end_x: float
    end_y: float
    label: str
    label_y: float


@dataclass(frozen=True, slots=True)
class Rule:
    """A horizontal line of the scale with its value; the lowest one is the axis."""

    y: float
    value: int
    axis: bool

    @property
    def text_y(self) -> float:
        """The baseline of the value beside it."""
        return self.y + 4


@dataclass(frozen=True, slots=True)
class Tick:
    """A label under the chart."""

    x: float
    text: str


@dataclass(frozen=True, slots=True)
class LineChart:
    """Everything that the template draws."""

    id: str
    title: str
    description: str
    height: float
    lines: Sequence[Line]
    rules: Sequence[Rule]
    ticks: Sequence[Tick]
    width: int = WIDTH
    left: float = _LEFT
    right: float = _RIGHT

    @property
    def label_x(self) -> float:
        """Where the labels at the ends of lines begin."""
        return self.right + 12

    @property
    def tick_y(self) -> float:
        """The baseline of the labels below."""
        return self.height - 8


def line_chart(name: str, title: str, description: str, days: Sequence[date], panels: Sequence[Panel]) -> LineChart:
    """Panels above one another over the same days."""
    lines: list[Line] = []
    rules: list[Rule] = []
    xs = [_x(place, len(days)) for place in range(len(days))]
    for number, panel in enumerate(panels):
        top = _TOP + number * (_PANEL + _BETWEEN)
        values = [value for series in panel.series for value in series.values]
        scale = nice_scale(0 if panel.from_zero else min(values, default=0), max(values, default=0))
        rules.extend(Rule(_y(value, scale, top), value, value == scale[0]) for value in scale)
        lines.extend(_lines(panel, xs, scale, top))
    height = _TOP + len(panels) * _PANEL + (len(panels) - 1) * _BETWEEN + _BELOW
    return LineChart(name, title, description, height, lines, rules, _months(days, xs))


def nice_scale(low: int, high: int) -> Sequence[int]:
    """Round values from at most ``low`` to at least ``high``, at most five of them.

    >>> nice_scale(0, 23), nice_scale(137, 163), nice_scale(0, 0)
    ((0, 10, 20, 30), (130, 140, 150, 160, 170), (0, 1))
    """
    span, unit = max(high - low, 1), 1
    while unit * _STEPS[-1] * _TICKS < span:
        unit *= 10
    step = next(unit * each for each in _STEPS if unit * each * (_TICKS - 1) >= span or each == _STEPS[-1])
    first = low // step * step
    last = -(-max(high, first + 1) // step) * step
    return tuple(range(first, last + 1, step))


def spread(wanted: Sequence[float], gap: float = _LABEL) -> list[float]:
    """Places at least ``gap`` apart, in the order of what was wanted and as near to it as going down once allows.

    >>> spread([10.0, 12.0, 50.0])
    [10.0, 28.0, 50.0]
    """
    order = sorted(range(len(wanted)), key=lambda place: wanted[place])
    placed = list(wanted)
    for above, below in pairwise(order):
        placed[below] = max(placed[below], placed[above] + gap)
    return placed


def _x(place: int, count: int) -> float:
    return round(_LEFT + (_RIGHT - _LEFT) * place / (count - 1), 1) if count > 1 else _RIGHT


def _y(value: int, scale: Sequence[int], top: float) -> float:
    return round(top + _PANEL * (scale[-1] - value) / (scale[-1] - scale[0]), 1)


def _lines(panel: Panel, xs: Sequence[float], scale: Sequence[int], top: float) -> list[Line]:
    ys = [[_y(value, scale, top) for value in series.values] for series in panel.series]
    labels = spread([own[-1] if own else top for own in ys])
    return [
        Line(
            points=" ".join(f"{x},{y}" for x, y in zip(xs, own, strict=True)),
            tone=series.tone,
            end_x=xs[-1] if xs else _RIGHT,
            end_y=own[-1] if own else top,
            label=f"{series.name} {series.values[-1]:,}" if series.values else series.name,
            label_y=label + 5,
        )
        for series, own, label in zip(panel.series, ys, labels, strict=True)
    ]


def _months(days: Sequence[date], xs: Sequence[float]) -> list[Tick]:
    """A label at the first day of each month; the first one makes way for one that would stand on it."""
    places = [place for place in range(len(days)) if place == 0 or days[place].month != days[place - 1].month]
    if len(places) > 1 and places[1] < _WEEKS_BETWEEN_TICKS:
        places = places[1:]
    return [Tick(xs[place], f"{days[place].month}月") for place in places]
