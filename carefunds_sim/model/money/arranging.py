"""What makes arranging care take longer or shorter from month to month."""

from __future__ import annotations

import numpy as np

from carefunds_sim.model.money.books import Books
from carefunds_sim.model.money.frame import Frame, Usage
from carefunds_sim.model.rules import arranging as rules
from carefunds_sim.model.rules import steering
from carefunds_sim.model.tables import ratio
from carefunds_sim.vocabulary import Loop

LEAST_STAFF = 0.1  # keeps cases for each of them finite


def arranging_factors(frame: Frame, books: Books, usage: Usage, coming: int) -> np.ndarray:
    """Return how long each stage of arranging care takes against the base year; (g).

    Cases lengthen the search for a provider, which is assessors' work; managers' attention shortens
    whatever no team works at.
    """
    habits, network = frame.money.arranging, frame.network
    factors, load = np.ones(len(network.stage_team)), caseload(frame, books)
    if coming <= frame.money.first_month:
        books.usual_load[0] = load
        return factors
    if frame.loops[Loop.CASELOAD_LENGTHENS_ARRANGING]:
        usual = float(books.usual_load[0])
        factors[network.stage_market >= 0] = rules.caseload_factor(load, usual, habits.caseload)
    if frame.loops[Loop.ATTENTION_SHORTENS_ARRANGING]:
        pressure = bed_pressure(frame, books, usage, coming)
        pushed = rules.attention_factor(pressure, float(books.used_to[0]), habits.attention)
        factors[network.stage_team < 0] *= pushed  # a team's own queue shows its cases
        books.used_to[0] = steering.lagged(books.used_to[0], pressure, habits.wears_off)
    return factors


def caseload(frame: Frame, books: Books) -> float:
    """Return the cases of the team that is shortest of staff, for what it can take on.

    1 is a team with no more cases than it should have, or with fewer: that works as fast. Staff are
    those who are there by plan, before any disruption and season.
    """
    network, expected_use = frame.network, frame.money.flexing.expected_use
    teams = np.unique(network.stage_team[network.stage_team >= 0])
    can_take = books.stock[teams] * expected_use[teams]
    cases = np.maximum(books.demand[teams], 0.0)
    short = ratio(cases, np.maximum(can_take, LEAST_STAFF), 1.0)
    return float(max(1.0, short.max(initial=1.0)))


def bed_pressure(frame: Frame, books: Books, usage: Usage, coming: int) -> float:
    """Return what presses on managers: full beds, and a target for delays."""
    hospital = frame.network.admitted_to
    asked = float(frame.money.arranging.target[coming])
    if hospital < 0 or frame.network.core[hospital] <= 0.0:
        return rules.bed_pressure(0.0, 0.0, asked)
    use = float(usage.used_now[hospital] / frame.network.core[hospital])
    return rules.bed_pressure(use, float(books.usual_use[0]), asked)
