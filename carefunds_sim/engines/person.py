"""One person on their way, and what a moment can do to the plan they had."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carefunds_sim.model.draws import PersonalDraws, uniform
from carefunds_sim.model.rules.variates import exponential
from carefunds_sim.vocabulary import Hazard, Origin, Purpose

if TYPE_CHECKING:
    from carefunds_sim.model.plan import Plan

OUTSIDE = -1  # in no service: not yet in the model, or in the emergency department
NEW = -2  # where people come from who have just entered the model
NOTHING = -1  # needs no service any more
LONG_AGO = float("-inf")
FIRST_PURPOSE = Purpose.CLOCK_DEATH
FIRST_STAGE = Purpose.MISSED_IMPROVEMENT - FIRST_PURPOSE + 1
CLOCK_PURPOSES = (Purpose.CLOCK_DEATH, Purpose.CLOCK_ADMISSION, Purpose.CLOCK_DECLINE)


def spell_purposes(plan: Plan) -> tuple[int, ...]:
    """Return the purposes of every spell's draws: the usual ones, then two for each stage."""
    return (
        *range(FIRST_PURPOSE, Purpose.MISSED_IMPROVEMENT + 1),
        *plan.network.stage_chance_purpose.tolist(),
        *plan.network.stage_days_purpose.tolist(),
    )


class Interrupted(Exception):  # noqa: N818 - not an error: life got in the way
    """What a person was about to do is overtaken."""


class Died(Interrupted):
    """The person died."""


class Admitted(Interrupted):
    """The person must go to hospital now."""


class Person:
    """Attributes, whereabouts and keyed chances of one person."""

    __slots__ = (
        "admitted_day",
        "asked_day",
        "band",
        "came_as",
        "clock_counts",
        "commissioner",
        "delayed_in_bed",
        "dependency",
        "discharged_day",
        "draws",
        "early",
        "first_need",
        "funding",
        "id",
        "in_census",
        "kept",
        "kept_units",
        "key",
        "left",
        "place",
        "presentation",
        "reabled_day",
        "ready_day",
        "spell",
        "stages",
        "starts_in",
        "stream",
        "thinning",
        "units",
    )

    def __init__(self, plan: Plan, row: int, opening: list[list[float]]) -> None:
        people = plan.people
        self.id = row
        self.stream = int(people.stream[row])
        self.band = int(people.band[row])
        self.dependency = int(people.dependency[row])
        self.presentation = int(people.presentation[row])
        self.funding = int(people.funding[row])
        self.commissioner = int(people.commissioner[row])
        self.first_need = int(people.first_need[row])
        self.starts_in = int(people.starts_in[row])
        self.thinning = float(people.thinning[row])
        self.key = (plan.seed, plan.replication, int(people.key[row]), int(people.number[row]))
        in_census = self.in_census = self.starts_in >= 0
        self.stages = len(plan.network.stage_team)
        self.draws = PersonalDraws(self.key, spell_purposes(plan), opening)
        origins = plan.network.stream_origin
        self.came_as = Origin.HOSPITAL if in_census else Origin(int(origins[self.stream]))
        self.place = OUTSIDE
        self.units = 0.0
        self.kept = OUTSIDE
        self.kept_units = 0.0
        self.spell = 0
        self.clock_counts = [0] * len(Hazard)
        self.left = tuple(self._allowance(hazard) for hazard in Hazard)
        self.delayed_in_bed = False
        self.ready_day = LONG_AGO
        self.admitted_day = LONG_AGO
        self.discharged_day = LONG_AGO
        self.asked_day = LONG_AGO
        self.reabled_day = LONG_AGO
        self.early = False

    def chance(self, purpose: Purpose) -> float:
        """Return this spell's draw for a purpose."""
        return self.draws.of(self.spell)[purpose - FIRST_PURPOSE]

    def stage_chance(self, stage: int) -> float:
        """Return this spell's draw for whether a stage of arranging care meets the person."""
        return self.draws.of(self.spell)[FIRST_STAGE + stage]

    def stage_days(self, stage: int) -> float:
        """Return this spell's draw for how long a stage takes."""
        return self.draws.of(self.spell)[FIRST_STAGE + self.stages + stage]

    def residual_draws(self) -> tuple[float, float]:
        """Return the draws for what is left of a stay that is under way on the first day."""
        length = uniform(*self.key, 0, int(Purpose.RESIDUAL_LENGTH))
        share = uniform(*self.key, 0, int(Purpose.RESIDUAL_SHARE))
        return float(length), float(share)

    def renew(self, hazard: Hazard) -> None:
        """Give the person a new allowance of a hazard that has struck."""
        self.clock_counts[hazard] += 1
        self.left = tuple(
            self._allowance(hazard) if index == hazard else left
            for index, left in enumerate(self.left)
        )

    def _allowance(self, hazard: Hazard) -> float:
        count = self.clock_counts[hazard]
        return exponential(self.draws.of(count)[CLOCK_PURPOSES[hazard] - FIRST_PURPOSE])
