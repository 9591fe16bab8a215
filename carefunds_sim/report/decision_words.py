"""Limits, levels and tipping points in words, in the natural units of factors."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import xarray as xr

from carefunds_sim.analysis import tipping
from carefunds_sim.report.responses import factor_words
from carefunds_sim.report.wording import percent, plain

FALLS = {"squeeze.council.fall": "council money falls", "squeeze.nhs.fall": "NHS money falls"}
"""Factors that are told by a verb."""


def factor_phrase(name: str) -> str:
    """Return what a factor is called in a sentence or at an axis."""
    return FALLS.get(name) or factor_words([name])[name]


def axis_words(name: str, unit: str) -> str:
    """Return what stands at the axis of a factor, with its unit."""
    if name in FALLS:
        return f"{FALLS[name][0].upper()}{FALLS[name][1:]} by"
    return f"{factor_phrase(name)}, {unit}"


def value_words(value: float, unit: str, *, near: float = 0.0) -> str:
    """Return a value of a factor in its unit; shares as percentages.

    ``near`` is a small difference that the words should still tell, such as a twentieth of the
    factor's range.
    """
    if unit == "share":
        fine = near and near < 0.01
        return f"{100 * value:.1f}%" if fine else percent(value)
    digits = int(np.clip(np.ceil(-np.log10(near)), 0, 6)) if near else None
    told = plain(value) if digits is None else f"{value:,.{digits}f}"
    return f"{told} {unit}" if unit else told


def box_words(box: xr.Dataset) -> Iterator[tuple[str, str]]:
    """Yield each limit of a box in words, and the factor that it is of.

    ``box`` holds ``low`` and ``high`` by factor and what is known of the factors.
    """
    for i, name in enumerate(map(str, box["factor"].values)):
        low, high = float(box["low"][i]), float(box["high"][i])
        if np.isfinite(low) or np.isfinite(high):
            unit = str(box["factor_unit"].values[i])
            near = float(box["factor_high"][i] - box["factor_low"][i]) / 20
            yield _limit(name, unit, low, high, near), name


def _limit(name: str, unit: str, low: float, high: float, near: float) -> str:
    ends = [value_words(end, unit, near=near) for end in (low, high)]
    by = "by " if name in FALLS else ""
    between = f"{by}between {ends[0]} and {ends[1]}"
    one = f"{by}more than {ends[0]}" if np.isfinite(low) else f"{by}less than {ends[1]}"
    verb = "" if name in FALLS else "is "
    return f"{factor_phrase(name)} {verb}{between if np.isfinite([low, high]).all() else one}"


def level_words(found: xr.Dataset, level: float) -> str:
    """Return a level of a ladder in words."""
    steps = np.diff(found["level"].values)
    return value_words(level, str(found.attrs["factor_unit"]), near=float(steps.min()) / 10)


def tipping_words(one: xr.Dataset) -> str:
    """Say where a scenario's curve crosses, or why there is no such point; "" for a baseline.

    ``one`` is one scenario of ``tipping_point``, with the levels of the ladder.
    """
    status = str(one["status"].values)
    levels = one["level"].values
    if status == tipping.NOTHING:
        return ""
    if status == tipping.NOT_CLEAR:
        return f"no clear difference at any of {len(levels)} levels"
    ladder = f"({int(one['clear_levels'])} of {len(levels)} levels clear)"
    if status == tipping.SEVERAL:
        return f"changes sign more than once {ladder}: no one tipping point"
    if status in (tipping.BELOW, tipping.ABOVE):
        ends = " to ".join(level_words(one, float(end)) for end in (levels[0], levels[-1]))
        return f"{side_words(one)}; no crossing from {ends}"
    return f"{_crossing(one)} {ladder}" + (
        "; only one side of it is clear" if status == tipping.UNCONFIRMED else ""
    )


def side_words(one: xr.Dataset) -> str:
    """Say on which side of zero a curve without a crossing lies, and at how many levels surely."""
    side = "lower" if str(one["status"].values) == tipping.BELOW else "higher"
    clear, number = int(one["clear_levels"]), one.sizes["level"]
    every = f"{side} at every level"
    return every if clear == number else f"{side} where it is clear ({clear} of {number} levels)"


def _crossing(one: xr.Dataset) -> str:
    point, low, high = map(float, one["tipping_point"].values)
    turn = "stops" if int(one["direction"]) == tipping.RISING else "begins"
    ends = f"{_end(one, low, 'before the ladder')} to {_end(one, high, 'beyond the ladder')}"
    interval = "no interval" if np.isnan(low) else ends
    return f"{turn} being lower at {level_words(one, point)} ({interval})"


def _end(one: xr.Dataset, end: float, beyond: str) -> str:
    return level_words(one, end) if np.isfinite(end) else beyond
