"""How often one address on the network may ask for answer links: enough for people, too little for trying.

Knows counts within a few minutes, in the memory of this process. Refuses to know who asks: addresses are kept as hashes.
"""

import hashlib

from django.core.cache import cache
from django.http import HttpRequest

from sekisho_site.web.signin.lockout import place_of

WINDOW = 300
#: Pages, saving and sending together, from one address within the window.
MOST_REQUESTS = 120
#: Tokens that were never handed out, from one address within the window.
MOST_UNKNOWN = 20


def too_often(request: HttpRequest) -> bool:
    """Count this request; whether its address has asked too often, or tried too many tokens."""
    asked = _count(request, "asked")
    return asked > MOST_REQUESTS or int(cache.get(_key(request, "unknown"), 0)) >= MOST_UNKNOWN


def count_unknown(request: HttpRequest) -> None:
    """Count a token that was never handed out."""
    _count(request, "unknown")


def _count(request: HttpRequest, what: str) -> int:
    key = _key(request, what)
    cache.add(key, 0, WINDOW)
    try:
        return int(cache.incr(key))
    except ValueError:  # it ran out between the two
        cache.set(key, 1, WINDOW)
        return 1


def _key(request: HttpRequest, what: str) -> str:
    address = hashlib.sha256(str(place_of(request)).encode()).hexdigest()
    return f"answer-link:{what}:{address}"
