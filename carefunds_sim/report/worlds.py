"""Differences over worlds in words: in how many that fit, and how much that count bears.

A count is no probability: worlds are what is not ruled out. How many others could differ is its
exact bound.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import xarray as xr

from carefunds_sim.analysis.contrasts import BESIDE, baselines, paired_over_worlds
from carefunds_sim.analysis.sign_changes import years_over_worlds
from carefunds_sim.analysis.worlds import MOST, SIZES, USUAL_SIZE, bounds, worlds_of
from carefunds_sim.report.wording import (
    CHANGES_SIGN,
    MISSING,
    NO_DIFFERENCE,
    SAME,
    counted,
    interval,
    joined,
    percent,
    plain,
    signed,
)

IN_TABLES = (
    "A difference is the median over worlds; with it stand the range of the middle nine tenths, "
    "and in how many of how many worlds it is lower, or higher, by more than what matters."
)
FEW = 0.8
"""Worlds are few where all of them together bear less than this: up to sixteen."""


@dataclass(frozen=True)
class Over:
    """One difference over worlds: percentiles, counts and what they are judged by.

    ``lower`` and ``higher`` are in how many of ``worlds`` it is so by more than ``size``;
    ``verdict`` is -1, 0 or 1, NaN of no world.
    """

    p5: float
    p50: float
    p95: float
    lower: int
    higher: int
    worlds: int
    size: float
    verdict: float
    same: bool
    chance_removed: bool

    @property
    def agreeing(self) -> int:
        """In how many worlds it is as the verdict says, or as most are."""
        return max(self.lower, self.higher)

    def median(self, unit: str) -> str:
        """The median and the middle nine tenths."""
        ends = interval(self.p5, self.p95, unit).strip("()")
        return f"median {signed(self.p50, unit)}, 90% range {ends}"


@dataclass(frozen=True)
class WorldDifference:
    """One outcome's difference over worlds: over the period, by year, and where its sign turns.

    ``turns`` has in how many worlds the sign turns, for two years at least, from each year on;
    ``is_turn`` says whether it does in most.
    """

    whole: Over
    years: Mapping[str, Over]
    turns: Mapping[str, int]
    is_turn: bool

    @property
    def never(self) -> int:
        """In how many worlds the sign never turns."""
        return self.whole.worlds - sum(self.turns.values())

    @property
    def turning(self) -> str:
        """In how many worlds the sign turns, and when; '' where it hardly ever does."""
        turned, worlds = sum(self.turns.values()), self.whole.worlds
        if not turned or self.never >= MOST * worlds:
            return ""
        ends = dict.fromkeys([min(self.turns), max(self.turns)])
        when = f"between {joined([*ends])}" if len(ends) > 1 else f"in {joined([*ends])}"
        return f"the sign turns, {when}, {in_worlds(turned, worlds)} and never in {self.never}"

    def counts(self, unit: str, *, clear: bool) -> str:
        """Return in brackets how many worlds are as it is said, and what the count bears."""
        found = self.whole
        if not found.worlds:
            return ""
        worlds = (found.agreeing, found.worlds)
        if clear:
            parts = [in_worlds(*worlds), found.median(unit), could_differ(*worlds)]
        elif found.same:
            parts = [in_worlds(found.worlds, found.worlds)]
        else:
            parts = [how_often(found)]
        return f" ({'; '.join(filter(None, (*parts, self.turning)))})"


def differences_over_worlds(dataset: xr.Dataset, outcome: str) -> dict[str, WorldDifference]:
    """Return an outcome's differences from the baseline over worlds, by scenario."""
    pairs = baselines(dataset)
    if not pairs or worlds_of(dataset) is None:
        return {}
    whole = [each for (each,) in _overs(paired_over_worlds(dataset, dataset[outcome], pairs))]
    found = years_over_worlds(dataset, outcome)
    if found is None:
        each_one = zip(pairs, whole, strict=True)
        return {label: WorldDifference(each, {}, {}, False) for label, each in each_one}
    years, by_year = found["year"].values.tolist(), _overs(found)
    return {
        label: WorldDifference(
            whole[i],
            dict(zip(years, by_year[i], strict=True)),
            {year: at.count(y) for y, year in enumerate(years) if y in at},
            bool(found["turn"].values[i]),
        )
        for i, (label, at) in enumerate(zip(pairs, found["turns"].values.tolist(), strict=True))
    }


def _overs(found: xr.Dataset) -> list[list[Over]]:
    """Return differences over worlds by scenario, and in each by year; one of the whole period."""
    names = [*Over.__dataclass_fields__]
    cells = (found[n].to_numpy().reshape(found.sizes["scenario"], -1).tolist() for n in names)
    rows = zip(*cells, strict=True)
    return [[Over(*each) for each in zip(*row, strict=True)] for row in rows]


def in_worlds(number: int, worlds: int) -> str:
    """Return in how many of the worlds that fit something is so."""
    if number == worlds > 1:
        return f"in all {worlds} worlds that fit"
    return f"in {number} of {counted(worlds, 'world')} that fit"


def could_differ(number: int, worlds: int) -> str:
    """Return how many of 100 worlds could be otherwise, by the exact bound of a count."""
    few = "with so few, " if bounds(worlds, worlds)[0] < FEW else ""
    return f"{few}as many as {math.ceil(100 * (1 - bounds(number, worlds)[0]))} in 100 could differ"


def how_often(found: Over) -> str:
    """Return in how many worlds a difference is lower, and in how many higher."""
    worlds = counted(found.worlds, "world")
    return f"lower in {found.lower} and higher in {found.higher} of {worlds} that fit"


def over_of(found: xr.DataArray) -> Over:
    """Return one difference over worlds from what ``paired_statistics`` says of it."""
    median, low, high = found.values.tolist()
    return Over(low, median, high, *(found[name].item() for name in BESIDE))


def cell(found: Over, unit: str, *, turns: bool = False) -> str:
    """Return a difference over worlds in lines of a table: median, 90% range, worlds that agree."""
    if found.same:
        return f"{SAME}\n{found.worlds} of {found.worlds}"
    if not found.worlds:
        return MISSING
    median, ends = signed(found.p50, unit), interval(found.p5, found.p95, unit)
    if found.verdict:
        return f"{median}\n{ends}\n{found.agreeing} of {found.worlds}"
    first = CHANGES_SIGN if turns else NO_DIFFERENCE
    counts = f"{found.lower} lower, {found.higher} higher of {found.worlds}"
    return f"{first}\n{median} {ends}\n{counts}"


def sureness(dataset: xr.Dataset) -> list[str]:
    """Say what a world is and when a difference counts; and, apart from counts, what they share."""
    said = worlds_of(dataset)
    if said is None:
        return []
    runs = dataset["world"].to_series().value_counts()
    chance = (
        f"with {runs.max()} replications of each, chance is taken off wherever it is small enough "
        "to be known apart"
        if runs.max() > 1
        else "with one replication of each, chance is still in its difference"
    )
    share, money = percent(USUAL_SIZE), f"{100 * SIZES['GBP a year']:g}%"
    unmet = joined([f"'{title}'" for title in said.get("unmet") or ()])
    facts = f"; no world meets {unmet}" if unmet else ""
    return [
        f"A world is one set of all numbers that are not known, of which {len(runs)} that fit the "
        f"published facts ({said['source']}) were run: what could be so, not how likely it is. A "
        f"difference counts where it is more than {share} of the baseline's level, or {money} of "
        f"all cost, and is called lower or higher where it is so in {10 * MOST:.0f} of 10 worlds; "
        f"{chance}.",
        "All worlds share one model and its rules, and no count of them says whether these are "
        f"right{facts}.",
    ]


def hinges_of(dataset: xr.Dataset, label: str, outcome: str) -> list[dict[str, Any]]:
    """Return the numbers and rules on which the sign of a difference hinges, where they are known.

    Each has ``path``, ``turns_at`` and ``accuracy``, and ``low``, ``high`` and ``lower_if``.
    """
    said = json.loads(dataset.attrs.get("hinges_on") or "{}")
    found: list[dict[str, Any]] = said.get(f"{label}/{outcome}", [])
    return found


def hinge_words(hinge: Mapping[str, Any]) -> str:
    """Say at what value of which number a sign turns, how sure that is, and how far it goes."""
    at, ends = hinge["turns_at"], ""
    right = f"by it alone the sign is right in {percent(hinge['accuracy'])} of worlds, of which "
    right += "those on either side count alike"
    if isinstance(at, str):
        way = f"{hinge.get('lower_if', 'other')} where it is '{at}'"
        return f"{hinge['path']}: {way}; {right}"
    if hinge.get("low") is not None:
        ends = f" ({_digits(hinge['low'])} to {_digits(hinge['high'])})"
    side = hinge.get("lower_if")
    way = f", lower where it is {side} that" if side else ""
    return f"{hinge['path']}: the sign turns at {_digits(at)}{ends}{way}; {right}"


def _digits(value: float) -> str:
    """Return a number with three digits that matter, and large ones as people write them."""
    return f"{value:.3g}" if abs(value) < 1 else plain(value)
