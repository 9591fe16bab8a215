"""What the links of feedback loops join: things that can be more or less."""

from __future__ import annotations

from enum import Enum


class Kind(Enum):
    """What a variable is about."""

    PEOPLE = "people and places"
    MONEY = "money and decisions"


class Variable(Enum):
    """A variable of the causal-loop picture: its words, and what it is about."""

    ADMISSIONS = ("Emergency admissions", Kind.PEOPLE)
    BEDS_IN_USE = ("Hospital beds in use", Kind.PEOPLE)
    FREE_BEDS = ("Free hospital beds", Kind.PEOPLE)
    DRAWN_IN = ("People drawn in by free beds", Kind.PEOPLE)
    CUT_SHORT = ("Hospital stays cut short", Kind.PEOPLE)
    READMISSIONS = ("People who need readmission", Kind.PEOPLE)
    DELAYED = ("People delayed in beds", Kind.PEOPLE)
    DEPENDENCY = ("Dependency", Kind.PEOPLE)
    NEED = ("Need for services after hospital and at home", Kind.PEOPLE)
    PLACES_IN_USE = ("Places in use", Kind.PEOPLE)
    FREE_PLACES = ("Free places outside the hospital", Kind.PEOPLE)
    PLACES_GIVEN = ("Places given to those who wait", Kind.PEOPLE)
    REHABILITATION = ("People rehabilitated", Kind.PEOPLE)
    REFUSED = ("Requests refused", Kind.PEOPLE)
    UNCOVERED = ("Hidden need that comes forward", Kind.PEOPLE)
    CAPACITY = ("Capacity outside the hospital", Kind.MONEY)
    ESCALATION_COST = ("Premium on escalation beds", Kind.MONEY)
    ACUTE_SPENDING = ("Spending on acute care", Kind.MONEY)
    SPENDING_OUTSIDE = ("Spending outside the hospital", Kind.MONEY)
    OVERSPEND = ("Forecast overspend", Kind.MONEY)
    CUTS = ("Holds and cuts in the year", Kind.MONEY)
    BUDGET_OUTSIDE = ("Budget for services outside the hospital", Kind.MONEY)
    CHARGE = ("Reimbursement charge", Kind.MONEY)
    WORTH = ("Worth seen in one more unit", Kind.MONEY)
    MOVED = ("Money moved to the bottleneck", Kind.MONEY)
    TRUST = ("Trust between partners", Kind.MONEY)
    WEIGHT = ("Weight given to partners' costs", Kind.MONEY)

    def __init__(self, label: str, kind: Kind) -> None:
        self.label = label
        self.kind = kind
