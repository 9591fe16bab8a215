"""What the analyses of sensitivity share: groups of responses, leaders, tables, sentences."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import xarray as xr

from carefunds_sim.analysis.design import FACTOR_MOVED
from carefunds_sim.analysis.ordering import FEWEST, Why, leading_factor
from carefunds_sim.analysis.responses import DIFFERENCE
from carefunds_sim.report.analyses.words import (
    factor_words,
    file_name,
    outcome_unit,
    outcome_words,
    unit_words,
)
from carefunds_sim.report.tables import ACROSS, Table
from carefunds_sim.report.wording import MISSING, SAME, joined, percent

TOP = 24
"""How many factors a console shows."""

UNCLEAR = "not clear"
STILL = "did not move"
WHY_NOT = {
    Why.STILL: "nothing, as nothing changed",
    Why.ONE_REPLICATION: "not known from one replication",
    Why.NOISE: "not clear from chance",
    Why.UNCLEAR: UNCLEAR,
}
"""What stands for the factor that does most where none can be named."""

RANGES = (
    "It depends on the ranges: a number with a wide range may matter for that alone, and one whose "
    "range is not in the design cannot matter here."
)
SAME_PEOPLE = (
    "All points and scenarios meet the same people, so what chance does to all points alike "
    "cancels; the intervals hold for the replications that were run and do not say what other "
    "people would change for all points at once."
)

Cell = Callable[[xr.Dataset, str], str]


def response_words(found: xr.Dataset) -> list[str]:
    """Return a short name for every response of a group: its arrangement, and less what."""
    both = zip(found["arrangement"].values, found["base_arrangement"].values, strict=True)
    words = [f"{mine} less {base}".removesuffix(" less ").replace("_", " ") for mine, base in both]
    distinct = len(set(words)) == len(words) and all(words)
    return words if distinct else [str(label) for label in found["response"].values]


def response_groups(found: xr.Dataset) -> list[tuple[str, str, xr.Dataset]]:
    """Return (file name, heading, part) for every outcome, area and squeeze of an analysis.

    The outcome's dimension is gone from a part: ``units`` and ``long_name`` are single words.
    """
    places = [*zip(map(str, found["area"].values), map(str, found["squeeze"].values), strict=True)]
    parts = []
    for i, outcome in enumerate(map(str, found["outcome"].values)):
        for key in dict.fromkeys(places):
            mine = [j for j, place in enumerate(places) if place == key]
            part = found.isel(outcome=i, response=mine)
            parts.append((file_name(outcome, *key), _heading(part, found), part))
    return parts


def _heading(part: xr.Dataset, found: xr.Dataset) -> str:
    squeeze = str(part["squeeze_title"].values[0]) or "No squeeze"
    several = len(set(found["area"].values)) > 1
    return f"{part['area_title'].values[0]} - {squeeze}" if several else squeeze


def levels_of(part: xr.Dataset) -> xr.Dataset:
    """Return the scenarios themselves of a group."""
    return part.isel(response=part["kind"].values != DIFFERENCE)


def differences_from_baseline(part: xr.Dataset) -> xr.Dataset:
    """Return the paired differences of a group."""
    return part.isel(response=part["kind"].values == DIFFERENCE)


def by_importance(part: xr.Dataset, measure: str) -> xr.Dataset:
    """Return a group with the factor first that is largest in any response."""
    size = abs(part[measure].sel(statistic="mean"))
    largest = size.max([dim for dim in size.dims if dim != "factor"]).fillna(-1.0)
    return part.isel(factor=np.argsort(-largest.values, kind="stable"))


def leader(one: xr.Dataset, measure: str) -> str:
    """Return the factor that does most to one response, or why none can be named.

    The words follow 'what does most is'.
    """
    found = leading_factor(one, measure)
    words = factor_words([str(name) for name in one["factor"].values])
    names = [f"'{words[name]}'" for name in found.factors]
    if found.why is Why.BORNE:
        alone = int((one[FACTOR_MOVED] == 1).sum()) == 1
        return f"{names[0]}{', the only number that moved' if alone else ''}"
    if len(names) == 2:
        return f"{UNCLEAR} between {names[0]} and {names[1]}"
    if found.why is Why.TOO_FEW:
        return f"not known ({_too_few(one, measure, found.needed)})"
    return WHY_NOT[found.why]


def _too_few(one: xr.Dataset, measure: str, needed: float) -> str:
    """Say that there are too few base points or trajectories, and how many would do."""
    what = "base points" if measure == "ST" else "trajectories"
    enough = f"about {needed:.0f}" if np.isfinite(needed) else f"at least {FEWEST[measure]}"
    return f"{int(one['used'])} {what} are too few; {enough} are needed"


def leaders(part: xr.Dataset, measure: str) -> str:
    """Return the leading factor of a group's responses, and for which where they differ."""
    of: dict[str, list[str]] = {}
    for i, name in enumerate(response_words(part)):
        of.setdefault(leader(part.isel(response=i), measure), []).append(name)
    if len(of) == 1:
        what = "difference" if (part["kind"].values == DIFFERENCE).all() else "arrangement"
        return next(iter(of)) + (f" for every {what}" if part.sizes["response"] > 1 else "")
    return "; ".join(f"{word} for {joined(names)}" for word, names in of.items())


def tables_of(
    found: xr.Dataset, measure: str, title: str, cell: Cell, feet: Mapping[str, Cell]
) -> list[Table]:
    """Return tables with factors down the side, largest first, and a few responses across.

    ``feet`` are rows of words below the factors.
    """
    made = []
    for _, heading, part in response_groups(found):
        ranked = by_importance(part, measure).isel(factor=slice(TOP))
        unit = outcome_unit(part)
        whole = f"{outcome_words(part)}, {unit_words(unit)}: {title} ({heading})"
        names = response_words(part)
        for start in range(0, len(names), ACROSS):
            few = ranked.isel(response=slice(start, start + ACROSS))
            each = [few.isel(response=i) for i in range(few.sizes["response"])]
            factors = factor_words([str(factor) for factor in few["factor"].values])
            rows = [
                (words, *(cell(one.sel(factor=factor), unit) for one in each))
                for factor, words in factors.items()
            ]
            rows += [(name, *(foot(one, unit) for one in each)) for name, foot in feet.items()]
            made.append(Table(whole, ("", *names[start : start + ACROSS]), tuple(rows)))
    return made


def unmoved_words(one: xr.Dataset, measure: str) -> str:
    """Say that a factor changed nothing at all, or not this response; '' where it did."""
    if not int(one[FACTOR_MOVED]):
        return STILL
    return SAME if (one[measure] == 0).all() else ""


def noise_words(values: xr.DataArray) -> str:
    """Return a share of noise with its interval, as percentages."""
    mean, low, high = (min(float(value), 1.0) for value in values.values)
    if not np.isfinite(mean):
        return MISSING
    if mean >= 1:
        return "all of it" + (f" (at least {percent(low)})" if low < 1 else "")
    return f"{percent(mean)} ({percent(low)} to {percent(high)})"


def noise(one: xr.Dataset, _unit: str) -> str:
    """Return the share of noise of a response."""
    return noise_words(one["noise_share"])


def used(one: xr.Dataset, _unit: str) -> str:
    """Return how many base points or trajectories of a response are used, and dropped."""
    dropped = int(one["dropped"])
    return f"{int(one['used'])}" + (f", {dropped} dropped" if dropped else "")


def leading_factors(found: xr.Dataset, measure: str, does: str) -> list[str]:
    """Say for every outcome which factor leads, with those that may do as much."""
    return [
        f"{outcome_words(part)} ({heading}): what {does} is {leaders(levels_of(part), measure)}."
        for _, heading, part in response_groups(found)
    ]


def left_out(found: xr.Dataset, what: str) -> list[str]:
    """Say how many base points or trajectories are left out, where any are."""
    most = int(found["dropped"].max())
    whole = int((found["used"] + found["dropped"]).max())
    if not most:
        return []
    return [f"Up to {most} of {whole} {what} are left out because runs are missing."]
