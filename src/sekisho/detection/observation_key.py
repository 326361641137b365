"""The keys of records that detection writes itself: they follow from what is observed, and tell such records from others."""

import re
from hashlib import sha256

_DIGITS = 12
_OWN = re.compile(rf"[A-Z]{{2}}-[0-9a-f]{{{_DIGITS}}}")


def observation_key(prefix: str, *about: str) -> str:
    """The key of an observation ``about`` these things; ``prefix`` are two capitals that name its kind.

    >>> observation_key("TF", "P-1", "storage.example")
    'TF-8101f9d1cd44'
    """
    digest = sha256("\x1f".join(about).encode()).hexdigest()
    return f"{prefix}-{digest[:_DIGITS]}"


def is_observation_key(key: str) -> bool:
    """Whether the record of this key was written by detection, not by people.

    >>> is_observation_key("TF-8101f9d1cd44"), is_observation_key("TF-003")
    (True, False)
    """
    return _OWN.fullmatch(key) is not None
