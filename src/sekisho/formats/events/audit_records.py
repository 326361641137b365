"""Records of the Linux audit system, those of one event joined.

Knows how its values are written (quoted, hexadecimal, parts inside a message). Refuses to know what the calls mean.
"""

import re
from collections import OrderedDict
from collections.abc import Iterator

from sekisho.detection.event import Value
from sekisho.formats.events.flat import gather
from sekisho.formats.events.layout import Layout
from sekisho.formats.events.making import Made, Maker
from sekisho.formats.events.patterns import text_of
from sekisho.formats.events.source import Source
from sekisho.formats.events.unread import Unread, shown

_HEAD = re.compile(
    r"(?:.*?\s)??(?:node=(?P<node>\S+) )?type=(?P<type>\S+) msg=audit\((?P<time>\d+\.\d+):(?P<serial>\d+)\)\s*:\s*(?P<body>.*)"
)
_PAIR = re.compile(r"""([A-Za-z_][\w-]*)=(?:"([^"]*)"|'([^']*)'|(\S*))""")
_CALL_ARGUMENT = re.compile(r"a\d")
_HEX = re.compile(r"(?:[0-9A-F]{2})+")
#: Fields that the kernel writes in hexadecimal when they hold a space or a character that is not ASCII.
_MAYBE_HEX = re.compile(r"proctitle|name|exe|comm|cwd|cmd|acct|key|path|data|a\d+")
#: So many events may be open at once: records of several events can stand mixed.
_OPEN = 64


def read_audit(source: Source, layout: Layout, maker: Maker) -> Iterator[Made]:
    """Every event of an audit log, with the line of its first record."""
    batches, codec = source.lines(layout.options.get("encoding"))
    events: OrderedDict[tuple[str | None, str, str], tuple[int, dict[str, Value]]] = OrderedDict()
    number = 0
    for batch in batches:
        for raw in batch:
            number += 1
            text = text_of(raw, codec)
            if isinstance(text, Unread):
                yield maker.unreadable(number, text)
            elif match := _HEAD.fullmatch(text):
                key = (match["node"], match["time"], match["serial"])
                if key not in events and len(events) >= _OPEN:
                    yield maker.event(*events.popitem(last=False)[1])
                _join(events.setdefault(key, (number, {}))[1], match)
            elif text.strip() and text.strip() != "----":
                why = f"auditdの記録として読めません（「{shown(text)}」）。形式か、この行を確かめてください。"
                yield maker.unreadable(number, Unread(why))
    for line, fields in events.values():
        yield maker.event(line, fields)


def _join(fields: dict[str, Value], match: re.Match[str]) -> None:
    """Adds a record to its event; a name that other records gave already becomes a list."""
    fields["time"] = match["time"]
    fields["serial"] = match["serial"]
    if match["node"]:
        fields["node"] = match["node"]
    _put(fields, "type", match["type"])
    plain = _CALL_ARGUMENT if match["type"] == "SYSCALL" else None
    for name, value in _pairs(match["body"].replace("\x1d", " "), plain):
        _put(fields, name, value)


def _pairs(body: str, plain: re.Pattern[str] | None = None) -> Iterator[tuple[str, str]]:
    """Names and values; names that ``plain`` fits are numbers and stay as they are written."""
    for name, quoted, part, bare in _PAIR.findall(body):
        if part and "=" in part:
            yield from _pairs(part)
        elif quoted or part:
            yield name, quoted or part
        elif bare and bare not in ("?", "(null)"):
            yield name, bare if plain and plain.fullmatch(name) else _unhexed(name, bare)


def _unhexed(name: str, value: str) -> str:
    if not _MAYBE_HEX.fullmatch(name) or len(value) < 4 or not _HEX.fullmatch(value):
        return value
    text = bytes.fromhex(value).replace(b"\x00", b" ").decode("utf-8", "replace").strip()
    return text if text.isprintable() and "\ufffd" not in text else value


def _put(fields: dict[str, Value], name: str, value: str) -> None:
    known = fields.get(name)
    if known is None:
        fields[name] = value
    elif known != value and not (isinstance(known, list) and value in known):
        gather(fields, name, value)
