"""What a split is to be best at, and what it must not be worse at."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from carefunds_sim.dataset.outcomes import OUTCOMES
from carefunds_sim.errors import CarefundsError, UnknownNameError, did_you_mean

WEIGHT = 10.0
"""A per cent too much of what there must not be more of weighs like ten per cent of the aim."""

Found = Mapping[str, float]
"""Means of outcomes by their name."""


@dataclass(frozen=True)
class Aim:
    """An outcome to be made small, and outcomes of which there must be no more than before."""

    objective: str
    no_more: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what is no outcome of a whole run."""
        known = [outcome.id for outcome in OUTCOMES if not outcome.dims]
        for name in self.outcomes:
            if name not in known:
                near = did_you_mean(name, known)
                raise UnknownNameError(f"no outcome of a run is called '{name}'{near}")

    @property
    def outcomes(self) -> tuple[str, ...]:
        """All outcomes that matter here."""
        return (self.objective, *self.no_more)

    def score(self, found: Found, reference: Found) -> float:
        """Return how good a split is beside the reference: 1 is as good, less is better."""
        return _ratio(self.objective, found, reference) + WEIGHT * self.excess(found, reference)

    def excess(self, found: Found, reference: Found) -> float:
        """Return by what share there is too much, summed over what there must not be more of."""
        return sum(max(0.0, _ratio(name, found, reference) - 1.0) for name in self.no_more)


def _ratio(name: str, found: Found, reference: Found) -> float:
    if not math.isfinite(reference[name]):
        raise CarefundsError(
            f"'{name}' has no value in what is run, so no split can be best at it; "
            "choose another outcome"
        )
    if reference[name] == 0.0:
        return 1.0 + found[name]
    return found[name] / reference[name]
