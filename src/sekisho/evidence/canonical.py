"""Canonical JSON: one value, one sequence of bytes, so that a hash of the bytes is a hash of what was said.

Knows which values have exactly one spelling. Refuses everything that has several or none (floats, sets, naive times):
evidence must not depend on a platform or a library version. Text is kept as it was received: no Unicode normalisation.
"""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any


class CanonicalError(ValueError):
    """A value has no canonical form, or bytes are not canonical; the message names the place inside the value."""


def canonical(value: Mapping[str, Any]) -> bytes:
    """UTF-8 JSON with sorted keys and no spaces.

    Text, whole numbers, truth values, ``None``, mappings with text keys, lists and tuples are taken; dates are written as
    ISO 8601, points in time in UTC, members of vocabularies by code. Raises :class:`CanonicalError` for anything else.

    >>> canonical({"b": date(2026, 4, 1), "a": ["あ", None, True]}).decode()
    '{"a":["あ",null,true],"b":"2026-04-01"}'
    """
    try:
        return _ENCODER.encode(_plain(value, "")).encode()
    except UnicodeEncodeError as error:
        raise CanonicalError(f"文字として書けないコードが含まれています（{error.object[error.start]!a}）") from error


def parse(data: bytes) -> dict[str, Any]:
    """The value of canonical bytes; ``canonical(parse(data)) == data``. Dates and codes come back as text.

    Raises :class:`CanonicalError` when ``data`` is not the canonical form of a mapping.
    """
    try:
        value = json.loads(data.decode(), parse_float=_refuse_number, parse_constant=_refuse_number)
    except (ValueError, RecursionError) as error:
        raise CanonicalError("正しいJSONではありません") from error
    if not isinstance(value, dict) or canonical(value) != data:
        raise CanonicalError("正規の形（キーの順、空白なし）になっていません")
    return value


_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def _refuse_number(text: str) -> Any:
    raise CanonicalError(f"{text} は整数ではありません")


def _plain(value: Any, place: str) -> Any:
    """The same value in types of JSON only."""
    if isinstance(value, Enum):
        value = value.value
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, datetime):
        return _utc(value, place)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {_key(key, place): _plain(each, f"{place}.{key}") for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(each, f"{place}[{number}]") for number, each in enumerate(value)]
    raise CanonicalError(f"{place or '値'}: {type(value).__name__} には正規の形がありません")


def _key(key: Any, place: str) -> str:
    if not isinstance(key, str):
        raise CanonicalError(f"{place or '値'}: キー {key!r} が文字列ではありません")
    return str(key.value) if isinstance(key, Enum) else key


def _utc(moment: datetime, place: str) -> str:
    if moment.tzinfo is None:
        raise CanonicalError(f"{place}: 時刻に時差（タイムゾーン）がありません")
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
