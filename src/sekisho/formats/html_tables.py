"""Tables of an HTML or Markdown document with the headings above them.

Knows HTML tables: stretched cells, breaks, notes, tables in tables. Refuses to know what the columns mean. Scripts, external
entities and addresses are never followed.
"""

import re
from collections.abc import Iterator

from lxml import etree, html
from markdown_it import MarkdownIt
from markdown_it.token import Token

from sekisho.formats.cell_text import cleaned, is_footnote_mark
from sekisho.formats.grids import Grid, SpanningCell, spread

_LINE = "data-list-line"
_BREAKING = frozenset("br p li div ul ol dd dt tr table section h1 h2 h3 h4 h5 h6".split())  # noqa: SIM905
_UNSEEN = frozenset("script style template noscript svg select".split())  # noqa: SIM905
_STRUCK = frozenset(("s", "del", "strike"))
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6 summary".split())  # noqa: SIM905
_FRONT_MATTER = re.compile(r"\A(?:\ufeff)?---[ \t]*\n.*?\n(?:---|\.\.\.)[ \t]*(?=\n|\Z)", re.DOTALL)
_ROW_TAG = re.compile(r"<tr(?=[\s>])", re.IGNORECASE)
_LONGEST_TITLE = 80


def grids_of_markdown(text: str) -> tuple[Grid, ...]:
    """Every table of a Markdown document, tables in HTML included. Row numbers are lines of the document."""
    body = _FRONT_MATTER.sub(lambda found: "\n" * found[0].count("\n"), text)
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    tokens = parser.parse(body)
    for token in tokens:
        _keep_line(token)
    return grids_of_html(str(parser.renderer.render(tokens, parser.options, {})))


def _keep_line(token: Token) -> None:
    """Write the line of the document on every row, so that it survives the way through HTML."""
    first = (token.map or [0])[0]
    if token.type == "tr_open":
        token.attrSet(_LINE, str(first + 1))
    elif token.type == "html_block":
        content = token.content
        token.content = _ROW_TAG.sub(
            lambda found: f'<tr {_LINE}="{first + 1 + content.count(chr(10), 0, found.start())}"', content
        )


def grids_of_html(text: str) -> tuple[Grid, ...]:
    """Every table of an HTML document that holds rows of its own, in document order."""
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    content = text.replace("\x00", "").encode("utf-8", "replace")
    try:
        document = html.document_fromstring(content, parser=parser)
    except etree.ParserError:  # nothing but blanks and comments
        return ()
    grids: list[Grid] = []
    title: str | None = None
    for element in document.iter():
        if element.tag == "table":
            caption = next((_text(child) for child in element.iterchildren("caption")), "")
            rows = spread(_rows(element))
            if rows:
                grids.append(Grid(rows, title=_one_line(caption) or title))
        elif element.tag in _HEADINGS or _is_bold_line(element):
            title = _one_line(_text(element)) or title
    return tuple(grids)


def _one_line(text: str) -> str | None:
    return " ".join(cleaned(text).split())[:_LONGEST_TITLE] or None


def _is_bold_line(element: etree._Element) -> bool:
    """A paragraph that is bold as a whole stands for a heading."""
    if element.tag != "p" or any(True for _ in element.iterancestors("table")):
        return False
    bold = [child for child in element if child.tag in ("strong", "b")]
    return len(bold) == 1 and _text(bold[0]).strip() == _text(element).strip() != ""


def _rows(table: etree._Element) -> Iterator[tuple[int, list[SpanningCell], bool]]:
    for row in table.iter("tr"):
        if next(row.iterancestors("table")) is not table:
            continue
        cells = [child for child in row if child.tag in ("td", "th")]
        if not cells or any(True for cell in cells for _ in cell.iterdescendants("table")):
            continue
        heads = all(cell.tag == "th" for cell in cells) or any(True for _ in row.iterancestors("thead"))
        number = int(str(row.get(_LINE) or row.sourceline or 0))
        yield number, [_cell(cell) for cell in cells], heads


def _cell(cell: etree._Element) -> SpanningCell:
    """A cell as it stands after corrections: what is struck out is left out, unless nothing else is there."""
    written, standing = _text(cell), _text(cell, _UNSEEN | _STRUCK)
    struck = bool(written.strip()) and not standing.strip()
    return SpanningCell(written if struck else standing, _count(cell.get("colspan")), _count(cell.get("rowspan")), struck)


def _count(value: str | None) -> int:
    """The number of a span; 0 in rows means down to the end, which no row count of a list can reach."""
    digits = (value or "1").strip()
    number = int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 6 else 1
    return number or 100_000


def _text(element: etree._Element, unseen: frozenset[str] = _UNSEEN) -> str:
    """What a reader sees: breaks as line breaks, without scripts, hidden parts and references to notes."""
    said: list[str] = []
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, node in walk:
        if event == "start":
            if node is not element and _is_left_out(node, unseen):
                walk.skip_subtree()
                continue
            said.append("\n" if node.tag in _BREAKING and node is not element else "")
            said.append(" ".join(_spaced(node.text)))
        elif node is not element:
            said.append("\n" if node.tag in _BREAKING else "")
            said.append(" ".join(_spaced(node.tail)))
    return "".join(said)


def _spaced(text: str | None) -> list[str]:
    """Words of the source; a space at its ends is kept as an empty word."""
    return re.split(r"\s+", text) if text else []


def _is_left_out(node: etree._Element, unseen: frozenset[str]) -> bool:
    note = node.tag == "sup" and is_footnote_mark("".join(str(part) for part in node.itertext()))
    return node.tag in unseen or note or node.get("hidden") is not None
