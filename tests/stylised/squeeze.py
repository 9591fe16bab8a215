"""What a squeeze on the council does, and what a charge does under it."""

from __future__ import annotations

from itertools import pairwise

from stylised.statement import Direction, Moves, Statement
from stylised.worlds import ALIGNED, ALIGNED_NO_SQUEEZE, NEW_CHARGE, NO_CHARGE, council_growth

RISES, FALLS = Direction.RISES, Direction.FALLS
STILL, CUT_DEEP = (council_growth(0.0),), (council_growth(-0.045),)
STEPS = (0.0, -0.02, -0.045, -0.07)
"""Yearly growth of council money for each resident: from standing still to beyond the deep cut."""

SQUEEZE: list[Statement] = [
    Moves(
        "A squeeze on the council raises what the NHS spends",
        "people who cannot leave occupy beds, and escalation beds open; the study of English "
        "councils found it for A&E and not for hospital care as a whole",
        ("spiers_2019", "crawford_2018"),
        "cost_nhs", RISES, STILL, CUT_DEEP, subtle=True,
    ),
    Moves(
        "It raises what the NHS bears even after the charge it receives",
        "the charge covers some of the days that are the council's and none of the others",
        ("spiers_2019",),
        "net_cost_nhs", RISES, STILL, CUT_DEEP, subtle=True,
    ),
    Moves(
        "It raises A&E attendances",
        "people who go without care turn to the hospital",
        ("crawford_2018", "crawford_2021"),
        "ae_attendances", RISES, STILL, CUT_DEEP, subtle=True,
    ),
    Moves(
        "It lengthens hospital stays",
        "delayed days are part of a stay",
        ("spiers_2019",),
        "mean_stay_days", RISES, STILL, CUT_DEEP, subtle=True,
    ),
    Moves(
        "It raises readmissions",
        "stays are cut short where beds are short, and need goes unmet at home",
        ("spiers_2019",),
        "readmissions_30d", RISES, STILL, CUT_DEEP, subtle=True,
    ),
    Moves(
        "It wears trust between partners away",
        "overspends and bills breed a culture of blame",
        ("nao_2018_interface",),
        "trust", FALLS, (ALIGNED_NO_SQUEEZE,), (ALIGNED,),
    ),
    *(
        Moves(
            f"A deeper squeeze leaves more need unmet ({mild:+.1%} to {deep:+.1%} a year)",
            "the bar and the queue are two ends of one lever, and both give",
            ("crawford_2021",),
            "unmet_need_days", RISES, (council_growth(mild),), (council_growth(deep),),
        )
        for mild, deep in pairwise(STEPS)
    ),
    *(
        Moves(
            f"A deeper squeeze leaves more days delayed ({mild:+.1%} to {deep:+.1%} a year)",
            "the bar and the queue are two ends of one lever, and both give",
            ("spiers_2019", "nao_2018_interface"),
            "delayed_days", RISES, (council_growth(mild),), (council_growth(deep),), subtle=True,
        )
        for mild, deep in pairwise(STEPS)
    ),
]  # fmt: skip

BROUGHT_IN = (NO_CHARGE,), (NEW_CHARGE,)
"""A charge that is in the base year is in the budgets too, and takes no money; a new one does."""

CHARGE: list[Statement] = [
    Moves(
        "A charge that is brought in moves priority from waits at home to waits in hospital",
        "it makes a day in a bed dear to those who decide who is served first",
        ("health_committee_2002_delays",),
        "bed_to_home_waits", FALLS, *BROUGHT_IN, subtle=True,
    ),
    Moves(
        "It lowers the delayed days that are social care's",
        "those are the days it is charged for",
        ("community_care_2003_charge",),
        "delayed_days_social_care", FALLS, *BROUGHT_IN, subtle=True,
    ),
    Moves(
        "It takes money that the council would have spent on care",
        "what is paid in charges is set aside, and what is forecast beyond that is held back",
        ("health_committee_2002_delays",),
        "cost_council", FALLS, *BROUGHT_IN, subtle=True,
    ),
]  # fmt: skip
