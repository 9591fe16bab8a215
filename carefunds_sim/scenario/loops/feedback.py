"""A feedback loop as a chain of signed links that ends where it began."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum

from carefunds_sim.scenario.loops.variable import Variable
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
class Step:
    """The next link of a chain, from wherever the one before it led."""

    sign: int
    to: Variable
    delay: str = ""


@dataclass(frozen=True)
class Feedback:
    """One loop: what it does, round which chain, where its rule stands, what switching it off does.

    ``start`` is where the chain begins and ends, ``cut`` the variable whose link to its effect
    in this chain is taken out when the loop is switched off. ``rules`` name functions as
    ``module:function``, without the package; ``parameters`` are paths of a scenario, ``*`` for
    any name.
    """

    loop: Loop
    title: str
    mechanism: str
    start: Variable
    chain: tuple[Step, ...]
    cut: Variable
    switched_off: str
    rules: tuple[str, ...]
    parameters: tuple[str, ...]

    @property
    def links(self) -> tuple[Link, ...]:
        """The links in the order of the chain."""
        causes = (self.start, *(step.to for step in self.chain))
        return tuple(
            Link(cause, step.to, step.sign, step.delay)
            for cause, step in zip(causes, self.chain, strict=False)
        )

    @property
    def cut_link(self) -> Link:
        """The link that is taken out when the loop is switched off."""
        return next(link for link in self.links if link.cause is self.cut)

    @property
    def polarity(self) -> Polarity:
        """Reinforcing where an even number of links is negative, balancing where it is odd."""
        return Polarity(math.prod(link.sign for link in self.links))
