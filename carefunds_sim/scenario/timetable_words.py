"""A timetable in words: what changes, when, and who pays for it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from carefunds_sim.scenario.differences import undated_differences
from carefunds_sim.scenario.timetable import (
    MONTHS_PER_YEAR,
    DatedChange,
    arrangement_of,
    dated_changes,
    in_force_from,
    month_words,
    with_change,
    without_timetable,
)
from carefunds_sim.vocabulary import BodyKind

if TYPE_CHECKING:
    from carefunds_sim.scenario.scenario import Scenario
    from carefunds_sim.scenario.schema.timetable import CapacityChange, FundDecision, Transfer

BODIES = {BodyKind.NHS.word: "the NHS", BodyKind.COUNCIL.word: "the council"}
MILLION = 1_000_000


class DatedWords(NamedTuple):
    """A change of a timetable as people read it; months are such as 2013-04.

    ``arrangement`` is the name of the one that it brings, or ''.
    """

    name: str
    month: str
    until: str
    title: str
    sentence: str
    arrangement: str = ""


def timetable_words(scenario: Scenario) -> list[DatedWords]:
    """Return every change of a scenario's timetable in words, in order of their months."""
    changes = dated_changes(scenario)
    if not changes:
        return []
    found, so_far = [], without_timetable(scenario)
    for dated in changes:
        change = dated.change
        sentence = _sentence(scenario, so_far, dated)
        said = change.title or _title(dated)
        month = _takes_effect(scenario, dated)
        brought = ""
        if change.arrangement is not None:
            so_far = replace(so_far, arrangement=(later := arrangement_of(change)))
            brought = later.name
        elif change.paths:
            so_far = with_change(so_far, change)
        found.append(DatedWords(dated.name, month, change.until or "", said, sentence, brought))
    return found


def _takes_effect(scenario: Scenario, dated: DatedChange) -> str:
    """Return the month from which a change is felt: an arrangement's is when it is in force."""
    if dated.change.arrangement is None:
        return dated.change.month
    months = in_force_from(scenario.run, dated.change) + 3  # runs begin in April
    return (
        f"{scenario.run.start_year + months // MONTHS_PER_YEAR}-{months % MONTHS_PER_YEAR + 1:02d}"
    )


def _title(dated: DatedChange) -> str:
    """Return what a change is called where it does not say so itself."""
    change = dated.change
    if change.arrangement is not None:
        return arrangement_of(change).title
    return dated.name.replace("_", " ").capitalize()


def _sentence(scenario: Scenario, so_far: Scenario, dated: DatedChange) -> str:
    change = dated.change
    when = f"From {month_words(change.month)}"
    if change.until:
        when += f" to the end of {month_words(_month_before(change.until))}"
    if change.capacity:
        return f"{when} {_capacity(scenario, change.capacity)}{_held(dated)}."
    if change.transfer:
        return f"{when} {_transfer(scenario, change.transfer)}."
    if change.decision:
        return f"In {month_words(change.month)} {_decision(scenario, change.decision)}."
    if change.arrangement is not None:
        return _succession(scenario, so_far, dated)
    if change.reached:
        when = f"Between {month_words(change.month)} and {month_words(change.reached)}, evenly"
    changed = undated_differences(so_far, with_change(so_far, change))
    return f"{when}: {'; '.join(changed) or 'nothing changes'}."


def _month_before(month: str) -> str:
    year, number = map(int, month.split("-"))
    return f"{year - (number == 1)}-{(number - 2) % MONTHS_PER_YEAR + 1:02d}"


def _held(dated: DatedChange) -> str:
    return ", which no decision or cut may touch" if dated.change.holds else ""


def _capacity(scenario: Scenario, change: CapacityChange) -> str:
    service = scenario.area.services[change.service]
    unit = {"beds": "bed", "places": "place", "team": "member of staff", "hours": "hour a week"}
    one = unit.get(service.kind.word, "unit")
    number = abs(change.units)
    many = one if number == 1 else _plural(one)
    called = _inside(service.title)
    units = f"{number:g} {'fewer' if change.units < 0 else 'more'} {many} of {called}"
    cost = f"{_gbp(change.gbp_a_year)} a year" if change.gbp_a_year else "what they cost"
    body = BODIES.get(change.paid_by, change.paid_by)
    if change.units < 0:
        spent = "spends" if change.own else "gives up"
        return f"{body} has {units}, and {spent} {cost}{' on its other services' * change.own}"
    source = ", out of its own other lines" if change.own else ", of new money"
    held = f", through the fund '{change.fund}'" if change.fund else ""
    paid = f"{cost} for {units}" if change.gbp_a_year else f"for {units}, at {cost} then"
    return f"{body} pays {paid}{source}{held}"


def _plural(one: str) -> str:
    first, _, rest = one.partition(" ")
    return f"{first}s {rest}".strip()


def _transfer(scenario: Scenario, transfer: Transfer) -> str:
    giver, taker = (BODIES.get(name, name) for name in (transfer.giver, transfer.taker))
    from_line, to_line = (
        f" {word} {_called(scenario, name)}" if name else ""
        for word, name in (("out of", transfer.from_service), ("for", transfer.to_service))
    )
    return f"{giver} gives {taker} {_gbp(transfer.gbp_a_year)} a year{from_line}{to_line}"


def _decision(scenario: Scenario, decision: FundDecision) -> str:
    fund = BODIES.get(decision.fund, f"the fund '{decision.fund}'")
    moves = [
        f"{_gbp(move.gbp_a_year)} a year from {_called(scenario, move.from_service)} to "
        f"{_called(scenario, move.to_service)}"
        for move in decision.moves
    ]
    months = f"{decision.months} months" if decision.months > 1 else "the month"
    said = f"moves {'; '.join(moves)}" if moves else "moves nothing"
    return f"{fund} {said}, and its own rule decides nothing for {months}"


def _succession(scenario: Scenario, so_far: Scenario, dated: DatedChange) -> str:
    after = arrangement_of(dated.change).title
    before = so_far.arrangement.title if so_far.arrangement else "what there was"
    starts = _takes_effect(scenario, dated)
    set_up = ""
    if starts > dated.change.month:
        set_up = f"; it is set up from {month_words(dated.change.month)}"
    return f"From {month_words(starts)} '{after}' takes the place of '{before}'{set_up}."


def _called(scenario: Scenario, name: str) -> str:
    return _inside(scenario.area.services[name].title)


def _inside(title: str) -> str:
    """Return a title as it stands inside a sentence."""
    return title[:1].lower() + title[1:] if title[1:2].islower() else title


def _gbp(pounds: float) -> str:
    """Return a sum in round words: GBP 1.4m, GBP 250,000."""
    if pounds >= MILLION:
        millions = pounds / MILLION
        return f"GBP {millions:,.0f}m" if millions >= 100.0 else f"GBP {millions:.3g}m"
    return f"GBP {pounds:,.0f}"
