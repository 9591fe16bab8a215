"""The replications algorithm: after how many replications a study may stop.

Hoad, Robinson and Davies (2010), Automated selection of the number of replications for a
discrete-event simulation, Journal of the Operational Research Society 61(11), 1632-1644.
Replications are added until the half-width of the mean's interval is a small enough share of the
mean, and stays so for some replications more, since a narrow interval of a few replications may
be chance.
"""

from __future__ import annotations

from collections.abc import Sequence

ALGORITHM = "the replications algorithm of Hoad, Robinson and Davies (2010)"
LEAST = 3
"""Fewest replications whose spread is taken to say anything."""

LOOK_AHEAD = 5
"""Further replications through which the precision has to hold, up to 100 replications."""


def look_ahead(number: int) -> int:
    """Return through how many further replications the precision of ``number`` has to hold."""
    return LOOK_AHEAD * max(number, 100) // 100


def first_lasting(within: Sequence[bool]) -> int | None:
    """Return the smallest number of replications that is precise enough and stays so.

    ``within[n - 1]`` says whether the first n replications are precise enough. None where no
    number is, or too few further replications are known.
    """
    for number in range(LEAST, len(within) + 1):
        last = number + look_ahead(number)
        if last <= len(within) and all(within[number - 1 : last]):
            return number
    return None
