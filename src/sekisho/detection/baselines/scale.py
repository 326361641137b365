"""The scale on which amounts are compared.

Knows one transformation and its constants. Counts of busy people vary more than counts of quiet ones: on this scale the
spread of a count is about 1 whatever its size, if its variance is ``m + DISPERSION * m²`` (a negative binomial; Anscombe 1948).
"""

import math

#: How much daily counts of one person vary beyond chance, as a share of the mean squared. Real logs lie about 0.1 to 0.5.
DISPERSION = 0.15
#: No spread is believed to be smaller: a person with twenty equal days is not a machine.
NARROWEST = 0.7
#: The usual of somebody with few days leans on the peers as if so many of the days were theirs.
LEANING = 4
#: Fewer days of the same work than this are no past of one's own: peers only.
FEW_DAYS = 5


def steady(amount: float) -> float:
    """The amount on the scale of equal surprise: like a square root for small counts, like a logarithm for large ones.

    >>> [round(steady(amount), 1) for amount in (0, 1, 12, 640)]
    [0.0, 2.0, 5.7, 15.4]
    """
    return 2 * math.asinh(math.sqrt(max(amount, 0.0) * DISPERSION)) / math.sqrt(DISPERSION)
