"""Every outcome of a run, declared before it is filled: unit, definition, official indicator.

To add one, add it to the table of its subject: that is all.
"""

from __future__ import annotations

from carefunds_sim.dataset.outcomes.community import COMMUNITY
from carefunds_sim.dataset.outcomes.hospital import DELAYS, HOSPITAL
from carefunds_sim.dataset.outcomes.money import MONEY
from carefunds_sim.dataset.outcomes.outcome import Outcome, Period

OUTCOMES: tuple[Outcome, ...] = (*DELAYS, *HOSPITAL, *COMMUNITY, *MONEY)

__all__ = ["OUTCOMES", "Outcome", "Period"]
