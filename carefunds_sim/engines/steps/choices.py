"""What is decided about a person: who may have a service, how long it takes, and what is next."""

from __future__ import annotations

from carefunds_sim.engines.event_log import Note
from carefunds_sim.engines.steps.movements import (
    change_dependency,
    give_up_held_bed,
    hold,
    move,
    return_to_held_bed,
)
from carefunds_sim.engines.steps.questions import origin, who_buys
from carefunds_sim.engines.steps.records import (
    DISPLACED,
    HAS_SEARCHED,
    LONG_AGO,
    NOT_DRAWN,
    NOTHING,
    OUTSIDE,
    SETTLED,
    Record,
    World,
)
from carefunds_sim.engines.steps.tables import (
    chance,
    code_at,
    count_start_by,
    draw,
    is_so,
    month_of_service,
    note,
    onward_from,
    refused_from,
    service_at,
    stage_at,
    stage_chance_of,
    stream_at,
)
from carefunds_sim.engines.steps.waiting import begin_delay, begin_undeclared, end_delay
from carefunds_sim.model.compiling import step
from carefunds_sim.model.rules import pathway
from carefunds_sim.model.rules.variates import exponential, pick, residual_days, stay_days
from carefunds_sim.vocabulary import Origin, Purpose


@step
def make_person(w: World, person: Record, row: int) -> None:
    """Fill in who a person is, as the plan has them."""
    person.id = row
    person.number = code_at(w.comer_number, row)
    person.key = code_at(w.comer_key, row)
    person.band = code_at(w.comer_band, row)
    person.dependency = code_at(w.comer_dependency, row)
    person.presentation = code_at(w.comer_presentation, row)
    person.funding = code_at(w.comer_funding, row)
    person.commissioner = code_at(w.comer_commissioner, row)
    person.need = code_at(w.comer_first_need, row)
    person.in_census = code_at(w.comer_starts_in, row) >= 0
    person.came_as = stream_at(w, code_at(w.comer_stream, row)).origin
    if person.in_census:
        person.came_as = Origin.HOSPITAL
    person.place = person.held_bed = OUTSIDE
    person.units = person.held_units = 0.0
    person.ready_day = person.admitted_day = person.discharged_day = LONG_AGO
    person.asked_day = person.reabled_day = LONG_AGO
    person.early = person.granted = False
    person.episode = person.stage = person.delay = person.threats = 0
    person.displaced = SETTLED
    for hazard in range(len(person.left)):
        person.renewals[hazard] = 0
        person.left[hazard] = NOT_DRAWN


# --- Asking for a service -------------------------------------------------------------------


@step
def ask_for_care(w: World, person: Record) -> None:
    """Begin to ask for the service that is needed, or for the private one instead."""
    person.need = who_buys(w, person, person.need)
    person.asked_day = person.ready_day = w.now
    person.stage = 0


@step(inlined=False)
def pass_threshold(w: World, person: Record, need: int) -> int:
    """Return the service, or what those fall back on whom the eligibility threshold refuses.

    A fallback is not refused in turn: no one is sent from one refusal to the next.
    """
    service = service_at(w, need)
    counted = month_of_service(w, need)
    counted.requests += 1.0
    counted.requested_units += service.units[person.dependency]
    if not service.rationed:
        return need
    passes = pathway.acceptance_chance(
        service.acceptance,
        service.refusal_weight[person.dependency][origin(w, person)],
        service.lowest_acceptance,
    )
    if is_so(w, person, Purpose.ACCEPTANCE, passes * service.eligible[person.dependency]):
        return need
    counted.refused += 1.0
    instead = pick(chance(w, person, Purpose.FALLBACK), refused_from(w, need))
    units = service_at(w, instead).units[person.dependency]
    month_of_service(w, instead).diverted_units += units
    return instead


@step
def move_in(w: World, person: Record) -> None:
    """Move to where one has got a place, with or without what was asked for."""
    if person.target != person.need:
        go_without(w, person, person.need)
    if person.target == person.held_bed:
        return_to_held_bed(w, person)
        return
    if person.target != w.admitted_to:
        give_up_held_bed(w, person)
    move(w, person, person.target, person.wanted)


@step
def go_without(w: World, person: Record, need: int) -> None:
    """Miss a service; where rehabilitation is not what matters, recover as if by it."""
    service = service_at(w, need)
    if service.rehabilitation and not w.missing_costs:
        u = chance(w, person, Purpose.MISSED_IMPROVEMENT)
        helped = service.improvement[person.dependency]
        change_dependency(w, person, pathway.improved(person.dependency, u, helped))


# --- The stages of arranging care -----------------------------------------------------------


@step
def meets_stage(w: World, person: Record, place: int) -> bool:
    """Return whether the stage that a person has come to meets them; set its length factor.

    Who is displaced has to search their market once.
    """
    stage, need = stage_at(w, person.stage), person.need
    likely = stage_chance_of(w, person.stage, place, need)
    if person.displaced != SETTLED and stage.market >= 0:
        likely = 0.0
        if person.displaced == DISPLACED and stage.market == service_at(w, need).market:
            person.displaced, likely = HAS_SEARCHED, 1.0
    if stage.search != 1.0:
        likely = pathway.search_chance(likely, stage.search)
    person.stage_length = stage.factor
    if stage.dispute:
        likely *= service_at(w, need).dispute_chance
        person.stage_length *= w.dispute_length
    return is_so(w, person, stage.chance_purpose, likely)


@step
def begin_stage(w: World, person: Record) -> None:
    """Count the bed's days as the stage says: an official delay, or days before it is declared."""
    stage = stage_at(w, person.stage)
    if stage.declared:
        begin_delay(w, person, stage.reason, person.need)
    else:
        begin_undeclared(w, person)


@step
def work_days(w: World, person: Record, family: int, mean: float, spread: float) -> float:
    """Draw how long the work of a stage takes."""
    u = chance(w, person, stage_at(w, person.stage).days_purpose)
    return stay_days(u, family, mean, spread) * person.stage_length


@step
def meet_team(w: World, person: Record) -> float:
    """Take up a team's time and return for how many days; do without it when patience ended."""
    team = person.waits_for
    if not person.granted:
        month_of_service(w, team).second_choices += 1.0
        note(w, person, Note.DID_WITHOUT, team, 0.0)
        return 0.0
    service = service_at(w, team)
    hold(w, person, team, person.wanted)
    month_of_service(w, team).starts += 1.0
    count_start_by(w, team, person.commissioner)
    mean = service.stay_mean[0][0]
    return work_days(w, person, service.stay_family, mean, service.stay_spread)


@step
def end_stage(w: World, person: Record) -> None:
    """Complete a stage: who has passed an undeclared one is declared ready."""
    end_delay(w, person)
    if not stage_at(w, person.stage).declared:
        person.ready_day = w.now


# --- Staying, and what follows --------------------------------------------------------------


@step
def length_of_stay(w: World, person: Record) -> float:
    """Draw how long a stay takes; of one under way on the first day, what is left."""
    service = service_at(w, person.place)
    usual = service.stay_mean[person.dependency][person.presentation]
    mean = usual * service.stay_factor
    if person.in_census:
        person.in_census = False
        length = draw(w, person, 0, Purpose.RESIDUAL_LENGTH)
        share = draw(w, person, 0, Purpose.RESIDUAL_SHARE)
        return residual_days(length, share, service.stay_family, mean, service.stay_spread)
    u = chance(w, person, Purpose.STAY)
    return stay_days(u, service.stay_family, mean, service.stay_spread)


@step
def is_cut_short(w: World, person: Record) -> bool:
    """Return whether the hospital is full enough to send this person home early."""
    hospital = service_at(w, w.admitted_to)
    return pathway.cut_short(
        hospital.used,
        hospital.open_units,
        w.early_above,
        chance(w, person, Purpose.EARLY_DISCHARGE),
        w.early_chance,
    )


@step
def days_until_cut(w: World, person: Record, days: float) -> float:
    """Return after how many days a stay may be cut, or the whole stay: see ``is_cut``."""
    if person.place != w.admitted_to:
        return days_until_threat(w, person, days)
    return days - days * w.early_cut if w.early_chance != 0.0 else days


@step
def is_cut(w: World, person: Record) -> bool:
    """Return whether a stay ends now: a full hospital sends people home, or a provider closes."""
    if person.place != w.admitted_to:
        return is_displaced(w, person)
    early = is_cut_short(w, person)
    if early:
        person.early = w.early_readmits
    return early


@step
def days_until_threat(w: World, person: Record, days: float) -> float:
    """Return after how many days of a stay the provider may close, or the whole stay."""
    threat = service_at(w, person.place).threat
    if threat <= 0.0:
        return days
    person.threats += 1
    return min(days, exponential(draw(w, person, person.threats, Purpose.THREAT)) / threat)


@step
def is_displaced(w: World, person: Record) -> bool:
    """Return whether the provider does close, and count who has to find another."""
    service = service_at(w, person.place)
    likely = min(1.0, service.closing / service.threat)
    if draw(w, person, person.threats, Purpose.DISPLACEMENT) >= likely:
        return False
    person.displaced = DISPLACED
    month_of_service(w, person.place).displaced += 1.0
    note(w, person, Note.DISPLACED, person.place, 0.0)
    return True


@step
def has_to_arrange(w: World, person: Record) -> bool:
    """Return whether stages come before the service: where it is arranged, or care has ended."""
    return bool(service_at(w, person.need).arranged or person.displaced != SETTLED)


@step
def stays_on(person: Record) -> bool:
    """End a displaced person's search; return whether they stay, with another provider."""
    found = person.displaced != SETTLED
    person.displaced = SETTLED
    return bool(found)


@step
def next_need(w: World, person: Record) -> int:
    """Complete a stay, perhaps less dependent, and return what is needed next.

    Who is displaced needs the same again.
    """
    place = person.place
    if person.displaced != SETTLED:
        return place
    helped = service_at(w, place).improvement[person.dependency]
    if helped > 0.0:
        u = chance(w, person, Purpose.IMPROVEMENT)
        change_dependency(w, person, pathway.improved(person.dependency, u, helped))
    if place == w.admitted_to and person.held_bed != OUTSIDE:
        return person.held_bed
    need = where_next(w, person)
    return NOTHING if need == w.services_size else need


@step
def where_next(w: World, person: Record) -> int:
    """Return where people go from here; who all go nowhere need no draw."""
    shares = onward_from(w, person.place, person.dependency, person.presentation)
    if shares[w.services_size - 1] <= 0.0:
        return w.services_size
    return pick(chance(w, person, Purpose.ONWARD), shares)
