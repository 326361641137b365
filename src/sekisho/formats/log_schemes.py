"""Which logs are to be there on which days: a YAML file that people write (``sekisho logs coverage --schedule``).

Knows its keys and what is wrong with them. Refuses to judge.
"""

from datetime import date
from pathlib import Path
from typing import Any

import yaml

from sekisho.detection.coverage import Scheme
from sekisho.detection.streams import Stream
from sekisho.formats.fault import Fault, Faults, reason_of

_DAYS: dict[str, frozenset[int]] = {"daily": frozenset(range(7)), "weekdays": frozenset(range(5))}
_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_KEYS = ("log", "party", "system", "days", "since")
_REMEDY = "log: jsonl、party: P-001、days: weekdays、since: 2026-04-01 のような組を並べてください。"


def read_schemes(path: Path) -> list[Scheme]:
    """The declared logs. ``days`` is ``daily``, ``weekdays`` or a list of ``mon`` … ``sun``. Raises Faults, all at once."""
    try:
        told = yaml.safe_load(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise Faults([Fault(str(path), f"開けません（{reason_of(error)}）", "場所と権限を確かめてください。")]) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        row = mark.line + 1 if mark else None
        raise Faults([Fault(str(path), "YAML として読めません", "字下げと記号を確かめてください。", row=row)]) from error
    if not isinstance(told, list):
        raise Faults([Fault(str(path), "ログの並びではありません", _REMEDY)])
    faults: list[Fault] = []
    schemes = []
    for number, item in enumerate(told, 1):
        try:
            schemes.append(_scheme(item))
        except ValueError as error:
            faults.append(Fault(str(path), f"{number}番目の{error}", _REMEDY))
    if faults:
        raise Faults(faults)
    return schemes


def _scheme(item: Any) -> Scheme:
    if not isinstance(item, dict) or not item.get("log"):
        raise ValueError("組に log がありません")
    unknown = [str(key) for key in item if key not in _KEYS]
    if unknown:
        raise ValueError(f"組の「{unknown[0]}」というキーはありません")
    since = item.get("since")
    if since is not None and type(since) is not date:
        raise ValueError(f"組の since「{since}」は日付ではありません")
    stream = Stream(*(str(item.get(name) or "") for name in ("log", "party", "system")))
    return Scheme(stream, _weekdays(item.get("days")), since)


def _weekdays(told: Any) -> frozenset[int] | None:
    if told is None:
        return None
    if isinstance(told, str) and told in _DAYS:
        return _DAYS[told]
    if isinstance(told, list) and told and all(name in _NAMES for name in told):
        return frozenset(_NAMES.index(name) for name in told)
    raise ValueError(f"組の days「{told}」は曜日ではありません")
