"""What more capacity does, what plenty does, and what pooling alone does not do."""

from __future__ import annotations

from itertools import pairwise

from stylised.statement import Direction, Moves, Nearly, Nothing, Statement
from stylised.worlds import CUT, NO_SQUEEZE, community, council_growth, pooled, the_four

RISES, FALLS = Direction.RISES, Direction.FALLS
RUNGS = (0.8, 1.0, 1.2, 1.5)
PLENTY = (1.0, 1.25, 2.0)
NATIONAL_SHARE = 0.034
"""The share of health and social care money that was pooled in 2007-08 (evidence row G8)."""

CAPACITY: list[Statement] = [
    *(
        Moves(
            f"More community capacity leaves fewer days delayed ({less:g} to {more:g} times)",
            "a place is free sooner",
            ("spiers_2019", "wood_2022"),
            "delayed_days", FALLS, (community(less),), (community(more),),
        )
        for less, more in pairwise(RUNGS)
    ),
    Moves(
        "Beds that are freed fill again",
        "council money that grows moves people on, and others are admitted who would not have been",
        ("godden_2009",),
        "drawn_in", RISES, (council_growth(-0.045),), (council_growth(0.03),), subtle=True,
    ),
    *(
        Moves(
            "Scarcity makes arrangements differ and plenty makes them alike "
            f"({less:g} to {more:g} times everything)",
            "rules about money matter where somebody has to go without",
            (),
            "delay_and_unmet_need", FALLS, the_four(less), the_four(more), subtle=True,
        )
        for less, more in pairwise(PLENTY)
    ),
]  # fmt: skip

POOLING: list[Statement] = [
    Nothing(
        "A pool that holds nothing does nothing",
        "it has no money to move",
        (),
        CUT, pooled(0.0),
    ),
    *(
        Nearly(
            f"A pool of 3.4% of all money alone does nearly nothing to {what}: less than a tenth "
            "of what the deep cut does",
            "it moves a small part of a small part, and nobody works differently",
            ("davey_henwood_2003", "kings_fund_2012_beds", "mason_2015"),
            measure, (CUT, pooled(NATIONAL_SHARE)), (NO_SQUEEZE, CUT), 0.1,
        )
        for measure, what in (("delayed_days", "days delayed"), ("unmet_need_days", "unmet need"))
    ),
]  # fmt: skip

LARGE_POOL: list[Nearly] = [
    Nearly(
        f"A pool of 3.4% of all money does less than a tenth to {what} of what a pool of half does",
        "it holds a fifteenth as much",
        ("davey_henwood_2003",),
        measure, (CUT, pooled(NATIONAL_SHARE)), (CUT, pooled(0.5)), 0.1,
    )
    for measure, what in (("delayed_days", "days delayed"), ("unmet_need_days", "unmet need"))
]  # fmt: skip
"""Told and not tested: what a large pool does is too small to hold anything against it."""
