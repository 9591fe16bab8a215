"""What a timetable does with money: changes of budgets, and decisions, each at its month."""

from __future__ import annotations

from typing import NamedTuple


class MoneyChange(NamedTuple):
    """Budgeted money of a body that the timetable adds, or moves from one body or line to another.

    -1 stands for money from or to outside, for all lines that decisions may move, and for the
    funds that hold the body's money already. Pounds are a year's, at the first year's prices.
    """

    name: str  # of the change in the timetable
    month: int
    ends: int  # month in which it is taken back; -1 where it stays
    gbp_a_year: float  # NaN where it is what the units cost
    part: float  # of it, this body's
    units: float  # of capacity that open at once
    giver: int  # body
    taker: int  # body
    fund: int  # that holds what is added
    from_line: int
    to_line: int


class DatedDecision(NamedTuple):
    """A decision that a timetable takes in place of a holder's own; pounds a year."""

    name: str  # of the change in the timetable
    month: int
    holder: int
    give: int  # service
    take: int  # service
    gbp_a_year: float
