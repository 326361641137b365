"""The place of one company in the chain as a small upright drawing: what stands above it, and what is directly below.

Pure: boxes and lines in whole numbers. Every path on which the company touches the carrier's data is drawn, up to a limit
that is told.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sekisho_site.web.chain.graph import Graph, Place
from sekisho_site.web.chain.layout import cut, short_name

_STEP, _ROW, _BOX, _WIDTH = 26, 68, 34, 208
_MOST_ROWS = 14
_NAME, _LABEL = 24, 26


@dataclass(frozen=True)
class SmallBox:
    """A box with the line that leads to it from above."""

    place: Place
    x: int
    y: int
    name: str
    path: str
    label: str
    state: str
    here: bool

    @property
    def text_x(self) -> int:
        """Where the name begins."""
        return self.x + 12

    @property
    def text_y(self) -> int:
        """Where the name stands."""
        return self.y + 22

    @property
    def label_x(self) -> int:
        """Where the words of the line begin."""
        return self.x + 18

    @property
    def label_y(self) -> int:
        """Where the words of the line stand."""
        return self.y - 12

    @property
    def here_x(self) -> int:
        """Where 「この会社」 stands."""
        return self.x + _WIDTH + 8


@dataclass(frozen=True)
class SmallChain:
    """The drawing, and how many companies were left out."""

    width: int
    height: int
    boxes: Sequence[SmallBox]
    left_out: int

    @property
    def view_box(self) -> str:
        """The box of the SVG."""
        return f"0 0 {self.width} {self.height}"

    @property
    def told(self) -> str:
        """The drawing in one sentence."""
        return "、".join(f"{box.place.name}{'（' + box.state + '）' if box.state else ''}" for box in self.boxes)


def draw_small(graph: Graph, party: str) -> SmallChain:
    """The paths from the top to every place of a company, and the companies directly below it."""
    rows = [(place, depth) for root in graph.roots for place, depth in _kept(root, party, 0)]
    shown = rows[:_MOST_ROWS]
    boxes: list[SmallBox] = []
    above: dict[str, SmallBox] = {}
    for row, (place, depth) in enumerate(shown):
        box = _box(place, depth, row, above.get(place.parent), here=place.party == party and place.tier > 0)
        above[place.id] = box
        boxes.append(box)
    deepest = max((depth for _, depth in shown), default=0)
    return SmallChain(deepest * _STEP + _WIDTH + 76, max(1, len(shown)) * _ROW - 20, boxes, len(rows) - len(shown))


def _kept(place: Place, party: str, depth: int) -> list[tuple[Place, int]]:
    """The place and what is kept below it: the ways to the company, and one tier below."""
    if place.party == party and place.tier > 0:
        return [(place, depth), *((child, depth + 1) for child in place.children)]
    below = [row for child in place.children for row in _kept(child, party, depth + 1)]
    return [(place, depth), *below] if below else []


def _box(place: Place, depth: int, row: int, above: SmallBox | None, *, here: bool) -> SmallBox:
    x, y = 4 + depth * _STEP, 4 + row * _ROW
    path = f"M{above.x + 14} {above.y + _BOX}V{y + _BOX // 2}H{x}" if above else ""
    line = place.into
    return SmallBox(
        place=place, x=x, y=y, name=cut(short_name(place.name), _NAME), path=path,
        label=cut(line.form, _LABEL) if line else "", state=cut(line.state, _LABEL) if line else "", here=here,
    )  # fmt: skip
