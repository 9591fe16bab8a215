"""From a timetable to partnerships, changes of money and decisions by month of the run."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from carefunds_sim.errors import Fault, ScenarioError
from carefunds_sim.model.calendar import MONTHS_PER_YEAR
from carefunds_sim.model.dated_money import DatedDecision, MoneyChange
from carefunds_sim.model.plan import Partnership
from carefunds_sim.model.resolve_rules import make_rules, share_of_kind
from carefunds_sim.scenario.timetable import (
    arrangement_of,
    dated_changes,
    in_force_from,
    month_of_run,
)
from carefunds_sim.vocabulary import BodyKind, Control

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from carefunds_sim.model.over_time import Course
    from carefunds_sim.model.plan import Calendar, Flexing, Rules, Terms, Version
    from carefunds_sim.model.record import Names
    from carefunds_sim.scenario.scenario import Scenario
    from carefunds_sim.scenario.schema.timetable import CapacityChange, Transfer
    from carefunds_sim.scenario.timetable import DatedChange, State

LONG_AGO = -1_000_000  # months: what has always been in force is neither new nor set up
NEVER = 1_000_000
NONE = -1
NO_CHANGE = MoneyChange("", 0, NONE, 0.0, 1.0, 0.0, *[NONE] * 5)
LAYOUT = (
    "kind", "setting", "waits_at_home", "arranged", "self_funded_as", "kept_in_hospital",
    "unmet_need", "long_term", "rehabilitation", "reason", "rationed", "second_choice",
    "stage_team", "stage_market", "stream_origin", "stream_home", "stream_thinning", "admitted_to",
    "home", "market", "stay_family", "stage_family",
)  # fmt: skip
"""What of a network decides where people can be, and so must stay as it is through a run."""


def check_layout(first: Version, later: Version, scenario: Scenario) -> None:
    """Raise ScenarioError where a timetable changes what a run cannot change."""
    for name in LAYOUT:
        before, after = getattr(first.network, name), getattr(later.network, name)
        if not np.array_equal(before, after):
            sentence = f"timetable must not change {name.replace('_', ' ')} during a run"
            raise ScenarioError([Fault(scenario.name or "scenario", 1, sentence)])


def with_capacity(flexing: Flexing, course: Course, names: Names) -> Flexing:
    """Return how money may change services while dated changes of capacity hold.

    What a timetable opens is there to be had, and what it closes need not be kept.
    """
    limit, floor = flexing.market_limit.copy(), flexing.floor.copy()
    movable, control = flexing.movable.copy(), flexing.control.copy()
    for change in course.capacity:
        assert change.capacity
        service = names.services.index(change.capacity.service)
        part = change.capacity.units * course.scenario.run.scale / course.network.core[service]
        limit[service] += max(0.0, part)
        floor[service] = max(0.0, floor[service] + min(0.0, part))
        if change.holds:
            movable[service], control[service] = False, Control.NONE
    return flexing._replace(market_limit=limit, floor=floor, movable=movable, control=control)


def no_money_dates() -> dict[str, Any]:
    """Return what a network without money has instead of ``money_dates``."""
    decided = np.zeros((0, 0), dtype=np.bool_)
    return {"partnerships": (), "money_changes": (), "decisions": (), "decided": decided}


def money_dates(
    scenario: Scenario, chain: Sequence[State[Scenario]], names: Names, calendar: Calendar
) -> dict[str, Any]:
    """Return what a plan says of partnerships, changes of money and dated decisions."""
    changes = dated_changes(scenario)
    decisions, decided = _decisions(scenario, changes, names, calendar)
    return {
        "partnerships": _partnerships(scenario, chain, names, calendar),
        "money_changes": tuple(
            found for dated in changes for found in _money_changes(scenario, dated, names, calendar)
        ),
        "decisions": decisions,
        "decided": decided,
    }


def _partnerships(
    scenario: Scenario, chain: Sequence[State[Scenario]], names: Names, calendar: Calendar
) -> tuple[Partnership, ...]:
    """Return what holds between partners in order; no pool has money until the study begins."""
    first = calendar.warmup
    starts = first + _whole_years(scenario) if scenario.replaced else first
    before, terms = _rules(chain[0].scenario, names, replaced=True)
    empty = before._replace(pool_share=np.zeros_like(before.pool_share))
    found = [Partnership(empty, terms, 0, LONG_AGO, LONG_AGO)]
    ends = [*(state.since for state in chain[1:]), NEVER]
    held, began, setup_from = None, starts, first
    for state, end in zip(chain, ends, strict=True):
        since = max(state.since, starts if state.began is None else first)
        if since >= end or (state.scenario.arrangement, state.began) == held:
            continue  # it is over before it takes effect, or nothing in it has changed
        if state.began is not None:
            began, setup_from = max(state.began, first), max(state.setup_from or 0, first)
        rules = _rules(state.scenario, names)
        found.append(Partnership(*rules, since, began, min(setup_from, began)))
        held = (state.scenario.arrangement, state.began)
    return (*found, *_set_up_beyond(scenario, names, calendar))


def _set_up_beyond(scenario: Scenario, names: Names, calendar: Calendar) -> Iterator[Partnership]:
    """Yield arrangements that are set up during the run and take effect after its end."""
    for change in (dated.change for dated in dated_changes(scenario)):
        if change.arrangement is not None:
            since = in_force_from(scenario.run, change)
            if since >= len(calendar.month):
                later = replace(scenario, arrangement=arrangement_of(change))
                setup_from = max(month_of_run(scenario.run, change.month), calendar.warmup)
                yield Partnership(*_rules(later, names), since, since, setup_from)


def _whole_years(scenario: Scenario) -> int:
    """Return how long an arrangement is set up, until the next 1 April; months."""
    assert scenario.arrangement
    months = scenario.arrangement.overhead.setup_months.value
    return MONTHS_PER_YEAR * int(np.ceil(months / MONTHS_PER_YEAR))


def _rules(scenario: Scenario, names: Names, *, replaced: bool = False) -> tuple[Rules, Terms]:
    """Return the rules of a scenario's arrangement, or of the one that it replaces."""
    arrangement = (replaced and scenario.replaced) or scenario.arrangement
    assert arrangement
    return make_rules(arrangement, scenario.area, names, scenario.run.scale)


def _money_changes(
    scenario: Scenario, dated: DatedChange, names: Names, calendar: Calendar
) -> Iterator[MoneyChange]:
    """Yield what a change of capacity or a transfer does to each body's money."""
    change, month = dated.change, _month_of_money(scenario, dated, calendar)
    ends = month_of_run(scenario.run, change.until) if change.until else NONE
    if change.until and ends <= month:
        return  # it is over before there is money to move
    made = NO_CHANGE._replace(name=dated.name, month=month, ends=ends)
    if change.capacity:
        yield from _of_capacity(scenario, change.capacity, names, made)
    if change.transfer:
        yield from _of_transfer(scenario, change.transfer, names, made)


def _month_of_money(scenario: Scenario, dated: DatedChange, calendar: Calendar) -> int:
    """Return the month in which money moves: in the study, as budgets rest on the year before."""
    return max(1, calendar.warmup, month_of_run(scenario.run, dated.change.month))


def _of_capacity(
    scenario: Scenario, change: CapacityChange, names: Names, made: MoneyChange
) -> Iterator[MoneyChange]:
    scale = scenario.run.scale
    for body, part in _bodies(change.paid_by, scenario, names):
        yield made._replace(
            gbp_a_year=np.nan if change.gbp_a_year is None else change.gbp_a_year * scale,
            part=part,
            units=change.units * scale,
            giver=body if change.own else NONE,
            taker=body,
            fund=NONE if change.fund is None else names.funds.index(change.fund),
            to_line=names.services.index(change.service),
        )


def _of_transfer(
    scenario: Scenario, transfer: Transfer, names: Names, made: MoneyChange
) -> Iterator[MoneyChange]:
    lines = [
        NONE if service is None else names.services.index(service)
        for service in (transfer.from_service, transfer.to_service)
    ]
    for giver, given in _bodies(transfer.giver, scenario, names):
        for taker, taken in _bodies(transfer.taker, scenario, names):
            yield made._replace(
                gbp_a_year=transfer.gbp_a_year * scenario.run.scale,
                part=given * taken,
                giver=giver,
                taker=taker,
                from_line=lines[0],
                to_line=lines[1],
            )


def _bodies(word: str, scenario: Scenario, names: Names) -> list[tuple[int, float]]:
    """Return the bodies that a word means, with their parts: NHS commissioners share by residents.

    The word may be one commissioner's name.
    """
    if word in names.payers:
        return [(names.payers.index(word), 1.0)]
    share = share_of_kind(BodyKind.of(word), scenario.area, names)
    return [(body, float(part)) for body, part in enumerate(share) if part > 0.0]


def _decisions(
    scenario: Scenario, changes: Sequence[DatedChange], names: Names, calendar: Calendar
) -> tuple[tuple[DatedDecision, ...], np.ndarray]:
    """Return dated decisions, and when each holder (m, f) does not decide by its own rule."""
    found = []
    decided = np.zeros((len(calendar.month), len(names.funds)), dtype=np.bool_)
    for dated in changes:
        change = dated.change
        if change.decision is None:
            continue
        month = month_of_run(scenario.run, change.month)
        for holder, part in _holders(change.decision.fund, scenario, names):
            decided[max(0, month) : max(0, month + change.decision.months), holder] = True
            found += [
                DatedDecision(
                    name=dated.name,
                    month=_month_of_money(scenario, dated, calendar),
                    holder=holder,
                    give=names.services.index(move.from_service),
                    take=names.services.index(move.to_service),
                    gbp_a_year=part * move.gbp_a_year * scenario.run.scale,
                )
                for move in change.decision.moves
            ]
    return tuple(found), decided


def _holders(word: str, scenario: Scenario, names: Names) -> list[tuple[int, float]]:
    """Return the funds that a word means, with their parts."""
    if word in names.funds:
        return [(names.funds.index(word), 1.0)]
    return _bodies(word, scenario, names)
