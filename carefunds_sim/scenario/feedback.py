"""A feedback loop as a chain of signed links that ends where it began."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum

from carefunds_sim.vocabulary import Loop


class Polarity(Enum):
    """What a loop does to a change that goes round it."""

    REINFORCING = 1
    BALANCING = -1

    @property
    def letter(self) -> str:
        """R or B, as system dynamicists write it."""
        return self.name[0]

    @property
    def label(self) -> str:
        """The word as people read it."""
        return self.name.lower()


@dataclass(frozen=True)
class Link:
    """More of the cause makes more (+1) or less (-1) of the effect, all else equal.

    ``delay`` says why the effect is late, where it waits for a month's end or longer.
    """

    cause: Variable
    effect: Variable
    sign: int
    delay: str = ""


@dataclass(frozen=True)
class Feedback:
    """One loop: what it does, round which chain, where its rule stands, what switching it off does.

    The chain of links begins where it ends. ``cut`` is the variable whose link to its effect in
    this chain is taken out when the loop is switched off. ``rules`` name functions as
    ``module:function``, without the package; ``parameters`` are paths of a scenario, ``*`` for
    any name.
    """

    loop: Loop
    title: str
    mechanism: str
    links: tuple[Link, ...]
    cut: Variable
    switched_off: str
    rules: tuple[str, ...]
    parameters: tuple[str, ...]

    @property
    def start(self) -> Variable:
        """Where the chain begins and ends."""
        return self.links[0].cause

    @property
    def cut_link(self) -> Link:
        """The link that is taken out when the loop is switched off."""
        return next(link for link in self.links if link.cause is self.cut)

    @property
    def polarity(self) -> Polarity:
        """Reinforcing where an even number of links is negative, balancing where it is odd."""
        return Polarity(math.prod(link.sign for link in self.links))


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
    PREVENTION = ("Prevention that is felt", Kind.PEOPLE)
    REFUSED = ("Requests refused", Kind.PEOPLE)
    UNCOVERED = ("Hidden need that comes forward", Kind.PEOPLE)
    SEARCH = ("Time to find a home or a carer", Kind.PEOPLE)
    ARRANGING = ("Time to arrange care", Kind.PEOPLE)
    CASELOAD = ("Cases for each assessor", Kind.PEOPLE)
    CAPACITY = ("Capacity outside the hospital", Kind.MONEY)
    ESCALATION_COST = ("Premium on escalation beds", Kind.MONEY)
    ACUTE_SPENDING = ("Spending on acute care", Kind.MONEY)
    HOSPITAL_DEFICIT = ("Hospital trust's deficit", Kind.MONEY)
    SPENDING_OUTSIDE = ("Spending outside the hospital", Kind.MONEY)
    OVERSPEND = ("Forecast overspend", Kind.MONEY)
    CUTS = ("Holds and cuts in the year", Kind.MONEY)
    BUDGET_OUTSIDE = ("Budget for services outside the hospital", Kind.MONEY)
    CHARGE = ("Reimbursement charge", Kind.MONEY)
    WORTH = ("Worth seen in one more unit", Kind.MONEY)
    MOVED = ("Money moved to the bottleneck", Kind.MONEY)
    TRUST = ("Trust between partners", Kind.MONEY)
    PROVIDER_INCOME = ("Providers' income", Kind.MONEY)
    ATTENTION = ("Managers' attention", Kind.MONEY)
    WEIGHT = ("Weight given to partners' costs", Kind.MONEY)

    def __init__(self, label: str, kind: Kind) -> None:
        self.label = label
        self.kind = kind
