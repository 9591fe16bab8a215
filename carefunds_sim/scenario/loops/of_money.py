"""The loops that run through money, decisions and the partners."""

from __future__ import annotations

from carefunds_sim.scenario.loops.feedback import Feedback, Step
from carefunds_sim.scenario.loops.variable import Variable
from carefunds_sim.vocabulary import Loop

NEXT_APRIL = "in next April's budget"
RECRUITING = "capacity follows the plan over months"
BELIEVED = "once the year's forecast is believed"
PLACES_FREE_BEDS = (
    Step(+1, Variable.FREE_PLACES),
    Step(+1, Variable.PLACES_GIVEN),
    Step(-1, Variable.DELAYED),
)

LOOPS_OF_MONEY: tuple[Feedback, ...] = (
    Feedback(
        loop=Loop.CROWDING_ESCALATION,
        title="Crowding costs a premium",
        mechanism="Beds above core capacity cost more than others; the overspend is made up by "
        "holding and cutting services outside the hospital, which crowds it further.",
        start=Variable.BEDS_IN_USE,
        chain=(
            Step(+1, Variable.ESCALATION_COST),
            Step(+1, Variable.OVERSPEND),
            Step(+1, Variable.CUTS, BELIEVED),
            Step(-1, Variable.CAPACITY, RECRUITING),
            *PLACES_FREE_BEDS,
            Step(+1, Variable.BEDS_IN_USE),
        ),
        cut=Variable.BEDS_IN_USE,
        switched_off="an escalation bed day costs what a bed day costs",
        rules=("model.rules.pricing:escalation_cost", "model.money.frame:Frame.prices"),
        parameters=("area.services.acute.costs.escalation_premium",),
    ),
    Feedback(
        loop=Loop.OVERSPEND_CUTS,
        title="Overspends are cut back",
        mechanism="A fund that forecasts an overspend holds packages and cuts services until it "
        "spends less; a deficit comes off later years.",
        start=Variable.OVERSPEND,
        chain=(
            Step(+1, Variable.CUTS, BELIEVED),
            Step(-1, Variable.CAPACITY, RECRUITING),
            Step(+1, Variable.SPENDING_OUTSIDE),
            Step(+1, Variable.OVERSPEND),
        ),
        cut=Variable.OVERSPEND,
        switched_off="no holds, no cuts, and deficits are never recovered",
        rules=("model.rules.steering:severity", "model.rules.partnership:recovery",
               "model.money.in_year:steer", "model.money.year_end:allocate"),
        parameters=("area.money.steering.tolerance", "area.money.steering.strength",
                    "area.money.steering.largest_cut", "area.money.steering.first_forecast_month",
                    "area.money.steering.reserve_limit"),
    ),
    Feedback(
        loop=Loop.ACUTE_FIRST,
        title="Acute care comes first",
        mechanism="Acute care cannot be refused, so it is budgeted at what it cost last year, and "
        "the services that would empty its beds share what is left.",
        start=Variable.BEDS_IN_USE,
        chain=(
            Step(+1, Variable.ACUTE_SPENDING),
            Step(-1, Variable.BUDGET_OUTSIDE, NEXT_APRIL),
            Step(+1, Variable.CAPACITY, RECRUITING),
            *PLACES_FREE_BEDS,
            Step(+1, Variable.BEDS_IN_USE),
        ),
        cut=Variable.ACUTE_SPENDING,
        switched_off="acute care is budgeted like everything else",
        rules=("model.money.year_end:budget_services",),
        parameters=("area.services.*.flexing.floor", "area.services.*.flexing.lag_*"),
    ),
    Feedback(
        loop=Loop.CHARGE_TAKES_COUNCIL_MONEY,
        title="The charge takes council money",
        mechanism="The council pays for delayed days that are attributed to it, and has that much "
        "less for the packages that would end them; the NHS has that much more.",
        start=Variable.DELAYED,
        chain=(
            Step(+1, Variable.CHARGE),
            Step(-1, Variable.BUDGET_OUTSIDE, NEXT_APRIL),
            Step(+1, Variable.CAPACITY, RECRUITING),
            *PLACES_FREE_BEDS,
        ),
        cut=Variable.CHARGE,
        switched_off="the charge is shown as a transfer and touches no fund; it still weighs in "
        "decisions",
        rules=("model.rules.partnership:charge", "model.money.accounts:account",
               "model.money.year_end:allocate"),
        parameters=("area.money.charge", "area.money.charge_notice", "area.responsibility.acute"),
    ),
    Feedback(
        loop=Loop.REALLOCATION,
        title="Money moves to the bottleneck",
        mechanism="Whoever decides moves money from where a pound is missed least to where it "
        "spares most waiting, as far as they see the waiting and bear its cost.",
        start=Variable.DELAYED,
        chain=(
            Step(+1, Variable.WORTH, "seen as a year's average, and of partners late"),
            Step(+1, Variable.MOVED, "at the next decision"),
            Step(+1, Variable.CAPACITY, RECRUITING),
            *PLACES_FREE_BEDS,
        ),
        cut=Variable.WORTH,
        switched_off="money stays with the service that had it, but for the year's budget round",
        rules=("model.rules.worth:worth_per_pound", "model.money.decisions:decide"),
        parameters=("arrangement.own_funds.virement", "arrangement.own_funds.cycle",
                    "arrangement.own_funds.sight_lag", "area.money.steering.hysteresis",
                    "area.money.home_wait_cost"),
    ),
    Feedback(
        loop=Loop.TRUST_EROSION,
        title="Overspends wear trust away",
        mechanism="Overspends and bills wear away trust; where sight and regard rest on goodwill, "
        "a partner's crowded beds then weigh less when money is moved.",
        start=Variable.OVERSPEND,
        chain=(
            Step(-1, Variable.TRUST, "a stock that moves a little each month"),
            Step(+1, Variable.WEIGHT),
            Step(+1, Variable.WORTH),
            Step(+1, Variable.MOVED, "at the next decision"),
            Step(+1, Variable.CAPACITY, RECRUITING),
            *PLACES_FREE_BEDS,
            Step(+1, Variable.BEDS_IN_USE),
            Step(+1, Variable.ESCALATION_COST),
            Step(+1, Variable.OVERSPEND),
        ),
        cut=Variable.OVERSPEND,
        switched_off="trust is neither built nor eroded: it stays as it was at first",
        rules=("model.rules.partnership:next_trust", "model.rules.worth:weight_on_body",
               "model.money.month:partners_trust"),
        parameters=("arrangement.trust.*", "arrangement.own_funds.goodwill"),
    ),
)  # fmt: skip
