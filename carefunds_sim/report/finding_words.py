"""What was found of an outcome, in sentences that are never surer than the intervals."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

import xarray as xr

from carefunds_sim.analysis.contrasts import baselines, compared_by
from carefunds_sim.analysis.intervals import mean_and_interval
from carefunds_sim.report.findings import Direction, Finding, Turn, findings
from carefunds_sim.report.numbers import MISSING, as_unit
from carefunds_sim.report.tables import Table
from carefunds_sim.report.wording import capitalised, compared_words, joined, within_sentence

SUBJECTS = {
    "delayed_days": ("delayed days", "are"),
    "unmet_need_days": ("days of unmet need", "are"),
    "unmet_need": ("the number of people at home without the care they need", "is"),
    "people_delayed": ("the number of people whose discharge is delayed", "is"),
    "bed_days": ("emergency bed days", "are"),
    "refused": ("refused requests", "are"),
    "net_cost_nhs": ("the NHS's cost after transfers", "is"),
    "net_cost_council": ("the council's cost after transfers", "is"),
    "cost_self": ("what people pay themselves", "is"),
}
"""Outcomes as the subject of a sentence, with its verb; others go by their long name."""


FEW = 3
"""Up to how many years are named."""


def sentence(dataset: xr.Dataset, outcome: str) -> str:
    """Say where an outcome differs and between what bounds; of one scenario, what it is."""
    found = findings(dataset, outcome)
    if not found:
        return f"{level(dataset, outcome)}."
    places = dict.fromkeys(finding.circumstances for finding in found)
    parts = [_at(place, [f for f in found if f.circumstances == place]) for place in places]
    what = f"{subject(dataset, outcome)[0]} ({_unit(found[0].unit)})"
    return f"Compared with {baseline_words(dataset)}, {what}: {'; '.join(parts)}."


def headline(dataset: xr.Dataset, outcome: str) -> str:
    """Say the same in one line without numbers, as the title of a figure."""
    found = findings(dataset, outcome)
    if not found:
        return level(dataset, outcome)
    places = len({finding.circumstances for finding in found})
    over = f", by {told_apart(dataset)}" if places > 1 else ""
    begun = f"{capitalised(subject(dataset, outcome)[0])} against {baseline_words(dataset)}{over}"
    clear = [part for name, mine in _by_arrangement(found) if (part := _where(name, mine, places))]
    told = {
        finding for finding in found if finding.is_clear or finding.direction is Direction.TURNS
    }
    if not clear:
        return f"{begun}: {_nothing(found)}"
    rest = "" if len(told) == len(found) else "; otherwise no clear difference"
    return f"{begun}: {'; '.join(clear)}{rest}"


def at_a_glance(dataset: xr.Dataset, outcome: str) -> Table | None:
    """Return an outcome's differences, arrangements down the side and squeezes across."""
    found = findings(dataset, outcome)
    if not found:
        return None
    places = [*dict.fromkeys(finding.circumstances for finding in found)]
    rows = []
    for name, mine in _by_arrangement(found):
        at = {f.circumstances: f.cell for f in mine}
        rows.append((capitalised(name), *(at.get(place, MISSING) for place in places)))
    what = f"{capitalised(subject(dataset, outcome)[0])} ({_unit(found[0].unit)})"
    title = f"{what}: difference from {baseline_words(dataset)}, with 95% interval"
    return Table(
        title, ("", *(capitalised(place) or "Difference" for place in places)), tuple(rows)
    )


def shares(dataset: xr.Dataset, outcomes: Mapping[str, str]) -> list[str]:
    """Say for each arrangement which outcomes are clearly higher or lower, and how often.

    ``outcomes`` gives each outcome's words, such as 'the NHS bears'. Bounds are the outermost
    of the clear intervals.
    """
    found = {words: findings(dataset, outcome) for outcome, words in outcomes.items()}
    first = next(iter(found.values()))
    places = len({finding.circumstances for finding in first})
    told = []
    for name in dict.fromkeys(finding.arrangement for finding in first):
        mine = {words: [f for f in each if f.arrangement == name] for words, each in found.items()}
        everything = [finding for each in mine.values() for finding in each]
        clauses = [
            f"{words} {much}" for words, each in mine.items() if (much := _bounded(each, places))
        ]
        told.append(f"{first[0].led} {name} {joined(clauses) or _nothing(everything)}")
    return told


def level(dataset: xr.Dataset, outcome: str) -> str:
    """Say how large an outcome is in the one scenario, or from the lowest to the highest mean."""
    values = mean_and_interval(dataset[outcome])
    unit = str(dataset[outcome].attrs["units"])
    means = [float(value) for value in values.sel(statistic="mean").values if math.isfinite(value)]
    name, verb = subject(dataset, outcome)
    begun = f"{capitalised(name)} {verb}"
    if not means:
        return f"{begun} not known"
    if len(means) > 1:
        return f"{begun} {amount(min(means), max(means), unit)} by scenario"
    _, low, high = map(float, values.isel(scenario=0).values)
    sure = (
        f" (95% interval {as_unit(low, unit)} to {as_unit(high, unit)})"
        if math.isfinite(low)
        else ""
    )
    return f"{begun} {amount(means[0], means[0], unit)}{sure}"


def subject(dataset: xr.Dataset, outcome: str) -> tuple[str, str]:
    """Return an outcome as the subject of a sentence, and its verb."""
    title = str(dataset[outcome].attrs["long_name"])
    return SUBJECTS.get(outcome) or (within_sentence(title), "is")


def amount(low: float, high: float, unit: str) -> str:
    """Return a range in its unit; one number where both ends read the same."""
    first, last = as_unit(low, unit), as_unit(high, unit)
    numbers = first if first == last else f"{first} to {last}"
    return f"GBP {numbers} million a year" if unit == "GBP a year" else f"{numbers} {unit}"


def baseline_words(dataset: xr.Dataset) -> str:
    """Return what the others are compared with."""
    pairs = baselines(dataset)
    names = dict.fromkeys(compared_words(dataset, label) for label in pairs.values())
    return joined([*names])


def told_apart(dataset: xr.Dataset) -> str:
    """Return what tells the groups of a study from each other."""
    by = compared_by(dataset)
    if by in ("squeeze", "area"):
        others = [part for part in ("area", "squeeze", "arrangement") if part != by]
        return joined([part for part in others if len(set(dataset[part].values)) > 1])
    return "squeeze" if len(set(dataset["area"].values)) == 1 else "area and squeeze"


def _by_arrangement(found: Iterable[Finding]) -> list[tuple[str, list[Finding]]]:
    parts: dict[str, list[Finding]] = {}
    for finding in found:
        parts.setdefault(finding.arrangement, []).append(finding)
    return [*parts.items()]


def _by_direction(found: Sequence[Finding]) -> list[tuple[Direction, list[Finding]]]:
    return [
        (direction, mine)
        for direction in Direction
        if (mine := [f for f in found if f.direction is direction])
    ]


def _at(place: str, found: Sequence[Finding]) -> str:
    """Say under one squeeze with which arrangements it is lower, higher or neither."""
    clauses = []
    for direction, mine in _by_direction(found):
        names = joined([f"{finding.led} {finding.arrangement}{_ends(finding)}" for finding in mine])
        clauses.append(f"{direction} {names}")
    *first, last = clauses
    return ", ".join([place, *first, f"and {last}" if first else last]).removeprefix(", ")


def _ends(finding: Finding) -> str:
    """Return between what bounds a clear difference is, and where it turns over the years."""
    turned = turn_words(finding.turn, finding.unit) if finding.turn else ""
    if finding.is_clear:
        turned = f"; {turned}" if turned else ""
        return f" (by {_range([finding.low, finding.high], finding.unit)}{turned})"
    return f" ({turned}; over all years the two cancel)" if turned else ""


def turn_words(turn: Turn, unit: str) -> str:
    """Say in which years a difference is clearly higher and clearly lower, and where it turns."""
    signs = dict.fromkeys(value[0] > 0 for _, value in turn.years)
    told = []
    for higher in signs:
        mine = [(year, value) for year, value in turn.years if (value[0] > 0) == higher]
        ends = [end for _, value in mine for end in value[1:]]
        word = Direction.HIGHER if higher else Direction.LOWER
        told.append(f"{word} in {_years([year for year, _ in mine])} by {_range(ends, unit)}")
    return f"{' and '.join(told)}; turns in {joined(turn.turns_in)}"


def _years(names: Sequence[str]) -> str:
    if len(names) <= FEW:
        return joined(names)
    return f"{len(names)} years between {names[0]} and {names[-1]}"


def _range(ends: Sequence[float], unit: str) -> str:
    sizes = sorted(abs(end) for end in ends)
    first, last = as_unit(sizes[0], unit), as_unit(sizes[-1], unit)
    if not first.strip("0."):
        return f"up to {last}" if last.strip("0.") else f"less than {last[:-1]}1"
    return first if first == last else f"{first} to {last}"


def _unit(unit: str) -> str:
    return "GBP million a year" if unit == "GBP a year" else unit


def _where(name: str, found: Sequence[Finding], places: int) -> str:
    """Say for one arrangement how often it is clearly lower or higher or turns; '' if never."""
    said = (Direction.LOWER, Direction.HIGHER, Direction.TURNS)
    clear = [(d, mine) for d, mine in _by_direction(found) if d in said]
    told = [f"{d} {_often(len(mine), places)}".rstrip() for d, mine in clear]
    return f"{joined(told)} {found[0].led} {name}" if told else ""


def _bounded(found: Sequence[Finding], places: int) -> str:
    """Say how often one outcome is clearly more or less, and between what bounds; '' if never."""
    parts = []
    for direction, mine in _by_direction(found):
        if mine[0].is_clear:
            ends = [end for finding in mine for end in (finding.low, finding.high)]
            more = "more" if direction is Direction.HIGHER else "less"
            often = f"{more} {_often(len(mine), places)}".rstrip()
            parts.append(f"{often} (by {_range(ends, mine[0].unit)})")
    return joined(parts)


def _often(number: int, places: int) -> str:
    """Return in how many of the squeezes, or of other cases, something is so."""
    if places == 1:
        return ""
    return f"in all {places}" if number == places else f"in {number} of {places}"


def _nothing(found: Sequence[Finding]) -> str:
    """Say that nothing clear was found, and why where the reason is the same for all."""
    kinds = {finding.direction for finding in found}
    return str(kinds.pop()) if len(kinds) == 1 else str(Direction.UNCLEAR)
