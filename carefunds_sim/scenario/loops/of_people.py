"""The loops that run through people and beds."""

from __future__ import annotations

from carefunds_sim.scenario.loops.feedback import Feedback, Step
from carefunds_sim.scenario.loops.variable import Variable
from carefunds_sim.vocabulary import Loop

NEXT_MONTH = "set at each month's end"

LOOPS_OF_PEOPLE: tuple[Feedback, ...] = (
    Feedback(
        loop=Loop.FREE_BED_ADMITS,
        title="A free bed admits",
        mechanism="Nobody is admitted without a free bed, so a full hospital makes people wait in "
        "the emergency department until somebody leaves.",
        start=Variable.BEDS_IN_USE,
        chain=(
            Step(-1, Variable.FREE_BEDS),
            Step(+1, Variable.ADMISSIONS),
            Step(+1, Variable.BEDS_IN_USE),
        ),
        cut=Variable.FREE_BEDS,
        switched_off="there is always one more escalation bed, and nobody waits for admission",
        rules=("model.rules.pathway:fits", "engines.whereabouts:Whereabouts.limit",
               "engines.compiled.memory:_services"),
        parameters=("area.services.acute.capacity", "area.services.acute.escalation"),
    ),
    Feedback(
        loop=Loop.PLACES_DISCHARGE,
        title="A free place discharges",
        mechanism="Nobody moves on without a free place, so a full service keeps people waiting in "
        "the beds before it, or at home, until somebody leaves.",
        start=Variable.PLACES_IN_USE,
        chain=(
            Step(-1, Variable.FREE_PLACES),
            Step(+1, Variable.PLACES_GIVEN),
            Step(+1, Variable.PLACES_IN_USE),
        ),
        cut=Variable.FREE_PLACES,
        switched_off="no service outside the hospital is ever full",
        rules=("model.rules.pathway:fits", "engines.whereabouts:Whereabouts.limit",
               "engines.compiled.memory:_services"),
        parameters=("area.services.*.capacity", "area.services.*.patience"),
    ),
    Feedback(
        loop=Loop.EARLY_DISCHARGE_READMISSION,
        title="Early discharge brings people back",
        mechanism="A hospital with hardly a core bed free cuts stays short, and who left early is "
        "more likely to be admitted again soon.",
        start=Variable.BEDS_IN_USE,
        chain=(
            Step(+1, Variable.CUT_SHORT),
            Step(+1, Variable.READMISSIONS, "within the weeks after the discharge"),
            Step(+1, Variable.ADMISSIONS),
            Step(+1, Variable.BEDS_IN_USE),
        ),
        cut=Variable.CUT_SHORT,
        switched_off="stays are still cut short, at no higher hazard of readmission",
        rules=("model.rules.pathway:cut_short", "model.rules.pathway:hazard_rates",
               "engines.simpy_engine:CareSystem.stay", "engines.compiled.memory:_fill_world"),
        parameters=("area.behaviour.early_discharge.*", "area.behaviour.recent_discharge_*"),
    ),
    Feedback(
        loop=Loop.DECONDITIONING,
        title="Waiting in bed weakens",
        mechanism="Days of delay in a bed raise the hazard of decline; who is more dependent needs "
        "more and longer care, which fills the places that others wait for.",
        start=Variable.DELAYED,
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
        rules=("model.rules.pathway:hazard_rates", "engines.passing_time:PassingTime.rates",
               "engines.compiled.memory:_fill_world"),
        parameters=("area.behaviour.deconditioning",),
    ),
    Feedback(
        loop=Loop.NO_REHABILITATION_DEARER_CARE,
        title="Without rehabilitation care is dearer",
        mechanism="Only who gets into rehabilitation gains from it; who is refused or gives up "
        "waiting stays as dependent as before, for years of care.",
        start=Variable.FREE_PLACES,
        chain=(
            Step(+1, Variable.REHABILITATION),
            Step(-1, Variable.DEPENDENCY, "at the end of a stay of weeks"),
            Step(+1, Variable.NEED),
            Step(+1, Variable.PLACES_IN_USE),
            Step(-1, Variable.FREE_PLACES),
        ),
        cut=Variable.REHABILITATION,
        switched_off="who misses rehabilitation recovers as if by it",
        rules=("model.rules.pathway:improved", "engines.simpy_engine:CareSystem.go_without",
               "engines.compiled.memory:_fill_world"),
        parameters=("area.services.*.improvement",),
    ),
    Feedback(
        loop=Loop.FREED_BEDS_REFILL,
        title="Freed beds refill",
        mechanism="Where fewer beds are in use than was usual before the study, people are "
        "admitted who would not have come.",
        start=Variable.FREE_BEDS,
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
        start=Variable.REFUSED,
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
)  # fmt: skip
