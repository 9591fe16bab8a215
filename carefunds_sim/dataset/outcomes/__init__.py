"""Every outcome of a run, declared before it is filled: unit, definition, official indicator.

To add one, add it to the table of its subject: that is all. Outcomes of one's own are registered
(``own.py``) and stand after the model's.
"""

from __future__ import annotations

from carefunds_sim.dataset.outcomes.community import COMMUNITY
from carefunds_sim.dataset.outcomes.hospital import DELAYS, HOSPITAL
from carefunds_sim.dataset.outcomes.money import MONEY
from carefunds_sim.dataset.outcomes.outcome import Outcome, Period
from carefunds_sim.extension import OUTCOMES as OWN

OUTCOMES: tuple[Outcome, ...] = (*DELAYS, *HOSPITAL, *COMMUNITY, *MONEY)


def all_outcomes() -> tuple[Outcome, ...]:
    """Return the model's outcomes and those that are registered now."""
    return (*OUTCOMES, *OWN.items())


def scalar_names() -> list[str]:
    """Return the names of all outcomes that are one number a run."""
    return [outcome.id for outcome in all_outcomes() if not outcome.dims]


__all__ = ["OUTCOMES", "Outcome", "Period", "all_outcomes", "scalar_names"]
