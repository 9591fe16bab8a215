"""What makes arranging care take longer or shorter from month to month."""

from __future__ import annotations

import numpy as np

from carefunds_sim.model.money.books import Books
from carefunds_sim.model.money.frame import Frame, Usage
from carefunds_sim.model.money.perception import smooth
from carefunds_sim.model.plan import Conditions
from carefunds_sim.model.rules import arranging as rules
from carefunds_sim.model.rules import steering
from carefunds_sim.model.tables import ratio, total
from carefunds_sim.vocabulary import Loop


def arranging_factor(
    frame: Frame, books: Books, conditions: Conditions, usage: Usage, coming: int
) -> float:
    """Return how long the stages of arranging care take against the base year.

    Cases are counted for the staff of all teams, and each team counts alike.
    """
    habits = frame.money.arranging
    load = cases_per_staff(frame, conditions, usage)
    if coming <= frame.money.first_month:
        smooth(books.usual_load, load)
        return 1.0
    factor = 1.0
    smooth(books.load, load)
    if frame.loops[Loop.CASELOAD_LENGTHENS_ARRANGING]:
        usual = float(books.usual_load[0])
        factor = rules.caseload_factor(float(books.load[0]), usual, habits.caseload)
    if frame.loops[Loop.ATTENTION_SHORTENS_ARRANGING]:
        pressure = bed_pressure(frame, books, usage, coming)
        factor *= rules.attention_factor(pressure, float(books.used_to[0]), habits.attention)
        books.used_to[0] = steering.lagged(books.used_to[0], pressure, habits.wears_off)
    return factor


def cases_per_staff(frame: Frame, conditions: Conditions, usage: Usage) -> np.ndarray:
    """Return a month's requests for what is arranged, for the staff against the start; (1)."""
    network = frame.network
    asked = float(total(usage.requests * network.arranged))
    teams = np.unique(network.stage_team[network.stage_team >= 0])
    if not len(teams):
        return np.array([asked])
    staff = ratio(conditions.open_units[teams], network.core[teams], 1.0)
    return np.array([asked * len(teams) / max(float(total(staff)), 1e-6)])


def bed_pressure(frame: Frame, books: Books, usage: Usage, coming: int) -> float:
    """Return what presses on managers: full beds, and a target for delays."""
    hospital = frame.network.admitted_to
    asked = float(frame.money.arranging.target[coming])
    if hospital < 0 or frame.network.core[hospital] <= 0.0:
        return rules.bed_pressure(0.0, 0.0, asked)
    use = float(usage.used_now[hospital] / frame.network.core[hospital])
    return rules.bed_pressure(use, float(books.usual_use[0]), asked)
