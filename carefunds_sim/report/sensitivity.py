"""What moves the results of a sweep, in tables and sentences to quote."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import numpy as np
import xarray as xr

from carefunds_sim.analysis.design import FACTOR_MOVED
from carefunds_sim.analysis.ordering import is_known_share
from carefunds_sim.analysis.screening import CLEAR
from carefunds_sim.report.responses import (
    STILL,
    factor_words,
    outcome_unit,
    outcome_words,
    response_groups,
    response_words,
    unit_words,
)
from carefunds_sim.report.tables import ACROSS, Table
from carefunds_sim.report.wording import MISSING, SAME, as_unit, difference, percent

TOP = 24
"""How many factors a console shows."""

Cell = Callable[[xr.Dataset, str], str]


def main_effects(found: xr.Dataset) -> list[Table]:
    """Return what the whole range of every factor does to every response."""
    slope = "" if found.attrs["form"] == "levels" else ", slope of a regression"
    feet = {} if found.attrs["form"] == "levels" else {"Explained (R2)": _explained}
    return _tables(found, "effect", f"Effect of the whole range{slope}", _effect, feet)


def morris(found: xr.Dataset) -> list[Table]:
    """Return mean size and spread of the elementary effects of every factor."""
    feet = {"Noise between points": _noise, "Trajectories used": _used}
    return _tables(found, "mu_star", "Elementary effects: mu*, sigma", _elementary, feet)


def sobol(found: xr.Dataset) -> list[Table]:
    """Return the shares of the variance of every factor, in all and by itself."""
    feet = {"Noise between points": _noise, "Base points used": _used}
    return _tables(found, "ST", "Shares of the variance: in all (ST), alone (S1)", _shares, feet)


def replications(found: xr.Dataset) -> list[Table]:
    """Return how many replications every response needs, at the middle and the hardest point."""
    columns = ("", "Half-width now", "Asked", "Replications needed", "At the hardest point",
               "Enough of those run")  # fmt: skip
    made = []
    for _, heading, part in response_groups(found):
        unit = outcome_unit(part)
        rows = [
            (name, *_needed(part.isel(response=i), unit))
            for i, name in enumerate(response_words(part))
        ]
        title = f"{outcome_words(part)}, {unit_words(unit)}: how many replications ({heading})"
        made.append(Table(title, columns, tuple(rows)))
    return made


def _tables(
    found: xr.Dataset, order: str, title: str, cell: Cell, feet: Mapping[str, Cell]
) -> list[Table]:
    """Return tables with factors down the side and a few responses across."""
    made = []
    for _, heading, part in response_groups(found):
        ranked = by_importance(part, order).isel(factor=slice(TOP))
        unit = outcome_unit(part)
        whole = f"{outcome_words(part)}, {unit_words(unit)}: {title} ({heading})"
        names = response_words(part)
        for start in range(0, len(names), ACROSS):
            few = ranked.isel(response=slice(start, start + ACROSS))
            rows = _rows(few, unit, cell, feet)
            made.append(Table(whole, ("", *names[start : start + ACROSS]), tuple(rows)))
    return made


def by_importance(part: xr.Dataset, measure: str) -> xr.Dataset:
    """Return a group with the factor first that is largest in any response."""
    size = abs(part[measure].sel(statistic="mean"))
    largest = size.max([dim for dim in size.dims if dim != "factor"]).fillna(-1.0)
    return part.isel(factor=np.argsort(-largest.values, kind="stable"))


def _rows(
    few: xr.Dataset, unit: str, cell: Cell, feet: Mapping[str, Cell]
) -> Iterator[tuple[str, ...]]:
    across = range(few.sizes["response"])
    words = factor_words([str(factor) for factor in few["factor"].values])
    for factor, told in words.items():
        one = few.sel(factor=factor)
        yield (told, *(cell(one.isel(response=i), unit) for i in across))
    for name, foot in feet.items():
        yield (name, *(foot(few.isel(response=i), unit) for i in across))


def _effect(one: xr.Dataset, unit: str) -> str:
    mean, low, high = map(float, one["effect"].values)
    return _still(one, "effect") or difference(mean, low, high, unit)


def _still(one: xr.Dataset, measure: str) -> str:
    """Say that a factor changed nothing at all, or not this response; '' where it did."""
    if not int(one[FACTOR_MOVED]):
        return STILL
    return SAME if (one[measure] == 0).all() else ""


def _elementary(one: xr.Dataset, unit: str) -> str:
    """Return mu* with its interval and sigma, in brackets when chance alone may have made it."""
    size, low, high = map(float, one["mu_star"].values)
    still = _still(one, "mu_star")
    if still or not np.isfinite(size):
        return still or MISSING
    ends = f"({as_unit(low, unit)} to {as_unit(high, unit)})"
    told = f"{as_unit(size, unit)} {ends}\nsigma {as_unit(float(one['sigma'][0]), unit)}"
    return told if size > CLEAR * float(one["chance"]) else f"[{told}]"


def _shares(one: xr.Dataset, _unit: str) -> str:
    still = _still(one, "ST")
    if still:
        return still
    total, alone = (_share(one[name]) for name in ("ST", "S1"))
    return f"{total}\nS1 {alone}" if total != MISSING else MISSING


def _share(values: xr.DataArray) -> str:
    mean, low, high = map(float, values.values)
    if not np.isfinite(mean):
        return MISSING
    told = [f"{round(value, 2) + 0.0:.2f}" for value in (mean, low, high)]  # + 0.0: no "-0.00"
    known = is_known_share(values.values)
    return f"{told[0] if known else 'not known'} ({told[1]} to {told[2]})"


def _noise(one: xr.Dataset, _unit: str) -> str:
    return noise_words(one["noise_share"])


def noise_words(values: xr.DataArray) -> str:
    """Return a share of noise with its interval, as percentages."""
    mean, low, high = (min(float(value), 1.0) for value in values.values)
    if not np.isfinite(mean):
        return MISSING
    if mean >= 1:
        return "all of it" + (f" (at least {percent(low)})" if low < 1 else "")
    return f"{percent(mean)} ({percent(low)} to {percent(high)})"


def _explained(one: xr.Dataset, _unit: str) -> str:
    return percent(float(one["r_squared"]))


def _used(one: xr.Dataset, _unit: str) -> str:
    dropped = int(one["dropped"])
    return f"{int(one['used'])}" + (f", {dropped} dropped" if dropped else "")


def _needed(one: xr.Dataset, unit: str) -> tuple[str, ...]:
    number = one["needed"]
    if number.isnull().all():
        return (MISSING,) * 5
    over = [dim for dim in number.dims if dim == "point"]
    middle, most = number.median(over), number.max(over)
    enough = one["enough"]
    kept = int(enough.notnull().sum())
    last = f"{float(enough.max()):.0f}" if kept == enough.size else "not yet"
    if enough.size > 1:
        last = f"{kept} of {enough.size} points"
    return (
        as_unit(float(one["half_width"].median()), unit),
        as_unit(float(one["wanted"].median()), unit),
        _counts(middle), _counts(most), last,
    )  # fmt: skip


def _counts(number: xr.DataArray) -> str:
    mean, low, high = (_count(float(value)) for value in number.values)
    return f"{mean} ({low} to {high})"


def _count(value: float) -> str:
    return f"{value:,.0f}" if np.isfinite(value) else MISSING
