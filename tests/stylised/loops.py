"""What each of the loops should change when it is knocked out, or leave as it is."""

from __future__ import annotations

from stylised.statement import Direction, Moves, Nothing, Statement, Vanishes
from stylised.world import World
from stylised.worlds import (
    ALIGNED,
    ALIGNED_NO_SQUEEZE,
    CARE_TRUST,
    CUT,
    NEW_CHARGE,
    PREVENTION,
    nhs_growth,
)

from carefunds_sim.vocabulary import Loop

RISES, FALLS = Direction.RISES, Direction.FALLS


def without(loop: Loop, world: World = CUT) -> tuple[tuple[World, ...], tuple[World, ...]]:
    """Return a world, and the same world with a loop knocked out."""
    return (world,), (world.without(loop),)


LITTLE_MOVED = (
    "With separate budgets too little moves to be shown in the fitted area: 172 days more without "
    "it (26 fewer to 369 more), of 90,342."
)

PEOPLE: list[Statement] = [
    Vanishes(
        "Without `free_bed_admits` nobody waits in the emergency department",
        "there is always one more escalation bed",
        (),
        "emergency_department_wait_days", CUT, CUT.without(Loop.FREE_BED_ADMITS),
    ),
    Vanishes(
        "Without `places_discharge` nobody waits at home for a place",
        "nothing outside the hospital is ever full",
        (),
        "days_waiting_at_home", CUT, CUT.without(Loop.PLACES_DISCHARGE),
    ),
    Moves(
        "Without `places_discharge` fewer days are delayed",
        "what is left of delay is arranging, not waiting for a place",
        ("wood_2022",),
        "delayed_days", FALLS, *without(Loop.PLACES_DISCHARGE),
    ),
    Moves(
        "Without `crowding_escalation` hospital care costs less",
        "an escalation day costs its bed day without a premium",
        (),
        "hospital_cost", FALLS, *without(Loop.CROWDING_ESCALATION), subtle=True,
    ),
    Moves(
        "Without `early_discharge_readmission` fewer people are readmitted",
        "a stay cut short is followed by no more readmissions than another",
        (),
        "readmissions_30d", FALLS, *without(Loop.EARLY_DISCHARGE_READMISSION),
    ),
    Moves(
        "Without `deconditioning` fewer people need much help",
        "days delayed in a bed no longer cost strength",
        ("vernon_2016",),
        "much_help", FALLS, *without(Loop.DECONDITIONING),
    ),
    Moves(
        "Without `no_rehabilitation_dearer_care` more people live without help",
        "those who miss rehabilitation gain as much as those who get it",
        ("glendinning_2010", "jones_forder_2010"),
        "people_independent", RISES, *without(Loop.NO_REHABILITATION_DEARER_CARE),
    ),
    Moves(
        "Without `no_rehabilitation_dearer_care` fewer people are in long-term care",
        "those who miss rehabilitation gain as much as those who get it",
        ("glendinning_2010", "jones_forder_2010"),
        "people_in_long_term_care", FALLS, *without(Loop.NO_REHABILITATION_DEARER_CARE),
        subtle=True,
    ),
    Vanishes(
        "Without `freed_beds_refill` nobody is drawn in by freed beds",
        "an empty bed draws nobody in",
        (),
        "drawn_in", CUT, CUT.without(Loop.FREED_BEDS_REFILL),
    ),
    Moves(
        "Without `freed_beds_refill` fewer people are admitted",
        "an empty bed draws nobody in",
        ("godden_2009",),
        "emergency_admissions", FALLS, *without(Loop.FREED_BEDS_REFILL), subtle=True,
        finding="Under a cut the calibrated hospital is fuller than it used to be nearly all the "
        "time, so hardly a bed is freed: 3 fewer of 14,274 admissions (5 to 1 fewer), the right "
        "way, but too few to be shown among so many statements.",
    ),
    Moves(
        "With prevention that the cut closes, without `prevention_spares_care` fewer people are "
        "admitted",
        "what prevention did at the start it does whatever is open",
        (),
        "emergency_admissions", FALLS, *without(Loop.PREVENTION_SPARES_CARE, PREVENTION),
    ),
]  # fmt: skip

SHORT_NHS = nhs_growth(-0.04)
SHORT_TARIFF = CUT.having(
    {"squeeze.tariff.by_year": (-0.04,) * 9, "area.money.hospital.recovery": 0.5}
)

MONEY: list[Statement] = [
    Moves(
        "Without `overspend_cuts` fewer requests are refused",
        "no packages are held and no deficit is recovered",
        (),
        "refused", FALLS, *without(Loop.OVERSPEND_CUTS),
    ),
    Moves(
        "Without `overspend_cuts` more is spent in total",
        "nobody steers back to the budget",
        (),
        "cost_total", RISES, *without(Loop.OVERSPEND_CUTS),
    ),
    Moves(
        "With NHS money short, without `acute_first` more intermediate care beds stay open",
        "the hospital bears its part of the cut",
        (),
        "rehabilitation_beds", RISES, *without(Loop.ACUTE_FIRST, SHORT_NHS),
    ),
    Moves(
        "With NHS money short, without `acute_first` fewer acute beds stay open",
        "the hospital bears its part of the cut",
        (),
        "acute_beds", FALLS, *without(Loop.ACUTE_FIRST, SHORT_NHS),
    ),
    Moves(
        "With a tariff that falls by 4% a year, without `deficit_cuts_beds` more acute beds stay "
        "open",
        "a trust spends what it spent, whatever deficit stands",
        (),
        "acute_beds", RISES, *without(Loop.DEFICIT_CUTS_BEDS, SHORT_TARIFF),
    ),
    Moves(
        "With a charge brought in, without `charge_takes_council_money` the council spends more on "
        "care",
        "what it pays in charges is not missing elsewhere",
        (),
        "cost_council", RISES, *without(Loop.CHARGE_TAKES_COUNCIL_MONEY, NEW_CHARGE),
        subtle=True,
    ),
    *(
        Moves(
            f"Without `reallocation` there is more delay and unmet need ({title})",
            "money stays where it is worth less",
            (),
            "delay_and_unmet_need", RISES, *without(Loop.REALLOCATION, world), subtle=True,
            finding=LITTLE_MOVED if world == CUT else "",
        )
        for title, world in (("separate budgets", CUT), ("care trust", CARE_TRUST))
    ),
]  # fmt: skip

PARTNERS: list[Statement] = [
    Vanishes(
        "Without `integration_uncovers_need` no hidden need comes forward",
        "nobody finds on a partner's list whom the other has missed",
        (),
        "came_forward", ALIGNED, ALIGNED.without(Loop.INTEGRATION_UNCOVERS_NEED),
    ),
    Moves(
        "Without `integration_uncovers_need` partners who share their lists spend less in total",
        "need that integration uncovers has to be met",
        ("mason_2015",),
        "cost_total", FALLS, *without(Loop.INTEGRATION_UNCOVERS_NEED, ALIGNED), subtle=True,
    ),
    Nothing(
        "Under separate budgets `integration_uncovers_need` does nothing",
        "nobody sees a partner's list",
        (),
        CUT, CUT.without(Loop.INTEGRATION_UNCOVERS_NEED),
    ),
    Moves(
        "Without `trust_erosion` more trust is left between partners who share nothing",
        "blame and bills wear none away",
        ("nao_2018_interface",),
        "trust", RISES, *without(Loop.TRUST_EROSION),
    ),
    Moves(
        "Without `trust_erosion` less trust is left between partners who share lists in good times",
        "working together builds none either",
        (),
        "trust", FALLS, *without(Loop.TRUST_EROSION, ALIGNED_NO_SQUEEZE),
    ),
    Nothing(
        "Under separate budgets `trust_erosion` changes trust and nothing else",
        "trust scales sight and regard, of which there is none",
        (),
        CUT, CUT.without(Loop.TRUST_EROSION), but=("trust",),
    ),
]  # fmt: skip
