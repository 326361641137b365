"""Chance that is the same every time: numbers drawn from a hash of words.

Knows nothing but words. Refuses to be random: the core throws no dice, and a story told twice is the same story.
"""

from collections.abc import Sequence
from hashlib import blake2b
from typing import TypeVar

Thing = TypeVar("Thing")

_WHOLE = 2**32


class Chance:
    """Draws that follow from the words alone, one after another.

    >>> Chance("C-01", 7).whole(1, 6) == Chance("C-01", 7).whole(1, 6)
    True
    """

    def __init__(self, *words: object) -> None:
        self._words = "/".join(map(str, words)).encode()
        self._drawn = b""
        self._blocks = 0

    def share(self) -> float:
        """A number from 0 up to, but not including, 1."""
        if not self._drawn:
            self._drawn = blake2b(self._words + self._blocks.to_bytes(4, "big")).digest()
            self._blocks += 1
        drawn, self._drawn = self._drawn[:4], self._drawn[4:]
        return int.from_bytes(drawn, "big") / _WHOLE

    def whole(self, least: int, most: int) -> int:
        """A whole number between both, both included."""
        return least + int(self.share() * (most - least + 1))

    def one_in(self, many: float) -> bool:
        """True once in so many draws, on average."""
        return self.share() * many < 1

    def choice(self, things: Sequence[Thing]) -> Thing:
        """One of the things."""
        return things[int(self.share() * len(things))]
