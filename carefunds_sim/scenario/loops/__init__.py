"""The feedback loops that a scenario can switch off, told as chains of causal links."""

from __future__ import annotations

from carefunds_sim.scenario.loops.feedback import Feedback
from carefunds_sim.scenario.loops.of_money import LOOPS_OF_MONEY
from carefunds_sim.scenario.loops.of_people import LOOPS_OF_PEOPLE
from carefunds_sim.vocabulary import Loop

LOOPS: dict[Loop, Feedback] = {
    told.loop: told
    for told in sorted((*LOOPS_OF_PEOPLE, *LOOPS_OF_MONEY), key=lambda told: told.loop)
}
"""Every loop, in the order of the vocabulary."""


def marks() -> dict[Loop, str]:
    """Return what each loop is called in pictures: R1, R2 ... reinforcing, B1, B2 ... balancing."""
    found: dict[Loop, str] = {}
    for loop, told in LOOPS.items():
        letter = told.polarity.letter
        found[loop] = f"{letter}{sum(mark[0] == letter for mark in found.values()) + 1}"
    return found
