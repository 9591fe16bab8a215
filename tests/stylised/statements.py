"""All statements, by theme: what is known or agreed of such systems, with direction and reason.

Directions and reasons only: nothing is said of magnitudes, and nothing was tuned to make one hold.
"""

from __future__ import annotations

from stylised import capacity, interior, loops, market, squeeze
from stylised.statement import Direction, Moves, Nearly, Statement
from stylised.world import LONG, Size, World
from stylised.worlds import (
    ALIGNED,
    CUT,
    NEW_CHARGE,
    NO_CHARGE,
    council_growth,
    more_of,
    pooled,
)

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

RICHER_COUNCIL = CUT.having({"squeeze.council.by_year": (-0.0453 + 0.037, *(-0.0453,) * 7)})
"""3.7% more from the first year: GBP 1.03m a year, measured in six replications."""

MORE_IN_COMMUNITY = CUT.having({"squeeze.community.by_year": (0.12, *(-0.007,) * 8)})
"""A larger settlement of the same NHS money: GBP 1.17m a year, measured in six replications."""

TO_COMMUNITY = "About GBP 1.2m a year moved from the hospital to NHS community care"

POOLS = tuple(
    (f"{share:.3g}% of all money pooled, {rule}: {what}", measure, CUT, pooled(share / 100, name))
    for share in (3.4, 50)
    for rule, name in (
        ("each partner's money apart", "pooled"),
        ("with fixed lines", "pooled_fixed_lines"),
        ("as one sum", "pooled_pro_rata"),
    )
    for what, measure in (("days delayed", "delayed_days"), ("unmet need", "unmet_need_days"))
)

SEEN: list[tuple[str, Moves]] = [
    (title, Moves(title, "", (), measure, Direction.RISES, (base,), (changed,)))
    for title, measure, base, changed in (
        *POOLS,
        ("A tenth more intermediate care: days delayed", "delayed_days", CUT,
         more_of("intermediate_beds", "home_based_care")),
        ("A tenth more home care: days delayed", "delayed_days", CUT, more_of("home_care")),
        ("A tenth more home care: unmet need", "unmet_need_days", CUT, more_of("home_care")),
        ("About GBP 1m a year more for the council: days delayed", "delayed_days", CUT,
         RICHER_COUNCIL),
        ("About GBP 1m a year more for the council: unmet need", "unmet_need_days", CUT,
         RICHER_COUNCIL),
        (f"{TO_COMMUNITY}: days delayed", "delayed_days", CUT,
         MORE_IN_COMMUNITY),
        (f"{TO_COMMUNITY}: unmet need", "unmet_need_days", CUT,
         MORE_IN_COMMUNITY),
        ("A fund for innovation, for five years: days delayed", "delayed_days",
         World(squeeze="nao_decade"), World(squeeze="innovation_fund")),
        ("Fees that grow by 3% a year: days delayed", "delayed_days", CUT,
         CUT.having(market.HIGHER_FEES)),
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
