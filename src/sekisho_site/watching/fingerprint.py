"""By what the rules of the last time are known again.

Knows what of a book means something. Refuses to know what rules are held to.
"""

import hashlib
import json
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any

from sekisho.detection.plan import RuleBook


def fingerprint(book: RuleBook) -> str:
    """By which a book is known again, wherever its files lie: rules that mean the same give the same."""
    return hashlib.sha256(
        json.dumps(_plain(book), ensure_ascii=False, sort_keys=True).encode("utf-8", "surrogatepass")
    ).hexdigest()


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        named = {each.name: _plain(getattr(value, each.name)) for each in fields(value) if each.name not in ("source", "notes")}
        return {"": type(value).__name__, **named}
    if isinstance(value, Enum):
        return value.name
    if isinstance(value, frozenset | set):
        return sorted(map(str, value))
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    if hasattr(value, "items"):
        return {str(name): _plain(each) for name, each in value.items()}
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)
