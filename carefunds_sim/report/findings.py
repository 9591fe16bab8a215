"""What was found of an outcome, in sentences that are never surer than the intervals."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import xarray as xr

from carefunds_sim.analysis.contrasts import baselines, differences, median_and_range
from carefunds_sim.analysis.intervals import mean_and_interval
from carefunds_sim.analysis.sign_changes import sign_changes
from carefunds_sim.analysis.worlds import over_worlds, worlds_of
from carefunds_sim.report.scenario_names import (
    baseline_words,
    circumstances,
    compared_words,
    groups,
    groups_differ_by,
    preposition,
)
from carefunds_sim.report.tables import Table, spread_words
from carefunds_sim.report.wording import (
    MISSING,
    as_unit,
    capitalised,
    difference,
    is_clear,
    joined,
    unit_words,
    within_sentence,
)
from carefunds_sim.report.worlds import (
    WorldDifference,
    cell,
    could_differ,
    differences_over_worlds,
    in_worlds,
)


class Direction(StrEnum):
    """What an interval of a difference allows to be said."""

    LOWER = "lower"
    HIGHER = "higher"
    SAME = "the same"
    UNCLEAR = "no clear difference"
    TURNS = "a change of sign over the years"
    NO_INTERVAL = "one replication, so no difference can be told from chance"
    MISSING = "not known"


CLEAR = (Direction.LOWER, Direction.HIGHER, Direction.TURNS)
"""What a headline names arrangements for."""


def direction(mean: float, low: float, high: float) -> Direction:
    """Return what may be said of a paired difference, from its mean and 95% interval."""
    if not math.isfinite(mean):
        return Direction.MISSING
    if not math.isfinite(low):
        return Direction.NO_INTERVAL
    if mean == low == high == 0:
        return Direction.SAME
    if not is_clear(low, high):
        return Direction.UNCLEAR
    return Direction.HIGHER if mean > 0 else Direction.LOWER


def direction_over_worlds(over: WorldDifference) -> Direction:
    """Return what may be said of a difference over worlds: their count decides."""
    found = over.whole
    if not found.worlds:
        return Direction.MISSING
    if found.same:
        return Direction.SAME
    if found.verdict:
        return Direction.HIGHER if found.verdict > 0 else Direction.LOWER
    return Direction.TURNS if over.is_turn else Direction.UNCLEAR


@dataclass(frozen=True)
class Turn:
    """A difference that is clearly higher in some years and clearly lower in others.

    ``years`` are the clear ones in their order: what a year is called, and the difference's mean,
    low and high in it. ``turns_in`` are the years from which the sign is the other one.
    """

    years: tuple[tuple[str, tuple[float, float, float]], ...]
    turns_in: tuple[str, ...]


def turns_of(dataset: xr.Dataset, outcome: str) -> dict[str, Turn]:
    """Return the turns of an outcome's differences, by scenario."""
    found = sign_changes(dataset, outcome)
    if found is None:
        return {}
    made = {}
    for label in map(str, found["scenario"].values[found["turns"].any("year").values]):
        one = found.sel(scenario=label)
        clear = one.isel(year=np.flatnonzero(np.nan_to_num(one["sign"].values)))
        values = zip(clear["year"].values, clear["difference"].values.tolist(), strict=True)
        years = tuple((str(year), (mean, low, high)) for year, (mean, low, high) in values)
        made[label] = Turn(years, tuple(map(str, one["year"].values[one["turns"].values])))
    return made


@dataclass(frozen=True)
class Finding:
    """One scenario's difference from its baseline in one outcome, a year.

    Over worlds ``over`` holds what is said of it, and ``mean``, ``low`` and ``high`` are their
    median and the ends of their 90% range. ``arrangement`` is how it differs from its baseline,
    which may be a squeeze or an area, and ``led`` what stands before that in a sentence: with,
    under or in.
    """

    scenario: str
    arrangement: str
    circumstances: str
    mean: float
    low: float
    high: float
    base: float
    unit: str
    turn: Turn | None = None
    led: str = "with"
    over: WorldDifference | None = None

    @property
    def direction(self) -> Direction:
        """What may be said of it."""
        if self.over:
            return direction_over_worlds(self.over)
        found = direction(self.mean, self.low, self.high)
        return Direction.TURNS if self.turn and found is Direction.UNCLEAR else found

    @property
    def cell(self) -> str:
        """The difference as it stands in a table, in two lines; over worlds in three."""
        if self.over:
            return cell(self.over.whole, self.unit, turns=self.over.is_turn)
        return difference(self.mean, self.low, self.high, self.unit, turns=self.turn is not None)

    @property
    def is_clear(self) -> bool:
        """True where it is clearly lower or higher."""
        return self.direction in (Direction.LOWER, Direction.HIGHER)


def findings(dataset: xr.Dataset, outcome: str) -> list[Finding]:
    """Return what was found of an outcome in every scenario that has a baseline, group by group."""
    pairs = baselines(dataset)
    if not pairs:
        return []
    over = differences_over_worlds(dataset, outcome)
    turned = {} if over else turns_of(dataset, outcome)
    dataset = dataset[[outcome]].drop_vars("scenario_text", errors="ignore")  # which is large
    gaps = differences(dataset)[outcome]
    base = dataset[outcome].mean("replication")
    unit = str(dataset[outcome].attrs["units"])
    found = []
    led = preposition(dataset)
    for group in groups(dataset):
        under = circumstances(group, dataset)
        for label in (str(s) for s in group["scenario"].values if str(s) in pairs):
            mean, low, high = map(float, gaps.sel(scenario=label).values)
            if over:
                mean, low, high = (getattr(over[label].whole, n) for n in ("p50", "p5", "p95"))
            of = float(base.sel(scenario=pairs[label]))
            found.append(Finding(
                label, compared_words(dataset, label), under, mean, low, high, of, unit,
                turned.get(label), led, over.get(label),
            ))  # fmt: skip
    return found


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
    parts = [_at(place, mine) for place, mine in _by(found, "circumstances").items()]
    what = f"{subject(dataset, outcome)[0]} ({unit_words(found[0].unit)})"
    return f"Compared with {baseline_words(dataset)}, {what}: {'; '.join(parts)}."


def headline(dataset: xr.Dataset, outcome: str) -> str:
    """Say the same in one line without numbers, as the title of a figure."""
    found = findings(dataset, outcome)
    if not found:
        return level(dataset, outcome)
    places = len(_by(found, "circumstances"))
    over = f", by {groups_differ_by(dataset)}" if places > 1 else ""
    what = f"{capitalised(subject(dataset, outcome)[0])} against {baseline_words(dataset)}{over}"
    clear = [_where(name, mine, places) for name, mine in _by(found, "arrangement").items()]
    if not any(clear):
        return f"{what}: {_nothing(found)}"
    unclear = any(finding.direction not in CLEAR for finding in found)
    rest = "; otherwise no clear difference" if unclear else ""
    return f"{what}: {'; '.join(filter(None, clear))}{rest}"


def at_a_glance(dataset: xr.Dataset, outcome: str) -> Table | None:
    """Return an outcome's differences, arrangements down the side and squeezes across."""
    found = findings(dataset, outcome)
    if not found:
        return None
    places = [*_by(found, "circumstances")]
    rows = []
    for name, mine in _by(found, "arrangement").items():
        at = {f.circumstances: f.cell for f in mine}
        rows.append((capitalised(name), *(at.get(place, MISSING) for place in places)))
    what = f"{capitalised(subject(dataset, outcome)[0])} ({unit_words(found[0].unit)})"
    title = f"{what}: difference from {baseline_words(dataset)}, with {spread_words(dataset)}"
    columns = ("", *(capitalised(place) or "Difference" for place in places))
    return Table(title, columns, tuple(rows))


def shares(dataset: xr.Dataset, outcomes: Mapping[str, str]) -> list[str]:
    """Say for each arrangement which outcomes are clearly higher or lower, and how often.

    ``outcomes`` gives each outcome's words, such as 'the NHS bears'. Bounds are the outermost
    of the clear intervals.
    """
    found = {words: findings(dataset, outcome) for outcome, words in outcomes.items()}
    first = next(iter(found.values()))
    places = len(_by(first, "circumstances"))
    sentences = []
    for name in _by(first, "arrangement"):
        mine = {words: [f for f in each if f.arrangement == name] for words, each in found.items()}
        clauses = [
            f"{words} {much}" for words, each in mine.items() if (much := _bounded(each, places))
        ]
        nothing = _nothing([finding for each in mine.values() for finding in each])
        sentences.append(f"{first[0].led} {name} {joined(clauses) or nothing}")
    return sentences


def level(dataset: xr.Dataset, outcome: str) -> str:
    """Say how large an outcome is in the one scenario, or from the lowest to the highest mean."""
    values = mean_and_interval(dataset[outcome])
    if worlds_of(dataset):
        values = median_and_range(over_worlds(dataset[outcome], 0.0))
    unit = str(dataset[outcome].attrs["units"])
    means = [float(value) for value in values.sel(statistic="mean").values if math.isfinite(value)]
    what = capitalised(" ".join(subject(dataset, outcome)))
    if not means:
        return f"{what} not known"
    if len(means) > 1:
        return f"{what} {amount(min(means), max(means), unit)} by scenario"
    _, low, high = map(float, values.isel(scenario=0).values)
    ends = f" ({spread_words(dataset)} {as_unit(low, unit)} to {as_unit(high, unit)})"
    return f"{what} {amount(means[0], means[0], unit)}{ends if math.isfinite(low) else ''}"


def subject(dataset: xr.Dataset, outcome: str) -> tuple[str, str]:
    """Return an outcome as the subject of a sentence, and its verb."""
    title = str(dataset[outcome].attrs["long_name"])
    return SUBJECTS.get(outcome) or (within_sentence(title), "is")


def amount(low: float, high: float, unit: str) -> str:
    """Return a range in its unit; one number where both ends read the same."""
    numbers = " to ".join(dict.fromkeys((as_unit(low, unit), as_unit(high, unit))))
    return f"GBP {numbers} million a year" if unit == "GBP a year" else f"{numbers} {unit}"


def _by(found: Iterable[Finding], part: str) -> dict[str, list[Finding]]:
    """Return findings by their arrangement or circumstances, in order of first appearance."""
    parts: dict[str, list[Finding]] = {}
    for finding in found:
        parts.setdefault(getattr(finding, part), []).append(finding)
    return parts


def _by_direction(found: Sequence[Finding]) -> list[tuple[Direction, list[Finding]]]:
    by_direction = ((each, [f for f in found if f.direction is each]) for each in Direction)
    return [(direction, mine) for direction, mine in by_direction if mine]


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
    if finding.over:
        return finding.over.counts(finding.unit, clear=finding.is_clear)
    turned = turn_words(finding.turn, finding.unit) if finding.turn else ""
    if finding.is_clear:
        turned = f"; {turned}" if turned else ""
        return f" (by {_range([finding.low, finding.high], finding.unit)}{turned})"
    return f" ({turned}; over all years the two cancel)" if turned else ""


def turn_words(turn: Turn, unit: str) -> str:
    """Say in which years a difference is clearly higher and clearly lower, and where it turns."""
    clauses = []
    for higher in dict.fromkeys(value[0] > 0 for _, value in turn.years):
        mine = [(year, value) for year, value in turn.years if (value[0] > 0) == higher]
        ends = [end for _, value in mine for end in value[1:]]
        word = Direction.HIGHER if higher else Direction.LOWER
        clauses.append(f"{word} in {_years([year for year, _ in mine])} by {_range(ends, unit)}")
    return f"{' and '.join(clauses)}; turns in {joined(turn.turns_in)}"


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


def _where(name: str, found: Sequence[Finding], places: int) -> str:
    """Say for one arrangement how often it is clearly lower or higher or turns; '' if never."""
    clear = [(way, mine) for way, mine in _by_direction(found) if way in CLEAR]
    words = joined([f"{way} {_often(len(mine), places)}".rstrip() for way, mine in clear])
    return f"{words} {found[0].led} {name}" if clear else ""


def _bounded(found: Sequence[Finding], places: int) -> str:
    """Say how often one outcome is clearly more or less, and between what bounds; '' if never."""
    parts = []
    for direction, mine in _by_direction(found):
        if mine[0].is_clear:
            more = "more" if direction is Direction.HIGHER else "less"
            often = f"{more} {_often(len(mine), places)}".rstrip()
            parts.append(f"{often} ({_by_how_much(mine)})")
    return joined(parts)


def _by_how_much(found: Sequence[Finding]) -> str:
    """Return the outermost of several bounds; over worlds the medians, and the least count."""
    over = [finding.over.whole for finding in found if finding.over]
    if not over:
        return f"by {_range([end for f in found for end in (f.low, f.high)], found[0].unit)}"
    least = min(over, key=lambda each: each.agreeing / each.worlds)
    worlds = (least.agreeing, least.worlds)
    at_least, many = (" at least", "medians") if len(over) > 1 else ("", "median")
    medians = _range([each.p50 for each in over], found[0].unit)
    return f"{in_worlds(*worlds)}{at_least}, {many} {medians}; {could_differ(*worlds)}"


def _often(number: int, places: int) -> str:
    """Return in how many of the squeezes, or of other cases, something is so."""
    if places == 1:
        return ""
    return f"in all {places}" if number == places else f"in {number} of {places}"


def _nothing(found: Sequence[Finding]) -> str:
    """Say that nothing clear was found, and why where the reason is the same for all."""
    kinds = {finding.direction for finding in found}
    return str(kinds.pop()) if len(kinds) == 1 else str(Direction.UNCLEAR)
