"""Several values in one cell: separated by 、 , ; or a line break, with quotes for a value that holds a separator.

Knows how values are parted and joined, so that joining and parting gives the same values. Refuses to know what they mean.
"""

import re
from collections.abc import Iterable

# a comma before a legal form belongs to the name: Example Cloud, Inc.
_SEPARATOR = (
    r"(?:[、;；\r\n]|[,，](?!\s*(?:incorporated|inc|corporation|corp|company|co|limited|ltd|llc|l\.l\.c|llp|lp|l\.p|plc|pbc"
    r"|gmbh|ag|s\.a|sa|sas|b\.v|bv|n\.v|pty|pte|k\.k|kk)\b))"
)
_FLAGS = re.IGNORECASE | re.DOTALL
_QUOTED = re.compile(rf'\s*"((?:[^"]|"")*)"\s*(?:{_SEPARATOR}|$)', _FLAGS)
_PLAIN = re.compile(rf"((?:(?!{_SEPARATOR}).)*)(?:{_SEPARATOR}|$)", _FLAGS)
_PLAIN_WITH_BRACKETS = re.compile(rf"((?:[(（][^()（）]*[)）]|(?!{_SEPARATOR}).)*)(?:{_SEPARATOR}|$)", _FLAGS)


def split(text: str, *, brackets: bool = False) -> tuple[str, ...]:
    """The values of a cell. With ``brackets`` a separator inside （ ） does not separate. Empty places are passed over.

    >>> split('甲社、 乙社;"丙, 丁"、Example Cloud, Inc.')
    ('甲社', '乙社', '丙, 丁', 'Example Cloud, Inc.')
    """
    plain = _PLAIN_WITH_BRACKETS if brackets else _PLAIN
    values, place = [], 0
    while place < len(text):
        if match := _QUOTED.match(text, place):
            values.append(match.group(1).replace('""', '"'))
        else:
            match = plain.match(text, place)
            if match is None:  # the pattern matches at every place; this keeps the type honest
                break
            if match.group(1).strip():
                values.append(match.group(1).strip())
        place = match.end()
    return tuple(values)


def join(values: Iterable[str]) -> str:
    """The values as one cell; :func:`split` gives them back exactly.

    >>> join(["甲社", "丙, 丁"])
    '甲社、"丙, 丁"'
    """
    return "、".join(_quoted(value) for value in values)


def _quoted(value: str) -> str:
    if split(value) == (value,) and not value.startswith('"'):
        return value
    return '"' + value.replace('"', '""') + '"'
