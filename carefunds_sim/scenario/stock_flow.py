"""The parts of a stock-and-flow diagram: stocks, flows, and what is worked out between them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, IntEnum
from typing import NamedTuple

from carefunds_sim.scenario.feedback import Variable

RULES = "model.rules."


class View(IntEnum):
    """How much a picture shows; each shows what those before it show, and more."""

    BOARD = 0
    CLASS = 1
    COMPLETE = 2

    @property
    def word(self) -> str:
        """The view as the command line names it."""
        return self.name.lower()


class Subject(Enum):
    """What a stock is a stock of."""

    PEOPLE = "people"
    PLACES = "places, staff and fees"
    MONEY = "money"
    MINDS = "what people at work see and believe"


@dataclass(frozen=True)
class Part:
    """What stands in the pictures: its words and unit, and the first view that shows it.

    ``rules`` name functions as ``module:function``, without the package; ``keys`` are paths of a
    scenario's numbers, ``*`` for any name.
    """

    name: str
    label: str
    unit: str
    view: View
    rules: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()

    @property
    def equations(self) -> tuple[str, ...]:
        """The blocks of the page of equations that say what its rules work out."""
        own = (rule.removeprefix(RULES) for rule in self.rules if rule.startswith(RULES))
        return tuple(rule.replace(":", ".") for rule in own)


@dataclass(frozen=True)
class Stock(Part):
    """What persists from month to month; ``state`` says which fields of the model hold it.

    A stock that lies ``within`` another is a part of it; the whole is then drawn around its parts.
    """

    subject: Subject = Subject.PEOPLE
    state: tuple[str, ...] = ()
    within: str = ""


@dataclass(frozen=True)
class Flow(Part):
    """What fills or drains stocks; no name stands for a cloud, which is outside the model."""

    source: str = ""
    target: str = ""


@dataclass(frozen=True)
class Converter(Part):
    """What is worked out each time from stocks and flows, and keeps nothing."""


class Influence(NamedTuple):
    """An information link that no named loop has: it is always at work."""

    cause: str
    effect: str
    sign: int
    why: str


def name_of(variable: Variable) -> str:
    """Return the name of the part that stands for a variable of the loops."""
    return variable.name.lower()
