"""All statements, by theme: what is known or agreed of such systems, with direction and reason.

Directions and reasons only: nothing is said of magnitudes, and nothing was tuned to make one hold.
"""

from __future__ import annotations

from stylised import capacity, interior, loops, market, squeeze
from stylised.statement import Direction, Moves, Nearly, Statement
from stylised.world import LONG, Size
from stylised.worlds import ALIGNED, CUT, NEW_CHARGE, NO_CHARGE, council_growth, pooled

from carefunds_sim.vocabulary import Loop

THEMES: dict[str, list[Statement]] = {
    "The squeeze": squeeze.SQUEEZE,
    "The charge": squeeze.CHARGE,
    "Capacity and plenty": capacity.CAPACITY,
    "Pooling alone": capacity.POOLING,
    "Homes, carers, fees and staff": market.MARKET,
    "Loops of people and beds, knocked out": loops.PEOPLE,
    "Loops of money, knocked out": loops.MONEY,
    "Loops between partners, knocked out": loops.PARTNERS,
}
STATEMENTS = [each for theme in THEMES.values() for each in theme]

SEEN: list[tuple[str, Moves]] = [
    (title, Moves(title, "", (), measure, Direction.RISES, (base,), (changed,)))
    for title, measure, base, changed in (
        ("Half of all money pooled: days delayed", "delayed_days", CUT, pooled(0.5)),
        ("Half of all money pooled: unmet need", "unmet_need_days", CUT, pooled(0.5)),
        ("3.4% of all money pooled: days delayed", "delayed_days", CUT, pooled(0.034)),
        ("3.4% of all money pooled: unmet need", "unmet_need_days", CUT, pooled(0.034)),
        ("`acute_first` knocked out under the deep cut, in which NHS money grows: acute beds",
         "acute_beds", CUT, CUT.without(Loop.ACUTE_FIRST)),
        ("`acute_first` knocked out under the deep cut: intermediate care beds",
         "rehabilitation_beds", CUT, CUT.without(Loop.ACUTE_FIRST)),
        ("`acute_first` knocked out under the deep cut: days delayed",
         "delayed_days", CUT, CUT.without(Loop.ACUTE_FIRST)),
        ("`trust_erosion` knocked out under the deep cut, aligned budgets: trust",
         "trust", ALIGNED, ALIGNED.without(Loop.TRUST_EROSION)),
        ("`trust_erosion` knocked out under the deep cut, aligned budgets: days delayed",
         "delayed_days", ALIGNED, ALIGNED.without(Loop.TRUST_EROSION)),
        ("A charge that was in the base year, and so in the budgets: council spending on care",
         "cost_council", NO_CHARGE, CUT),
        ("A charge brought in: what the council bears, charges included",
         "net_cost_council", NO_CHARGE, NEW_CHARGE),
        ("A squeeze on the council: emergency admissions", "emergency_admissions",
         council_growth(0.0), council_growth(-0.045)),
    )
]  # fmt: skip
"""What nothing had been said of beforehand: shown with its interval, and not tested."""


def family(size: Size) -> list[Statement]:
    """Return the statements that are tested in a size."""
    return [each for each in STATEMENTS if size is LONG or not each.subtle]


def level(size: Size) -> float:
    """Return the level of each test, so that one false alarm in twenty is made by a whole family.

    That is Bonferroni's: a twentieth, shared by all tests that leave something to chance.
    """
    by_chance = sum(isinstance(each, Moves | Nearly) for each in family(size))
    return 0.05 / (by_chance + interior.TESTS)
