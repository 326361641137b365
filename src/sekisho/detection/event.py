"""What an event is: one line of a log with its fields, its time and the place where it stands.

Knows the flat schema of the event store and that every event keeps its (file, line). Refuses to know any log format.
The schema follows the categories of OCSF; whatever a source names beyond it stays in ``fields`` under its own name, so that
rules may name it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sekisho.terms import Vocabulary

#: A value of a field. A list holds the values of a field that stands several times in one event (Windows' ``Data``).
Scalar = str | int | float | bool | None
Value = Scalar | list[Scalar]


class Category(Vocabulary):
    """What kind of thing an event tells of."""

    FILE = "file", "ファイル"
    PERIPHERAL = "peripheral", "外部機器"
    HTTP = "http", "Web通信"
    NETWORK = "network", "通信"
    AUTHENTICATION = "authentication", "認証"
    DATASTORE = "datastore", "データの参照"
    PROCESS = "process", "プログラム"
    CLIPBOARD = "clipboard", "画面・クリップボード"
    DOOR = "door", "入退室"


#: The columns of the flat schema that rules may name beside the names of the source, with what they mean.
SCHEMA: Mapping[str, str] = {
    "category": "分類（file、peripheral、http、network、authentication、datastore、process、clipboard、door）",
    "party": "会社番号",
    "tier": "連鎖の中の段",
    "site": "拠点",
    "system": "システム",
    "user": "利用者の番号またはID",
    "device": "端末",
    "action": "操作",
    "object": "対象（ファイル、表、URL、ドメイン、媒体の番号）",
    "customer": "照会された顧客の番号",
    "bytes": "量（バイト）",
    "records": "件数",
    "outcome": "結果（success、failure）",
}


@dataclass(frozen=True, slots=True, order=True)
class EventRef:
    """Where an event stands: the file and the physical line on which it begins (EVTX: the record id), 1-based."""

    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Event:
    """One event. ``time`` is microseconds since 1970 in UTC, None when the line states none.

    ``fields`` holds the names of the source and, beside them, the columns of ``SCHEMA`` that its layout fills; where both
    have one name the source's value stands. A field that is missing is not there at all, an empty one is an empty text.
    ``id`` is the source's own number of the event: events of one id are one event, wherever they stand. None: no id.
    """

    ref: EventRef
    time: int | None
    fields: Mapping[str, Value] = field(hash=False)
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A line that could not be read: it is told, never dropped silently. ``why`` is one Japanese sentence."""

    ref: EventRef
    why: str

    def as_json(self) -> dict[str, str | int]:
        """The JSON form of the command-line contract."""
        return {"kind": "unreadable", "file": self.ref.file, "line": self.ref.line, "why": self.why}
