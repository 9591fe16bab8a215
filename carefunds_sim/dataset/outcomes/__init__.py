"""Every outcome of a run, declared before it is filled: unit, definition, official indicator."""

from __future__ import annotations

from carefunds_sim.dataset.outcomes.community import COMMUNITY
from carefunds_sim.dataset.outcomes.delays import DELAYS
from carefunds_sim.dataset.outcomes.hospital import HOSPITAL
from carefunds_sim.dataset.outcomes.money import MONEY
from carefunds_sim.dataset.outcomes.outcome import Outcome
from carefunds_sim.dataset.outcomes.period import Period

OUTCOMES: tuple[Outcome, ...] = (*DELAYS, *HOSPITAL, *COMMUNITY, *MONEY)

__all__ = ["OUTCOMES", "Outcome", "Period"]
