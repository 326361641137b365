"""Fills the columns of the flat schema beside the names of the source, as a layout says.

Knows how a layout's cases are looked up quickly. Refuses to replace what the source itself calls by the same name.
"""

from collections.abc import Mapping

from sekisho.detection.event import Value
from sekisho.formats.events.layout import Case, Layout

Fields = dict[str, Value]
_Then = tuple[tuple[str, str | tuple[str, ...]], ...]


class Filling:
    """What a layout fills. ``wanted`` names the only fields anybody will read; None means all of them."""

    def __init__(self, layout: Layout, wanted: frozenset[str] | None) -> None:
        self._constants = {name: value for name, value in layout.constants.items() if wanted is None or name in wanted}
        self._fill = tuple((name, sources) for name, sources in layout.fill.items() if wanted is None or name in wanted)
        self._cases = _indexed(layout.cases, wanted)
        self.idle = not (self._constants or self._fill or self._cases)

    def __call__(self, fields: Fields) -> None:
        """Fills the columns of one event: by the first case that is true of it, then by ``fill``, then by constants."""
        for names, found in self._cases:
            then = found.get(tuple([str(fields.get(name)).lower() for name in names]))
            if then:
                for column, source in then:
                    if column not in fields:
                        _put(fields, column, source)
        for column, sources in self._fill:
            if column not in fields:
                _put(fields, column, sources)
        for column, value in self._constants.items():
            fields.setdefault(column, value)


def _put(fields: Fields, column: str, source: str | tuple[str, ...]) -> None:
    if isinstance(source, str):
        fields[column] = source
        return
    for name in source:
        value = fields.get(name)
        if value is not None and value not in ("", "-"):
            fields[column] = value
            return


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
            for values in _products([case.when[name] for name in names]):
                group.setdefault(values, then)
    return list(groups.items())


def _products(choices: list[frozenset[str]]) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = [()]
    for texts in choices:
        found = [(*before, text.lower()) for before in found for text in sorted(texts)]
    return found
