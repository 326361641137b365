"""What is told of an unusual day: one line of ``sekisho detect --baseline``, and its words for people."""

from dataclasses import dataclass

from sekisho.detection.baselines.features import told_feature

_UNITS_OF_BYTES = ((1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "KB"))
_DAILY_ENOUGH = 10


@dataclass(frozen=True, slots=True)
class Reason:
    """One feature that was unusual: ``usual`` and ``now`` in its own unit, ``weight`` its part of the score.

    ``usual`` is the middle of the person's own days, or of the peers' when there are too few; ``peers`` the peers' middle.
    ``names`` are what stands behind it: the new devices or places, the rare operations.
    """

    feature: str
    usual: float
    now: float
    weight: float
    peers: float
    names: tuple[str, ...] = ()

    @property
    def told(self) -> str:
        """The reason as people read it.

        >>> Reason("customers", 12, 640, 5.0, 15).told
        '照会した顧客の数: ふだん 12 人、今回 640 人'
        """
        name, unit = told_feature(self.feature)
        if self.names:
            name += f"（{'、'.join(self.names)}）"
        if not unit:
            return name
        return f"{name}: ふだん {_amount(self.usual, unit)}、今回 {_amount(self.now, unit)}"

    def as_json(self) -> dict[str, object]:
        """The JSON form of the command-line contract, with what people read beside it."""
        return {
            "feature": self.feature,
            "usual": _plain(self.usual),
            "now": _plain(self.now),
            "peers": _plain(self.peers),
            "names": list(self.names),
            "weight": round(self.weight, 3),
            "text": self.told,
        }


@dataclass(frozen=True, slots=True)
class BaselineAlert:
    """One person's unusual day. ``past_days`` of the same work were compared; 0: only peers, ``peers`` names their work."""

    user: str
    day: str
    score: float
    rank: int
    reasons: tuple[Reason, ...]
    past_days: int
    peers: str

    def as_json(self) -> dict[str, object]:
        """The JSON form of the command-line contract."""
        return {
            "kind": "baseline",
            "title": "いつもと違う使い方",
            "subject": {"user": self.user},
            "day": self.day,
            "score": self.score,
            "rank": self.rank,
            "reasons": [reason.as_json() for reason in self.reasons],
            "past_days": self.past_days,
            "peers": self.peers,
        }


def _plain(number: float) -> float:
    """The number without a fraction that says nothing."""
    return int(number) if float(number).is_integer() else round(number, 2)


def _amount(number: float, unit: str) -> str:
    if unit == "バイト":
        for size, name in _UNITS_OF_BYTES:
            if number >= size:
                return f"{number / size:,.1f} {name}"
    shown = f"{number:,.1f}" if 0 < number < _DAILY_ENOUGH and not float(number).is_integer() else f"{number:,.0f}"
    return f"{shown} {unit}"
