"""The feedback loops that a scenario can switch off, each as a chain of causal links.

Those that run through people and beds stand first, then those through money and decisions.
"""

from __future__ import annotations

from carefunds_sim.scenario.feedback import Feedback, Step, Variable
from carefunds_sim.vocabulary import Loop

NEXT_MONTH = "set at each month's end"
NEXT_APRIL = "in next April's budget"
RECRUITING = "capacity follows the plan over months"
BELIEVED = "once the year's forecast is believed"
PLACES_FREE_BEDS = (
    Step(+1, Variable.FREE_PLACES),
    Step(+1, Variable.PLACES_GIVEN),
    Step(-1, Variable.DELAYED),
)

_LOOPS: tuple[Feedback, ...] = (
    Feedback(
        loop=Loop.FREE_BED_ADMITS,
        title="A free bed admits",
        mechanism="Nobody is admitted without a free bed, so a full hospital makes people wait in "
        "the emergency department until somebody leaves.",
        chain=(
            Step(-1, Variable.FREE_BEDS),
            Step(+1, Variable.ADMISSIONS),
            Step(+1, Variable.BEDS_IN_USE),
        ),
        cut=Variable.FREE_BEDS,
        switched_off="there is always one more escalation bed, and nobody waits for admission",
        rules=("model.rules.pathway:fits", "engines.steps.movements:open_places",
               "engines.steps.layout:service_rows"),
        parameters=("area.services.acute.capacity", "area.services.acute.escalation"),
    ),
    Feedback(
        loop=Loop.PLACES_DISCHARGE,
        title="A free place discharges",
        mechanism="Nobody moves on without a free place, so a full service keeps people waiting in "
        "the beds before it, or at home, until somebody leaves.",
        chain=(
            Step(-1, Variable.FREE_PLACES),
            Step(+1, Variable.PLACES_GIVEN),
            Step(+1, Variable.PLACES_IN_USE),
        ),
        cut=Variable.FREE_PLACES,
        switched_off="no service outside the hospital is ever full",
        rules=("model.rules.pathway:fits", "engines.steps.movements:open_places",
               "engines.steps.layout:service_rows"),
        parameters=("area.services.*.capacity", "area.services.*.patience"),
    ),
    Feedback(
        loop=Loop.EARLY_DISCHARGE_READMISSION,
        title="Early discharge brings people back",
        mechanism="A hospital with hardly a core bed free cuts stays short, and who left early is "
        "more likely to be admitted again soon.",
        chain=(
            Step(+1, Variable.CUT_SHORT),
            Step(+1, Variable.READMISSIONS, "within the weeks after the discharge"),
            Step(+1, Variable.ADMISSIONS),
            Step(+1, Variable.BEDS_IN_USE),
        ),
        cut=Variable.CUT_SHORT,
        switched_off="stays are still cut short, at no higher hazard of readmission",
        rules=("model.rules.pathway:cut_short", "model.rules.pathway:hazard_rates",
               "engines.simpy_engine:stay", "engines.steps.layout:world_row"),
        parameters=("area.behaviour.early_discharge.*", "area.behaviour.recent_discharge_*"),
    ),
    Feedback(
        loop=Loop.DECONDITIONING,
        title="Waiting in bed weakens",
        mechanism="Days of delay in a bed raise the hazard of decline; who is more dependent needs "
        "more and longer care, which fills the places that others wait for.",
        chain=(
            Step(+1, Variable.DEPENDENCY),
            Step(+1, Variable.NEED),
            Step(+1, Variable.PLACES_IN_USE),
            Step(-1, Variable.FREE_PLACES),
            Step(+1, Variable.PLACES_GIVEN),
            Step(-1, Variable.DELAYED),
        ),
        cut=Variable.DELAYED,
        switched_off="a delayed day is as good for a person as any other day in the bed",
        rules=("model.rules.pathway:hazard_rates", "engines.steps.waiting:set_rates",
               "engines.steps.layout:world_row"),
        parameters=("area.behaviour.deconditioning",),
    ),
    Feedback(
        loop=Loop.NO_REHABILITATION_DEARER_CARE,
        title="Without rehabilitation care is dearer",
        mechanism="Only who gets into rehabilitation gains from it; who is refused or gives up "
        "waiting stays as dependent as before, for years of care.",
        chain=(
            Step(+1, Variable.REHABILITATION),
            Step(-1, Variable.DEPENDENCY, "at the end of a stay of weeks"),
            Step(+1, Variable.NEED),
            Step(+1, Variable.PLACES_IN_USE),
            Step(-1, Variable.FREE_PLACES),
        ),
        cut=Variable.REHABILITATION,
        switched_off="who misses rehabilitation recovers as if by it",
        rules=("model.rules.pathway:improved", "engines.steps.choices:go_without",
               "engines.steps.layout:world_row"),
        parameters=("area.services.*.improvement",),
    ),
    Feedback(
        loop=Loop.FREED_BEDS_REFILL,
        title="Freed beds refill",
        mechanism="Where fewer beds are in use than was usual before the study, people are "
        "admitted who would not have come.",
        chain=(
            Step(+1, Variable.DRAWN_IN, NEXT_MONTH),
            Step(+1, Variable.ADMISSIONS),
            Step(+1, Variable.BEDS_IN_USE),
            Step(-1, Variable.FREE_BEDS),
        ),
        cut=Variable.FREE_BEDS,
        switched_off="free beds draw nobody in",
        rules=("model.rules.partnership:refill", "model.money.next_month:refilled"),
        parameters=("area.behaviour.refill", "area.streams.freed_beds.per_1000_per_year"),
    ),
    Feedback(
        loop=Loop.INTEGRATION_UNCOVERS_NEED,
        title="Integration uncovers need",
        mechanism="Partners who see each other's lists find people whose need was hidden because "
        "requests are refused; they fill places, and more requests are refused.",
        chain=(
            Step(+1, Variable.UNCOVERED, NEXT_MONTH),
            Step(+1, Variable.NEED),
            Step(+1, Variable.PLACES_IN_USE),
            Step(-1, Variable.FREE_PLACES),
            Step(-1, Variable.REFUSED, "the bar moves a part of the way each month"),
        ),
        cut=Variable.REFUSED,
        switched_off="hidden need stays hidden",
        rules=("model.rules.partnership:uncovered", "model.money.next_month:uncovered"),
        parameters=("arrangement.own_funds.sight", "area.streams.hidden_need.per_1000_per_year"),
    ),
    Feedback(
        loop=Loop.PREVENTION_SPARES_CARE,
        title="Prevention spares later care",
        mechanism="Prevention costs money now and keeps people from needing care a year later; "
        "where it is cut, they come, fill places and beds, and there is less money for it.",
        chain=(
            Step(-1, Variable.NEED),
            Step(+1, Variable.PLACES_IN_USE),
            Step(-1, Variable.FREE_PLACES),
            Step(+1, Variable.PLACES_GIVEN),
            Step(-1, Variable.DELAYED),
            Step(+1, Variable.BEDS_IN_USE),
            Step(+1, Variable.ACUTE_SPENDING),
            Step(-1, Variable.BUDGET_OUTSIDE, NEXT_APRIL),
            Step(+1, Variable.CAPACITY, RECRUITING),
            Step(+1, Variable.PREVENTION, "felt about a year after it is open"),
        ),
        cut=Variable.PREVENTION,
        switched_off="prevention goes on doing what it did at the start, whatever of it is open",
        rules=("model.rules.prevention:share_coming", "model.rules.steering:lagged",
               "model.money.next_month:prevent"),
        parameters=("area.services.*.prevents", "area.services.*.prevention_lag"),
    ),
    Feedback(
        loop=Loop.SCARCITY_LENGTHENS_SEARCH,
        title="Scarce places lengthen the search",
        mechanism="The fewer homes and carers are free, the more people have to search for one, "
        "and the longer; they wait in beds meanwhile, and start later.",
        chain=(
            Step(-1, Variable.FREE_PLACES),
            Step(-1, Variable.SEARCH),
            Step(-1, Variable.PLACES_GIVEN),
            Step(+1, Variable.PLACES_IN_USE),
        ),
        cut=Variable.FREE_PLACES,
        switched_off="a search takes as long, and meets as many, as in the base year",
        rules=("model.rules.market:search_factor", "model.rules.pathway:search_chance",
               "model.money.market:search_factors"),
        parameters=("area.money.markets.*.search", "area.money.markets.*.longest_search",
                    "area.money.markets.*.occupancy"),
    ),
    Feedback(
        loop=Loop.CASELOAD_LENGTHENS_ARRANGING,
        title="Caseloads slow arranging",
        mechanism="More cases than assessors can take on make the search for a provider take "
        "longer; people wait in beds, grow weaker, and need more care.",
        chain=(
            Step(+1, Variable.CASELOAD, "seen as a year's average"),
            Step(+1, Variable.ARRANGING),
            Step(+1, Variable.DELAYED),
            Step(+1, Variable.DEPENDENCY),
            Step(+1, Variable.NEED),
        ),
        cut=Variable.CASELOAD,
        switched_off="a search takes as long as in the base year, however many ask",
        rules=("model.rules.arranging:caseload_factor", "model.money.arranging:arranging_factors"),
        parameters=("area.money.arranging.caseload",),
    ),
    Feedback(
        loop=Loop.ATTENTION_SHORTENS_ARRANGING,
        title="Crowding gets attention",
        mechanism="Where beds are fuller than usual, or a target asks for fewer delays, managers "
        "push discharges on, until they are used to it.",
        chain=(
            Step(+1, Variable.ATTENTION, NEXT_MONTH),
            Step(-1, Variable.ARRANGING),
            Step(+1, Variable.DELAYED),
            Step(+1, Variable.BEDS_IN_USE),
        ),
        cut=Variable.ATTENTION,
        switched_off="nobody pushes, whatever the pressure",
        rules=("model.rules.arranging:attention_factor", "model.money.arranging:arranging_factors"),
        parameters=("area.money.arranging.attention", "area.money.arranging.wears_off"),
    ),
    Feedback(
        loop=Loop.INCOME_OPENS_PLACES,
        title="Income opens and closes places",
        mechanism="Full homes and good fees draw providers in, empty ones and low fees drive them "
        "out; both take years.",
        chain=(
            Step(-1, Variable.PROVIDER_INCOME),
            Step(+1, Variable.FREE_PLACES, "places open and close over years"),
        ),
        cut=Variable.PROVIDER_INCOME,
        switched_off="providers run as many places as need asks for, whatever they earn",
        rules=("model.rules.market:opened", "model.rules.market:closed",
               "model.money.market:open_places"),
        parameters=("area.money.markets.*.response", "area.money.markets.*.lag",
                    "area.money.markets.*.turnover", "area.money.markets.*.fee_growth"),
    ),
    Feedback(
        loop=Loop.CROWDING_ESCALATION,
        title="Crowding costs a premium",
        mechanism="Beds above core capacity cost more than others; the overspend is made up by "
        "holding and cutting services outside the hospital, which crowds it further.",
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
        chain=(
            Step(+1, Variable.CUTS, BELIEVED),
            Step(-1, Variable.CAPACITY, RECRUITING),
            Step(+1, Variable.SPENDING_OUTSIDE),
            Step(+1, Variable.OVERSPEND),
        ),
        cut=Variable.OVERSPEND,
        switched_off="no holds, no cuts, and deficits are never recovered",
        rules=("model.rules.steering:severity", "model.rules.partnership:recovery",
               "model.money.decisions:steer", "model.money.year_end:allocate"),
        parameters=("area.money.steering.tolerance", "area.money.steering.strength",
                    "area.money.steering.largest_cut", "area.money.steering.first_forecast_month",
                    "area.money.steering.reserve_limit"),
    ),
    Feedback(
        loop=Loop.ACUTE_FIRST,
        title="Acute care comes first",
        mechanism="Acute care cannot be refused, so it is budgeted at what it cost last year, or "
        "at what a hospital trust's contract claims, and the services that would empty its beds "
        "share what is left.",
        chain=(
            Step(+1, Variable.ACUTE_SPENDING),
            Step(-1, Variable.BUDGET_OUTSIDE, NEXT_APRIL),
            Step(+1, Variable.CAPACITY, RECRUITING),
            *PLACES_FREE_BEDS,
            Step(+1, Variable.BEDS_IN_USE),
        ),
        cut=Variable.ACUTE_SPENDING,
        switched_off="acute care is budgeted like everything else, and a trust is paid no more "
        "than was set aside for it",
        rules=("model.money.budgeting:budget_by_origin", "model.money.budgeting:budget_pool",
               "model.money.hospital:paid_of"),
        parameters=("area.services.*.flexing.floor", "area.services.*.flexing.lag_*",
                    "area.money.hospital.passed_on"),
    ),
    Feedback(
        loop=Loop.DEFICIT_CUTS_BEDS,
        title="A hospital's deficit cuts its beds",
        mechanism="What a hospital trust's beds cost beyond its contract is its deficit. It saves "
        "a part of what stands on its beds, which fill, and the dearer beds opened above them "
        "cost more.",
        chain=(
            Step(+1, Variable.HOSPITAL_DEFICIT, "at the year's end"),
            Step(+1, Variable.ESCALATION_COST, NEXT_APRIL),
            Step(+1, Variable.ACUTE_SPENDING),
        ),
        cut=Variable.ACUTE_SPENDING,
        switched_off="a trust spends next year what it spent, whatever deficit stands",
        rules=("model.rules.contract:savings_plan", "model.money.hospital:settle_hospital"),
        parameters=("area.money.hospital.recovery", "area.money.hospital.deficit_limit",
                    "area.money.hospital.marginal_rate"),
    ),
    Feedback(
        loop=Loop.CHARGE_TAKES_COUNCIL_MONEY,
        title="The charge takes council money",
        mechanism="The council pays for delayed days that are attributed to it, and has that much "
        "less for the packages that would end them; the NHS has that much more.",
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

LOOPS: dict[Loop, Feedback] = {
    feedback.loop: feedback for feedback in sorted(_LOOPS, key=lambda feedback: feedback.loop)
}
"""Every loop, in the order of the vocabulary."""


def marks() -> dict[Loop, str]:
    """Return what each loop is called in pictures: R1, R2 ... reinforcing, B1, B2 ... balancing."""
    found: dict[Loop, str] = {}
    for loop, feedback in LOOPS.items():
        letter = feedback.polarity.letter
        found[loop] = f"{letter}{sum(mark[0] == letter for mark in found.values()) + 1}"
    return found
