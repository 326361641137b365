"""The lines that ``sekisho detect`` and ``sekisho watch`` write (NDJSON), read back as alerts: all faults at once.

Knows the JSON of the command-line contract and the further keys that may stand beside it (``party``, ``user``, ``device``,
``measure``, ``sign`` …). Refuses to know what becomes of an alert. Lines of other kinds than alerts are counted, not read.
"""

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any

from sekisho.detection.event import EventRef
from sekisho.detection.told import AlertKind, AlertLevel, Reason, ToldAlert
from sekisho.formats.fault import Fault

_REMEDY = "sekisho detect または watch が書いたファイルを、直さずに渡してください。"
#: What else detection writes that is no alert: rows that it could not read, and what it says of itself.
_OTHERS = ("unreadable", "coverage", "summary")
_PERSON = ("user", "User", "TargetUserName", "SubjectUserName", "account", "person")
_DEVICE = ("device", "host", "Computer", "hostname", "client")


class _WrongLineError(ValueError):
    """What is wrong with a line."""


@dataclass(frozen=True, slots=True)
class AlertLines:
    """What a file holds: alerts, faults (then nothing may be taken in), and how many lines tell of something else."""

    alerts: tuple[ToldAlert, ...]
    faults: tuple[Fault, ...]
    others: int


def read_alert_lines(content: bytes, name: str) -> AlertLines:
    """The alerts of a file of JSON lines (UTF-8); ``name`` is the file as faults tell it."""
    alerts: list[ToldAlert] = []
    faults: list[Fault] = []
    others = 0
    for number, line in enumerate(content.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            told = _object(line)
            if told.get("kind") in _OTHERS:
                others += 1
            else:
                alerts.append(read_alert(told))
        except _WrongLineError as wrong:
            faults.append(Fault(name, str(wrong), _REMEDY, row=number))
    return AlertLines(tuple(alerts), tuple(faults), others)


def read_alert(told: Mapping[str, Any]) -> ToldAlert:
    """One alert from its JSON object; raises ``ValueError`` that says in Japanese what is wrong."""
    readers: Mapping[str, Callable[[Mapping[str, Any]], ToldAlert]] = {
        AlertKind.RULE.value: _rule,
        AlertKind.BASELINE.value: _baseline,
        AlertKind.UNDECLARED_SERVICE.value: _undeclared,
    }
    reader = readers.get(str(told.get("kind")))
    if reader is None:
        raise _WrongLineError(f"kind が {'、'.join(readers)} のどれでもありません")
    return reader(told)


def _object(line: bytes) -> dict[str, Any]:
    try:
        told = _stored(json.loads(line))
        json.dumps(told, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise _WrongLineError("文字として書けないコードが含まれています") from error
    except (ValueError, RecursionError) as error:
        raise _WrongLineError("JSON として読めません") from error
    if not isinstance(told, dict):
        raise _WrongLineError("JSON のオブジェクトではありません")
    return told


def _stored(value: Any) -> Any:
    """The value without NUL, which no table holds."""
    if isinstance(value, str):
        return value.replace("\x00", "")
    if isinstance(value, list):
        return [_stored(each) for each in value]
    return {_stored(key): _stored(each) for key, each in value.items()} if isinstance(value, dict) else value


def _rule(told: Mapping[str, Any]) -> ToldAlert:
    subject = _mapping(told, "subject")
    return ToldAlert(
        kind=AlertKind.RULE,
        rule=_words(told, "rule", needed=True),
        title=_words(told, "title") or _words(told, "rule"),
        level=_level(told, AlertLevel.MEDIUM),
        subject=subject,
        first=_moment(told, "first_seen"),
        last=_moment(told, "last_seen"),
        count=_number(told, "count", 1),
        events=_events(told),
        **_about(told, subject),
    )


def _baseline(told: Mapping[str, Any]) -> ToldAlert:
    subject = _mapping(told, "subject")
    day = _words(told, "day", needed=True)
    try:
        at = datetime.combine(datetime.fromisoformat(day).date(), time(), UTC)
    except ValueError as error:
        raise _WrongLineError(f"day「{day[:40]}」は日付ではありません") from error
    return ToldAlert(
        kind=AlertKind.BASELINE,
        title=_words(told, "title") or "いつもと違う使い方",
        level=_level(told, AlertLevel.MEDIUM),
        subject=subject,
        first=at,
        last=at,
        events=_events(told),
        reasons=_reasons(told),
        detail={"day": day[:10], "score": _number(told, "score", 0), "rank": _number(told, "rank", 0)},
        **_about(told, subject),
    )


def _undeclared(told: Mapping[str, Any]) -> ToldAlert:
    domain = _words(told, "domain", needed=True)
    return ToldAlert(
        kind=AlertKind.UNDECLARED_SERVICE,
        title=_words(told, "title") or f"申告のない外部サービスへの送信（{domain}）",
        level=_level(told, AlertLevel.MEDIUM),
        first=_moment(told, "first_seen"),
        last=_moment(told, "last_seen"),
        events=_events(told),
        detail={"domain": domain, "bytes_out": _number(told, "bytes_out", 0), "users": _number(told, "users", 0)},
        **_about(told, {}),
    )


def _about(told: Mapping[str, Any], subject: Mapping[str, Any]) -> dict[str, Any]:
    """Who and what the alert is about: said beside it, else by the fields by which it was grouped."""

    def first(*names: str) -> str:
        found = (_plain(source.get(name)) for source in (told, subject) for name in names)
        return next((each for each in found if each), "")

    return {
        "party": first("party"),
        "person": first("person", *_PERSON),
        "device": first(*_DEVICE),
        "system": first("system"),
        "measure": first("measure"),
        "sign": first("sign"),
        "explanation": _words(told, "explanation"),
        "notes": _words(told, "notes"),
        "known_as": _words(told, "id"),
        "withdrawn": told.get("state") == "withdrawn",
    }


def _plain(value: Any) -> str:
    return str(value).strip()[:200] if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _words(told: Mapping[str, Any], name: str, *, needed: bool = False) -> str:
    value = told.get(name)
    if isinstance(value, str) and value.strip():
        return value.strip()
    if needed or value not in (None, ""):
        raise _WrongLineError(f"{name} がないか、文字ではありません")
    return ""


def _mapping(told: Mapping[str, Any], name: str) -> dict[str, Any]:
    value = told.get(name) or {}
    if not isinstance(value, dict) or any(isinstance(each, dict | list) for each in value.values()):
        raise _WrongLineError(f"{name} が、名前と値の組ではありません")
    return {str(key): each for key, each in value.items()}


def _number(told: Mapping[str, Any], name: str, otherwise: float) -> float:
    value = told.get(name, otherwise)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or abs(value) > 1e18:
        raise _WrongLineError(f"{name} が数ではありません")
    return value


def _moment(told: Mapping[str, Any], name: str) -> datetime | None:
    value = told.get(name)
    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError as error:
        raise _WrongLineError(f"{name}「{str(value)[:40]}」は時刻ではありません") from error
    if moment.tzinfo is None:
        raise _WrongLineError(f"{name}「{str(value)[:40]}」に時差がありません")
    return moment.astimezone(UTC)


def _level(told: Mapping[str, Any], otherwise: AlertLevel) -> AlertLevel:
    known = {level.value: level for level in AlertLevel}
    return known.get(str(told.get("level", "")).casefold(), otherwise)


def _events(told: Mapping[str, Any]) -> tuple[EventRef, ...]:
    value = told.get("events") or []
    if not isinstance(value, list):
        raise _WrongLineError("events が並びではありません")
    found = []
    for each in value:
        file, line = (each.get("file"), each.get("line")) if isinstance(each, dict) else (None, None)
        if not isinstance(file, str) or isinstance(line, bool) or not isinstance(line, int):
            raise _WrongLineError("events に、file と line のないものがあります")
        found.append(EventRef(file, line))
    return tuple(found)


def _reasons(told: Mapping[str, Any]) -> tuple[Reason, ...]:
    value = told.get("reasons") or []
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise _WrongLineError("reasons が並びではありません")
    return tuple(Reason(str(each.get("feature", "")), each.get("usual"), each.get("now")) for each in value)
