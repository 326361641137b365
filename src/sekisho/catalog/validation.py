"""Holds catalog files to their schema; every fault names file, item and field, and all faults are told at once."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from sekisho.catalog.schema import OPTIONAL_HEADER, Field, Section

Files = Mapping[str, Mapping[str, Any]]
Shape = Mapping[str, Mapping[str, Section]]

_TYPE_NAMES = {str: "文字列", int: "整数", bool: "true か false", dict: "項目の組", list: "一覧", date: "日付"}


def faults(files: Files, shape: Shape) -> list[str]:
    """What is wrong with the files, in the order in which it stands there; empty when all is well."""
    return list(_Validation(files, shape).all_faults())


class _Validation:
    def __init__(self, files: Files, shape: Shape) -> None:
        self.files = files
        self.shape = shape
        self.home = {section: name for name, sections in shape.items() for section in sections}
        self.ids = {section: self._ids_of(name, section) for section, name in self.home.items()}

    def _ids_of(self, name: str, section: str) -> frozenset[str]:
        key = self.shape[name][section].key
        entries = self.files.get(name, {}).get(section)
        listed = entries if isinstance(entries, list) else []
        return frozenset(str(entry.get(key)) for entry in listed if isinstance(entry, dict))

    def all_faults(self) -> Iterator[str]:
        for name, sections in self.shape.items():
            if name not in self.files:
                yield f"{name}: ファイルがありません"
            else:
                yield from self._file(name, sections)

    def _file(self, name: str, sections: Mapping[str, Section]) -> Iterator[str]:
        content = self.files[name]
        yield from _value(Field(str), content.get("version"), f"{name} version")
        yield from _value(Field(date), content.get("effective_from"), f"{name} effective_from")
        yield from _unknown(content, {"version", "effective_from", *OPTIONAL_HEADER, *sections}, name)
        for title, section in sections.items():
            entries = content.get(title)
            if not isinstance(entries, list) or not entries:
                yield f"{name} {title}: 一覧が書かれていません"
            else:
                yield from self._entries(entries, section.fields, section.key, name)

    def _entries(self, entries: list[Any], fields: Mapping[str, Field], key: str, place: str) -> Iterator[str]:
        seen: set[str] = set()
        for number, entry in enumerate(entries, 1):
            if not isinstance(entry, dict):
                yield f"{place} {number}番目: {_TYPE_NAMES[dict]}ではありません"
                continue
            name = entry.get(key)
            where = f"{place} {name}" if isinstance(name, str) and name else f"{place} {number}番目"
            if isinstance(name, str) and name in seen:
                yield f"{where} {key}: 同じ {key} が二つあります"
            seen.add(str(name))
            yield from self._fields(entry, fields, where)

    def _fields(self, entry: Mapping[str, Any], fields: Mapping[str, Field], where: str) -> Iterator[str]:
        for name, field in fields.items():
            value = entry.get(name)
            if value is None and field.optional:
                continue
            yield from self._field(field, value, f"{where} {name}")
        yield from _unknown(entry, set(fields), where)

    def _field(self, field: Field, value: Any, where: str) -> Iterator[str]:
        if not field.many:
            yield from self._single(field, value, where)
        elif value is None or (value == [] and not field.empty):
            yield f"{where}: 書かれていません"
        elif not isinstance(value, list):
            yield f"{where}: 「{value}」は{_TYPE_NAMES[list]}ではありません"
        elif field.parts:
            yield from self._entries(value, field.parts, field.key, where)
        else:
            for each in value:
                yield from self._single(field, each, where)

    def _single(self, field: Field, value: Any, where: str) -> Iterator[str]:
        fault = next(_value(field, value, where), None)
        if fault:
            yield fault
        elif field.parts:
            yield from self._fields(value, field.parts, where)
        elif field.refers and value.startswith(field.prefix):
            if value not in self.ids[field.refers] and value not in field.words:
                yield f"{where}: 「{value}」は {self.home[field.refers]} の {field.refers} にありません"
        elif field.words and value not in field.words:
            yield f"{where}: 「{value}」は使えません。使えるのは {'、'.join(field.words)} です"


def _value(field: Field, value: Any, where: str) -> Iterator[str]:
    """Whether a value is there and of its type."""
    if value is None or value == "":
        yield f"{where}: 書かれていません"
    elif type(value) is not field.kind:
        hint = "（yes、no、数字、日付は引用符で囲みます）" if field.kind is str else ""
        yield f"{where}: 「{value}」は{_TYPE_NAMES[field.kind]}ではありません{hint}"


def _unknown(entry: Mapping[str, Any], known: set[str], where: str) -> Iterator[str]:
    for name in entry:
        if name not in known:
            yield f"{where} {name}: このような項目はありません"
