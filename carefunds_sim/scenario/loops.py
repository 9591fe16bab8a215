"""The feedback loops that a scenario can switch off, each as a chain of causal links.

Those that run through people and beds stand first, then those through money and decisions.
"""

from __future__ import annotations

from itertools import pairwise

from carefunds_sim.scenario.feedback import Feedback, Link, Variable
from carefunds_sim.vocabulary import Loop

V = Variable
NEXT_MONTH = "set at each month's end"
NEXT_APRIL = "in next April's budget"
RECRUITING = "capacity follows the plan over months"
BELIEVED = "once the year's forecast is believed"

_LINKS = {(link.cause, link.effect): link for link in (
    Link(V.BEDS_IN_USE, V.FREE_BEDS, -1),
    Link(V.FREE_BEDS, V.ADMISSIONS, +1),
    Link(V.ADMISSIONS, V.BEDS_IN_USE, +1),
    Link(V.PLACES_IN_USE, V.FREE_PLACES, -1),
    Link(V.FREE_PLACES, V.PLACES_GIVEN, +1),
    Link(V.PLACES_GIVEN, V.PLACES_IN_USE, +1),
    Link(V.BEDS_IN_USE, V.CUT_SHORT, +1),
    Link(V.CUT_SHORT, V.READMISSIONS, +1, "within the weeks after the discharge"),
    Link(V.READMISSIONS, V.ADMISSIONS, +1),
    Link(V.DELAYED, V.DEPENDENCY, +1),
    Link(V.DEPENDENCY, V.NEED, +1),
    Link(V.NEED, V.PLACES_IN_USE, +1),
    Link(V.PLACES_GIVEN, V.DELAYED, -1),
    Link(V.FREE_PLACES, V.REHABILITATION, +1),
    Link(V.REHABILITATION, V.DEPENDENCY, -1, "at the end of a stay of weeks"),
    Link(V.FREE_BEDS, V.DRAWN_IN, +1, NEXT_MONTH),
    Link(V.DRAWN_IN, V.ADMISSIONS, +1),
    Link(V.REFUSED, V.UNCOVERED, +1, NEXT_MONTH),
    Link(V.UNCOVERED, V.NEED, +1),
    Link(V.FREE_PLACES, V.REFUSED, -1, "the bar moves a part of the way each month"),
    Link(V.PREVENTION, V.NEED, -1),
    Link(V.DELAYED, V.BEDS_IN_USE, +1),
    Link(V.BEDS_IN_USE, V.ACUTE_SPENDING, +1),
    Link(V.ACUTE_SPENDING, V.BUDGET_OUTSIDE, -1, NEXT_APRIL),
    Link(V.BUDGET_OUTSIDE, V.CAPACITY, +1, RECRUITING),
    Link(V.CAPACITY, V.PREVENTION, +1, "felt about a year after it is open"),
    Link(V.FREE_PLACES, V.SEARCH, -1),
    Link(V.SEARCH, V.PLACES_GIVEN, -1),
    Link(V.NEED, V.CASELOAD, +1, "seen as a year's average"),
    Link(V.CASELOAD, V.ARRANGING, +1),
    Link(V.ARRANGING, V.DELAYED, +1),
    Link(V.BEDS_IN_USE, V.ATTENTION, +1, NEXT_MONTH),
    Link(V.ATTENTION, V.ARRANGING, -1),
    Link(V.FREE_PLACES, V.PROVIDER_INCOME, -1),
    Link(V.PROVIDER_INCOME, V.FREE_PLACES, +1, "places open and close over years"),
    Link(V.BEDS_IN_USE, V.ESCALATION_COST, +1),
    Link(V.ESCALATION_COST, V.OVERSPEND, +1),
    Link(V.OVERSPEND, V.CUTS, +1, BELIEVED),
    Link(V.CUTS, V.CAPACITY, -1, RECRUITING),
    Link(V.CAPACITY, V.FREE_PLACES, +1),
    Link(V.CAPACITY, V.SPENDING_OUTSIDE, +1),
    Link(V.SPENDING_OUTSIDE, V.OVERSPEND, +1),
    Link(V.ACUTE_SPENDING, V.HOSPITAL_DEFICIT, +1, "at the year's end"),
    Link(V.HOSPITAL_DEFICIT, V.ESCALATION_COST, +1, NEXT_APRIL),
    Link(V.ESCALATION_COST, V.ACUTE_SPENDING, +1),
    Link(V.DELAYED, V.CHARGE, +1),
    Link(V.CHARGE, V.BUDGET_OUTSIDE, -1, NEXT_APRIL),
    Link(V.DELAYED, V.WORTH, +1, "seen as a year's average, and of partners late"),
    Link(V.WORTH, V.MOVED, +1, "at the next decision"),
    Link(V.MOVED, V.CAPACITY, +1, RECRUITING),
    Link(V.OVERSPEND, V.TRUST, -1, "a stock that moves a little each month"),
    Link(V.TRUST, V.WEIGHT, +1),
    Link(V.WEIGHT, V.WORTH, +1),
)}  # fmt: skip


def _round(*variables: Variable) -> tuple[Link, ...]:
    """Return the links from variable to variable, and from the last back to the first."""
    return tuple(_LINKS[link] for link in pairwise((*variables, variables[0])))


_LOOPS: tuple[Feedback, ...] = (
    Feedback(
        loop=Loop.FREE_BED_ADMITS,
        title="A free bed admits",
        mechanism="Nobody is admitted without a free bed, so a full hospital makes people wait in "
        "the emergency department until somebody leaves.",
        links=_round(V.BEDS_IN_USE, V.FREE_BEDS, V.ADMISSIONS),
        cut=V.FREE_BEDS,
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
        links=_round(V.PLACES_IN_USE, V.FREE_PLACES, V.PLACES_GIVEN),
        cut=V.FREE_PLACES,
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
        links=_round(V.BEDS_IN_USE, V.CUT_SHORT, V.READMISSIONS, V.ADMISSIONS),
        cut=V.CUT_SHORT,
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
        links=_round(V.DELAYED, V.DEPENDENCY, V.NEED, V.PLACES_IN_USE, V.FREE_PLACES,
                     V.PLACES_GIVEN),
        cut=V.DELAYED,
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
        links=_round(V.FREE_PLACES, V.REHABILITATION, V.DEPENDENCY, V.NEED, V.PLACES_IN_USE),
        cut=V.REHABILITATION,
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
        links=_round(V.FREE_BEDS, V.DRAWN_IN, V.ADMISSIONS, V.BEDS_IN_USE),
        cut=V.FREE_BEDS,
        switched_off="free beds draw nobody in",
        rules=("model.rules.partnership:refill", "model.money.next_month:refilled"),
        parameters=("area.behaviour.refill", "area.streams.freed_beds.per_1000_per_year"),
    ),
    Feedback(
        loop=Loop.INTEGRATION_UNCOVERS_NEED,
        title="Integration uncovers need",
        mechanism="Partners who see each other's lists find people whose need was hidden because "
        "requests are refused; they fill places, and more requests are refused.",
        links=_round(V.REFUSED, V.UNCOVERED, V.NEED, V.PLACES_IN_USE, V.FREE_PLACES),
        cut=V.REFUSED,
        switched_off="hidden need stays hidden",
        rules=("model.rules.partnership:uncovered", "model.money.next_month:uncovered"),
        parameters=("arrangement.own_funds.sight", "area.streams.hidden_need.per_1000_per_year"),
    ),
    Feedback(
        loop=Loop.PREVENTION_SPARES_CARE,
        title="Prevention spares later care",
        mechanism="Prevention costs money now and keeps people from needing care a year later; "
        "where it is cut, they come, fill places and beds, and there is less money for it.",
        links=_round(V.PREVENTION, V.NEED, V.PLACES_IN_USE, V.FREE_PLACES, V.PLACES_GIVEN,
                     V.DELAYED, V.BEDS_IN_USE, V.ACUTE_SPENDING, V.BUDGET_OUTSIDE, V.CAPACITY),
        cut=V.PREVENTION,
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
        links=_round(V.PLACES_IN_USE, V.FREE_PLACES, V.SEARCH, V.PLACES_GIVEN),
        cut=V.FREE_PLACES,
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
        links=_round(V.NEED, V.CASELOAD, V.ARRANGING, V.DELAYED, V.DEPENDENCY),
        cut=V.CASELOAD,
        switched_off="a search takes as long as in the base year, however many ask",
        rules=("model.rules.arranging:caseload_factor", "model.money.arranging:arranging_factors"),
        parameters=("area.money.arranging.caseload",),
    ),
    Feedback(
        loop=Loop.ATTENTION_SHORTENS_ARRANGING,
        title="Crowding gets attention",
        mechanism="Where beds are fuller than usual, or a target asks for fewer delays, managers "
        "push discharges on, until they are used to it.",
        links=_round(V.BEDS_IN_USE, V.ATTENTION, V.ARRANGING, V.DELAYED),
        cut=V.ATTENTION,
        switched_off="nobody pushes, whatever the pressure",
        rules=("model.rules.arranging:attention_factor", "model.money.arranging:arranging_factors"),
        parameters=("area.money.arranging.attention", "area.money.arranging.wears_off"),
    ),
    Feedback(
        loop=Loop.INCOME_OPENS_PLACES,
        title="Income opens and closes places",
        mechanism="Full homes and good fees draw providers in, empty ones and low fees drive them "
        "out; both take years.",
        links=_round(V.FREE_PLACES, V.PROVIDER_INCOME),
        cut=V.PROVIDER_INCOME,
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
        links=_round(V.BEDS_IN_USE, V.ESCALATION_COST, V.OVERSPEND, V.CUTS, V.CAPACITY,
                     V.FREE_PLACES, V.PLACES_GIVEN, V.DELAYED),
        cut=V.BEDS_IN_USE,
        switched_off="an escalation bed day costs what a bed day costs",
        rules=("model.rules.pricing:escalation_cost", "model.money.frame:Frame.prices"),
        parameters=("area.services.acute.costs.escalation_premium",),
    ),
    Feedback(
        loop=Loop.OVERSPEND_CUTS,
        title="Overspends are cut back",
        mechanism="A fund that forecasts an overspend holds packages and cuts services until it "
        "spends less; a deficit comes off later years.",
        links=_round(V.OVERSPEND, V.CUTS, V.CAPACITY, V.SPENDING_OUTSIDE),
        cut=V.OVERSPEND,
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
        links=_round(V.BEDS_IN_USE, V.ACUTE_SPENDING, V.BUDGET_OUTSIDE, V.CAPACITY, V.FREE_PLACES,
                     V.PLACES_GIVEN, V.DELAYED),
        cut=V.ACUTE_SPENDING,
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
        links=_round(V.ACUTE_SPENDING, V.HOSPITAL_DEFICIT, V.ESCALATION_COST),
        cut=V.ACUTE_SPENDING,
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
        links=_round(V.DELAYED, V.CHARGE, V.BUDGET_OUTSIDE, V.CAPACITY, V.FREE_PLACES,
                     V.PLACES_GIVEN),
        cut=V.CHARGE,
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
        links=_round(V.DELAYED, V.WORTH, V.MOVED, V.CAPACITY, V.FREE_PLACES, V.PLACES_GIVEN),
        cut=V.WORTH,
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
        links=_round(V.OVERSPEND, V.TRUST, V.WEIGHT, V.WORTH, V.MOVED, V.CAPACITY, V.FREE_PLACES,
                     V.PLACES_GIVEN, V.DELAYED, V.BEDS_IN_USE, V.ESCALATION_COST),
        cut=V.OVERSPEND,
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
