"""Fills the columns of the flat schema beside the names of the source, as a layout says.

Knows how a layout's cases are looked up quickly, and that amounts are written with full-width digits and commas. Refuses to
replace what the source itself calls by the same name, or how it writes it.
"""

import csv
import re
import unicodedata
from collections.abc import Iterator, Mapping
from io import StringIO
from itertools import product

from sekisho.detection.event import Value
from sekisho.formats.events.layout import Case, Layout

#: Longer texts are not looked into; they stay under their own name.
_LONG = 8_192
#: Columns that hold amounts. Rules and baselines calculate with them.
_AMOUNTS = frozenset({"bytes", "bytes_out", "records"})
_GROUPED = re.compile(r"[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?")

Fields = dict[str, Value]
_Then = tuple[tuple[str, str | tuple[str, ...]], ...]


class Filling:
    """What a layout fills. ``wanted`` names the only fields anybody will read; None means all of them."""

    def __init__(self, layout: Layout, wanted: frozenset[str] | None) -> None:
        self._constants = {name: value for name, value in layout.constants.items() if wanted is None or name in wanted}
        self._fill = tuple((name, sources) for name, sources in layout.fill.items() if wanted is None or name in wanted)
        self._cases = _indexed(layout.cases, wanted)
        self._extracts = layout.extracts
        self.idle = not (self._constants or self._fill or self._cases or self._extracts)

    def _cut(self, fields: Fields) -> None:
        """The first extract that fits its column gives its fields."""
        for extract in self._extracts:
            text = fields.get(extract.source)
            if not isinstance(text, str) or any(str(fields.get(name)) not in texts for name, texts in extract.only.items()):
                continue
            if len(text) > _LONG and not extract.cells:
                continue  # a pattern with several gaps would be slow on it
            match = extract.pattern.search(text)
            if match is None:
                continue
            found = dict(zip(extract.cells, _cells(text[match.end() :]), strict=False)) if extract.cells else match.groupdict()
            for name, value in found.items():
                if value is not None:
                    fields.setdefault(name, value)
            for column, source in extract.then.items():
                if column not in fields:
                    _put(fields, column, source)
            return

    def __call__(self, fields: Fields) -> None:
        """Fills the columns of one event: by the first case that is true of it, then by ``fill``, then by constants."""
        if self._extracts:
            self._cut(fields)
        for names, found in self._cases:
            for then in _fitting(fields, names, found):
                for column, source in then:
                    if column not in fields:
                        _put(fields, column, source)
        for column, sources in self._fill:
            if column not in fields:
                _put(fields, column, sources)
        for column, value in self._constants.items():
            fields.setdefault(column, value)


def _fitting(fields: Fields, names: tuple[str, ...], found: Mapping[tuple[str, ...], _Then]) -> Iterator[_Then]:
    """What the case says that fits; a column that holds several values fits by any of them."""
    values = [fields.get(name) for name in names]
    if list in map(type, values):
        wide = [[str(one).lower() for one in value] if isinstance(value, list) else [str(value).lower()] for value in values]
        yield from (then for key in product(*wide) if (then := found.get(key)))
    elif then := found.get(tuple([str(value).lower() for value in values])):
        yield then


def _cells(text: str) -> list[str]:
    try:
        return next(csv.reader(StringIO(text, newline="")), [])
    except csv.Error:
        return []


def _put(fields: Fields, column: str, source: str | tuple[str, ...]) -> None:
    if isinstance(source, str):
        fields[column] = source
        return
    for name in source:
        value = fields.get(name)
        if value is not None and value not in ("", "-"):
            fields[column] = _amount(value) if column in _AMOUNTS and isinstance(value, str) else value
            return


def _amount(text: str) -> str:
    """A number as programs write it; a text that is none stays.

    >>> _amount("１２０"), _amount("1,234,567"), _amount("1,23"), _amount("約１０")
    ('120', '1234567', '1,23', '約１０')
    """
    if text.isascii() and text.isdecimal():
        return text
    plain = unicodedata.normalize("NFKC", text).strip()
    if _GROUPED.fullmatch(plain):
        return plain.replace(",", "")
    return plain if plain.isascii() and plain.isdecimal() else text


def _indexed(
    cases: tuple[Case, ...], wanted: frozenset[str] | None
) -> list[tuple[tuple[str, ...], Mapping[tuple[str, ...], _Then]]]:
    """The cases by the columns they ask and the values they ask for; of two cases for the same values the first one counts."""
    groups: dict[tuple[str, ...], dict[tuple[str, ...], _Then]] = {}
    for case in cases:
        names = tuple(case.when)
        then = tuple((name, value) for name, value in case.then.items() if wanted is None or name in wanted)
        if then:
            group = groups.setdefault(names, {})
            for values in product(*([text.lower() for text in sorted(case.when[name])] for name in names)):
                group.setdefault(values, then)
    return list(groups.items())
