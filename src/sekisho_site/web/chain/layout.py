"""Where the boxes and lines of a chain stand: whole numbers for an SVG. Pure; knows places and lines, no records.

Columns are tiers, from left to right. A box stands in the middle of those below it; lines run at right angles. Text is cut
by its width on screen (a kanji is as wide as two Latin letters), because SVG does not wrap.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sekisho_site.web.chain.graph import Graph, Line, Place, tier_name

BOX_WIDTH, BOX_HEIGHT = 152, 50
_COLUMN, _ROW, _TOP, _LANE = 260, 74, 52, 12
_HEADING = ("委託元", "一次委託先", "再委託先（二次）", "再々委託先（三次）")
_NAME_COLUMNS, _SECOND_COLUMNS, _LABEL_COLUMNS = 20, 20, 14


@dataclass(frozen=True)
class DrawnPlace:
    """A box at its place, with its words cut to fit."""

    place: Place
    x: int
    y: int
    name: str
    second: str

    @property
    def text_x(self) -> int:
        """Where its words begin."""
        return self.x + 10


@dataclass(frozen=True)
class DrawnLine:
    """A line with its words: the form above, the state below; a diamond where consent is missing."""

    line: Line
    path: str
    label_x: int
    label_y: int
    form: str
    state: str
    diamond: str


@dataclass(frozen=True)
class Lane:
    """A column with its heading."""

    x: int
    heading: str
    count: str
    width: int = BOX_WIDTH + 16


@dataclass(frozen=True)
class Drawing:
    """Everything that an SVG needs."""

    width: int
    height: int
    lanes: Sequence[Lane]
    places: Sequence[DrawnPlace]
    lines: Sequence[DrawnLine]

    @property
    def view_box(self) -> str:
        """The box of the SVG."""
        return f"0 0 {self.width} {self.height}"


def cut(text: str, columns: int) -> str:
    """The text, cut to a width on screen, with … where something was cut.

    >>> cut("みなと坂コンタクト", 10), cut("Acme", 10)
    ('みなと坂…', 'Acme')
    """
    if _width(text) <= columns:
        return text
    kept = ""
    for letter in text:
        if _width(kept + letter) > columns - 1:
            break
        kept += letter
    return kept.rstrip("・ ") + "…"


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WFA" else 1 for letter in text)


def short_name(name: str) -> str:
    """A company's name without the form of company, for narrow boxes.

    >>> short_name("株式会社みなと坂コンタクト")
    'みなと坂コンタクト'
    """
    for form in ("株式会社", "有限会社", "合同会社"):
        rest = name.removeprefix(form).removesuffix(form).strip()
        if rest and rest != name:
            return rest
    return name


def draw(graph: Graph) -> Drawing:
    """Every place and line of the graph as it stands after collapsing."""
    heights: dict[str, int] = {}
    row = 0
    for root in graph.roots:
        row = _place_rows(root, row, heights)
    places = graph.places()
    shown = {place.id: place for place in places}
    deepest = max((place.tier for place in places), default=0)
    drawn = [_box(place, heights[place.id]) for place in places]
    lines = [
        _line(line, shown[line.above], place, heights)
        for place in places
        for line in place.lines
        if line.above in shown and line.below in shown
    ]
    lanes = [Lane(tier * _COLUMN + 2, _heading(tier), _count(places, tier)) for tier in range(deepest + 1)]
    height = _TOP + max(1, row) * _ROW
    return Drawing(deepest * _COLUMN + BOX_WIDTH + 20, height, lanes, drawn, lines)


def _place_rows(place: Place, row: int, heights: dict[str, int]) -> int:
    """Give every place below a height, leaves one below the other; the next free row."""
    if not place.children:
        heights[place.id] = _TOP + row * _ROW
        return row + 1
    for child in place.children:
        row = _place_rows(child, row, heights)
    first, last = heights[place.children[0].id], heights[place.children[-1].id]
    heights[place.id] = (first + last) // 2
    return row


def _x(tier: int) -> int:
    return tier * _COLUMN + 10


def _box(place: Place, y: int) -> DrawnPlace:
    second = place.also or place.second
    return DrawnPlace(place, _x(place.tier), y, cut(short_name(place.name), _NAME_COLUMNS), cut(second, _SECOND_COLUMNS))


def _line(line: Line, above: Place, below: Place, heights: Mapping[str, int]) -> DrawnLine:
    start_x, start_y = _x(above.tier) + BOX_WIDTH, heights[above.id] + BOX_HEIGHT // 2
    end_x, end_y = _x(below.tier), heights[below.id] + BOX_HEIGHT // 2
    bend = start_x + _LANE
    if below.tier > above.tier:
        # the last stretch always leads through the gap before the box, where the words stand
        bend = end_x - (_COLUMN - BOX_WIDTH) + _LANE
        path = f"M{start_x} {start_y}H{bend}V{end_y}H{end_x - 2}"
    else:
        # back to a place further left (a cycle): below both boxes, and up into the lower edge of the upper place
        under = max(heights[above.id], heights[below.id]) + BOX_HEIGHT + 8
        middle = end_x + BOX_WIDTH // 2
        path = f"M{start_x} {start_y}H{bend}V{under}H{middle}V{heights[below.id] + BOX_HEIGHT + 2}"
    label_x = (bend + end_x) // 2 if below.tier > above.tier else bend
    diamond = f"M{bend - 6} {end_y}l6 -6 6 6 -6 6z" if line.look == "noconsent" else ""
    return DrawnLine(line, path, label_x, end_y, cut(line.form, _LABEL_COLUMNS), cut(line.state, _LABEL_COLUMNS), diamond)


def _heading(tier: int) -> str:
    return _HEADING[tier] if tier < len(_HEADING) else f"{tier_name(tier)}の委託先"


def _count(places: Sequence[Place], tier: int) -> str:
    if tier == 0:
        return ""
    here = [place for place in places if place.tier == tier]
    companies = len({place.party or place.name for place in here if not place.collapsed})
    companies += sum(place.collapsed for place in here)
    unseen = sum(place.look == "undeclared" for place in here)
    return f"{companies:,}か所" + (f"・未申告 {unseen}" if unseen else "")
