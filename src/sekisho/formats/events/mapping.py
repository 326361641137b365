"""What people write about a log of their own (``--mapping FILE.yaml``): its columns, its times, its encoding.

Knows the keys of such a file and says what is wrong with them. Refuses to read logs.
"""

from collections.abc import Mapping as Written
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from sekisho.detection.event import SCHEMA
from sekisho.formats.events.layout import BESIDE, Layout, LayoutMistake, TimeFrom, layouts, read_zone
from sekisho.formats.fault import Fault, Faults, reason_of

_LIMIT = 2**20
_COLUMNS = (*SCHEMA, *BESIDE)
_OTHER_WORDS = {
    "timestamp": "time",
    "fields": "columns",
    "map": "columns",
    "constant": "constants",
    "fixed": "constants",
    "timezone": "zone",
    "layout": "format",
}
_OF_TIME = {"column": "time", "columns": "time", "from": "time", "format": "time_format", "timezone": "zone"}
#: The keys of a mapping, with what they mean to people.
KEYS: Written[str, str] = {
    "format": "元にする形式（省くと中身から見分ける。csv、jsonl など）",
    "encoding": "文字コード（省くと中身から見分ける。utf-8、cp932、euc_jp、utf-16 など）",
    "delimiter": '区切り文字（省くと見分ける。タブは "\\t"）',
    "skip": "見出しの前に読み飛ばす行数",
    "names": "見出しのない表の列の名前（順に）",
    "time": "日時の列。日付と時刻が別の列なら [日付, 時刻]",
    "time_format": "日時の書き方（%Y/%m/%d %H:%M:%S など）。ふつうの書き方なら省ける",
    "zone": "日時の時間帯（Asia/Tokyo、UTC、+09:00）",
    "zone_column": "時間帯の列",
    "year": "年の書かれない日時（syslog）の年",
    "id": "イベントの番号の列",
    "columns": "共通の列ごとに、元の列の名前（user: 社員番号 など）",
    "constants": "すべての行に同じ値を入れる列（party: P07 など）",
}
_CODECS = {
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "windows-31j": "cp932",
    "ms932": "cp932",
    "utf-8-sig": "utf-8",
}
_ENCODINGS = ("utf-8", "cp932", "euc_jp", "iso2022_jp", "utf-16-le", "utf-16-be")


@dataclass(frozen=True, slots=True)
class Mapping:
    """What a mapping changes in the layout it stands on; ``base`` is that layout's name, None to recognise it."""

    base: str | None
    encoding: str | None
    options: Written[str, Any]
    times: tuple[TimeFrom, ...]
    id: str | None
    fill: Written[str, tuple[str, ...]]
    constants: Written[str, str]
    year: int | None = None

    def over(self, layout: Layout) -> Layout:
        """The layout with what the mapping says in place of it."""
        reader = "table" if self.options.get("names") else layout.reader
        return replace(
            layout,
            reader=reader,
            times=self.times or layout.times,
            id=self.id or layout.id,
            fill={**layout.fill, **self.fill},
            constants={**layout.constants, **self.constants},
            options={**layout.options, **self.options},
        )

    @property
    def latest(self) -> date | None:
        """The last day of the year of times that state none, if it is said."""
        return None if self.year is None else date(self.year, 12, 31)


_NOTHING = Mapping(None, None, {}, (), None, {}, {})


def read_mapping(path: Path | str) -> Mapping:
    """The mapping in a YAML file. Raises Faults with every key that is not as it should be."""
    path = Path(path)
    try:
        text = path.read_bytes()[: _LIMIT + 1]
        written = yaml.safe_load(text.decode("utf-8-sig")) if len(text) <= _LIMIT else None
    except OSError as error:
        what = {FileNotFoundError: "ファイルがありません", IsADirectoryError: "ファイルではなくフォルダーです"}
        why = what.get(type(error), f"開けません（{reason_of(error)}）")
        raise Faults([Fault(str(path), why, "パスを確かめてください。")]) from None
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        row = mark.line + 1 if mark else None
        raise Faults(
            [Fault(str(path), "YAMLとして読めません", "字下げと記号を確かめ、UTF-8で保存してください。", row=row)]
        ) from None
    if not isinstance(written, dict):
        raise Faults([Fault(str(path), "「キー: 値」の並びではありません", f"次のキーで書いてください: {'、'.join(KEYS)}。")])
    try:
        return _mapping(_in_our_words({str(key): value for key, value in written.items()}))
    except (LayoutMistake, LookupError) as mistake:
        raise Faults([Fault(str(path), str(mistake).rstrip("。"), f"使えるキーは {'、'.join(KEYS)} です。")]) from None


def _in_our_words(written: dict[str, Any]) -> dict[str, Any]:
    """The mapping with one word for each thing, however people put it.

    Columns of the schema may stand at the top, ``time`` may hold its own form and zone or stand among the columns, and columns
    may be written the other way round (``社員番号: user``).
    """
    found: dict[str, Any] = {}
    columns: dict[str, Any] = {}
    for key, value in written.items():
        name = _OTHER_WORDS.get(key, key)
        if name == "columns" and isinstance(value, dict):
            columns |= dict(_turned(str(target), source) for target, source in value.items())
        elif name == "time" and isinstance(value, dict):
            found |= {_OF_TIME.get(str(part), str(part)): inner for part, inner in value.items()}
        elif name in _COLUMNS and name not in KEYS:
            columns[name] = value
        else:
            found[name] = value
    if "time" in columns:
        found.setdefault("time", columns.pop("time"))
    return found | ({"columns": columns} if columns else {})


def _turned(target: str, source: Any) -> tuple[str, Any]:
    if _OTHER_WORDS.get(target, target) not in (*_COLUMNS, "time") and source in (*_COLUMNS, "time", "timestamp"):
        target, source = str(source), target
    return _OTHER_WORDS.get(target, target), source


def in_year(mapping: Mapping | None, year: int | None) -> Mapping | None:
    """A mapping, or none, with the year of times that state none; it stands before the mapping's own."""
    return mapping if year is None else replace(mapping or _NOTHING, year=year)


def _mapping(written: dict[str, Any]) -> Mapping:
    unknown = sorted(written.keys() - KEYS.keys())
    if unknown:
        raise LayoutMistake(f"「{'」「'.join(unknown)}」というキーはありません")
    base = written.get("format")
    names = written.get("names")
    if base == "auto":
        base = None
    if base is None and names:
        base = "csv"
    if base is not None and base not in layouts():
        raise LayoutMistake(f"形式「{base}」はありません（{'、'.join(layouts())} のどれか）")
    encoding = _encoding(written.get("encoding"))
    options: dict[str, Any] = {name: written[name] for name in ("delimiter", "names", "skip") if written.get(name)}
    _checked(options)
    if encoding:
        options["encoding"] = encoding
    zone = read_zone(str(written.get("zone", "Asia/Tokyo")))
    if "zone" in written:
        options["zone"] = zone
    columns = _texts(written.get("columns"), "columns")
    return Mapping(
        base=base,
        encoding=encoding,
        options=options,
        times=_times(written, zone),
        id=_text(written.get("id"), "id"),
        fill=columns,
        constants={name: value[0] for name, value in _texts(written.get("constants"), "constants").items()},
        year=_year(written.get("year")),
    )


def _checked(options: dict[str, Any]) -> None:
    delimiter = options.get("delimiter")
    if delimiter is not None and (not isinstance(delimiter, str) or len(delimiter) != 1 or delimiter in '"\r\n'):
        raise LayoutMistake("delimiter は引用符や改行でない1文字にしてください")
    skip = options.get("skip", 0)
    if not isinstance(skip, int) or isinstance(skip, bool) or not 0 <= skip <= 1000:
        raise LayoutMistake("skip は 0 から 1000 までの数にしてください")
    names = options.get("names", [])
    if not isinstance(names, list) or not all(isinstance(name, (str, int)) for name in names):
        raise LayoutMistake("names は [日時, 社員番号, 操作] のような並びにしてください")


def _year(written: Any) -> int | None:
    if written is None or (isinstance(written, int) and not isinstance(written, bool) and 1970 <= written <= 9999):
        return written
    raise LayoutMistake("year は 2026 のような西暦4桁の年にしてください")


def _encoding(written: Any) -> str | None:
    if written is None:
        return None
    name = str(written).lower().replace("_", "-")
    if name in ("utf-16", "utf16"):
        return None  # the byte order mark, or the zeros, tell which one
    found = _CODECS.get(name, name).replace("-", "_")
    for known in _ENCODINGS:
        if known.replace("-", "_") == found:
            return known
    raise LayoutMistake(f"文字コード「{written}」は読めません（utf-8、cp932、euc_jp、iso2022_jp、utf-16 のどれか）")


def _times(written: dict[str, Any], zone: Any) -> tuple[TimeFrom, ...]:
    columns = written.get("time")
    if columns is None:
        return ()
    columns = columns if isinstance(columns, list) else [columns]
    if not columns or not all(isinstance(name, (str, int)) for name in columns):
        raise LayoutMistake("time は列の名前か、[日付, 時刻] のような並びにしてください")
    form = _text(written.get("time_format"), "time_format")
    return (TimeFrom(tuple(str(name) for name in columns), zone, _text(written.get("zone_column"), "zone_column"), form),)


def _text(written: Any, key: str) -> str | None:
    if written is None:
        return None
    if isinstance(written, (dict, list)):
        raise LayoutMistake(f"{key} は1つの文字にしてください")
    return str(written)


def _texts(written: Any, key: str) -> dict[str, tuple[str, ...]]:
    """Columns of the schema, or others that rules name, with the texts written for each."""
    if written is None:
        return {}
    if not isinstance(written, dict):
        raise LayoutMistake(f"{key} は「user: 社員番号」のように、列ごとに書いてください")
    found: dict[str, tuple[str, ...]] = {}
    for name, value in written.items():
        values = value if isinstance(value, list) else [value]
        if any(one is None or isinstance(one, (dict, list)) for one in values) or not values:
            raise LayoutMistake(f"{key} の {name} に値がありません")
        found[str(name)] = tuple(str(one) for one in values)
    return found
