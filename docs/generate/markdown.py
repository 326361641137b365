"""Small pieces of Markdown."""

from collections.abc import Iterable, Sequence


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    r"""A table; line breaks and bars in cells cannot break it.

    >>> print(table(["語", "意味"], [["甲|乙", ""]]), end="")
    | 語 | 意味 |
    |---|---|
    | 甲\|乙 |  |
    """
    lines = [headings, ["---"] * len(headings), *rows]
    return "".join(
        f"|{'|'.join(cells)}|\n" if number == 1 else f"| {' | '.join(_cell(cell) for cell in cells)} |\n"
        for number, cells in enumerate(lines)
    )


def anchor(name: str) -> str:
    """A place that links can name, whatever the heading says."""
    return f'<a id="{name}"></a>\n\n'


def code(words: Iterable[str]) -> str:
    """Words as code, with a comma between them."""
    return ", ".join(f"`{word}`" for word in words)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
