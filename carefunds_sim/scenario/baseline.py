"""What scenarios are compared with: an arrangement, or a squeeze, an area or one scenario."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from carefunds_sim.scenario.scenario import Scenario

SCENARIO = "scenario"


class Parts(NamedTuple):
    """The names of what a scenario is made of; '' for what it does not have."""

    arrangement: str
    squeeze: str
    area: str


def parts_of(scenario: Scenario) -> Parts:
    """Return the names of a scenario's parts."""
    members = (scenario.arrangement, scenario.squeeze, scenario.area)
    return Parts(*(member.name if member else "" for member in members))


def compared_by(parts: Mapping[str, Parts], baseline: str) -> str:
    """Return by which part scenarios are compared: the first of which a baseline is a name.

    That is ``scenario`` where the baseline is the label of one, else ``arrangement``, ``squeeze``
    or ``area``, and ``arrangement`` where it is nothing here.
    """
    if baseline in parts:
        return SCENARIO
    for part in Parts._fields:
        if baseline and any(getattr(mine, part) == baseline for mine in parts.values()):
            return part
    return Parts._fields[0]


def pairs(parts: Mapping[str, Parts], baseline: str) -> dict[str, str]:
    """Return the scenario that each scenario is compared with; baselines themselves are left out.

    It is the one that has the baseline in its place and is the same otherwise; for an arrangement,
    where there is none such, the scenario of that name.
    """
    by = compared_by(parts, baseline)
    found = {}
    for label, mine in parts.items():
        wanted = mine._replace(**{by: baseline}) if by != SCENARIO else None
        same = [other for other, theirs in parts.items() if theirs == wanted]
        match = (same or [other for other in parts if other == baseline] or [label])[0]
        if match != label:
            found[label] = match
    return found


def chosen_baseline(scenarios: Sequence[Scenario]) -> str:
    """Return what given scenarios are compared with, by its name.

    It is what the first of them has: its arrangement, if the others can all be compared with it;
    where they do not differ in that, its squeeze or its area; else the first scenario itself.
    """
    parts = {scenario.name: parts_of(scenario) for scenario in scenarios}
    first = scenarios[0]
    if not first.arrangement:
        return first.name
    for part, name in zip(Parts._fields, parts[first.name], strict=True):
        found = pairs(parts, name)
        if found and all(label in found or getattr(p, part) == name for label, p in parts.items()):
            return name
    return first.name if len(parts) > 1 else first.arrangement.name
