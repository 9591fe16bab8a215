"""The stages of arranging care: plain delays, and the work of teams."""

from __future__ import annotations

from carefunds_sim.engines.compiled.chances import chance, is_so
from carefunds_sim.engines.compiled.counting import note
from carefunds_sim.engines.compiled.passing_time import (
    begin_delay,
    begin_undeclared,
    begin_wait,
    end_delay,
    end_wait,
    pass_time,
)
from carefunds_sim.engines.compiled.questions import arranged_from
from carefunds_sim.engines.compiled.records import Record, World
from carefunds_sim.engines.compiled.step import Step
from carefunds_sim.engines.compiled.tables import (
    count_start_by,
    month_of_service,
    person_at,
    service_at,
    stage_at,
    stage_chance_of,
)
from carefunds_sim.engines.compiled.whereabouts import hold
from carefunds_sim.engines.event_log import Note
from carefunds_sim.model.compiling import inlined
from carefunds_sim.model.rules.variates import stay_days
from carefunds_sim.vocabulary import Moment


@inlined
def arrange(w: World, slot: int) -> int:
    """Pass the stages of arranging care, in the order of the area's file."""
    person = person_at(w, slot)
    need, place = person.need, arranged_from(w, person)
    while person.stage < w.stages_size:
        stage = stage_at(w, person.stage)
        likely = stage_chance_of(w, person.stage, place, need)
        length = stage.factor
        if stage.dispute:
            likely *= service_at(w, need).dispute_chance
            length *= w.dispute_length
        if not is_so(w, person, stage.chance_purpose, likely):
            person.stage += 1
            continue
        person.stage_length = length
        if stage.declared:
            begin_delay(w, person, stage.reason, need)
        else:
            begin_undeclared(w, person)
        if stage.team < 0:
            begin_work(w, slot, stage.family, stage.days, stage.spread)
            return Step.IN_STAGE
        if begin_wait(w, slot, stage.team, service_at(w, stage.team).patience):
            return meet_team(w, slot)
        pass_time(w, slot, Moment.END_OF_PATIENCE)
        return Step.WAITS_FOR_TEAM
    return Step.PASS_THE_BAR


@inlined
def meet_team(w: World, slot: int) -> int:
    """Take up a team's time for as long as its work takes, or do without when patience ends."""
    person = person_at(w, slot)
    end_wait(w, person)
    team = person.waits_for
    if not person.granted:
        month_of_service(w, team).second_choices += 1.0
        note(w, person, Note.DID_WITHOUT, team, 0.0)
        return end_stage(w, person)
    service = service_at(w, team)
    hold(w, person, team, person.wanted)
    month_of_service(w, team).starts += 1.0
    count_start_by(w, team, person.commissioner)
    begin_work(w, slot, service.stay_family, service.stay_mean[0, 0], service.stay_spread)
    return Step.WITH_TEAM


@inlined
def begin_work(w: World, slot: int, family: int, mean: float, spread: float) -> None:
    """Let a stage's work begin."""
    person = person_at(w, slot)
    u = chance(w, person, stage_at(w, person.stage).days_purpose)
    person.days = stay_days(u, family, mean, spread) * person.stage_length
    pass_time(w, slot, Moment.END_OF_STAY)


@inlined
def end_stage(w: World, person: Record) -> int:
    """Complete a stage of arranging care."""
    stage = stage_at(w, person.stage)
    end_delay(w, person)
    if not stage.declared:
        person.ready_day = w.now
    person.stage += 1
    return Step.ARRANGE
