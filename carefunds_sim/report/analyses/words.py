"""Words for what an analysis of a sweep is about: factors, their values, outcomes, units."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import xarray as xr

from carefunds_sim.report.caveats import source_line
from carefunds_sim.report.wording import difference, percent, plain

FALLS = {"squeeze.council.fall": "council money falls", "squeeze.nhs.fall": "NHS money falls"}
"""Factors that are described by a verb."""


def factor_words(factors: Iterable[object]) -> dict[str, str]:
    """Return short words for factors' names; the names themselves where two would be alike."""
    words = {name: _short(name) for name in map(str, factors)}
    alike = len(set(words.values())) < len(words)
    return {name: name for name in words} if alike else words


def _short(name: str) -> str:
    parts = [part.replace("_", " ") for part in name.split(".")]
    for left_out in ("area", "services", "streams", "stages"):
        if len(parts) > 1 and parts[0] == left_out:
            parts = parts[1:]
    return " ".join(parts)


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

    ``near`` is a small difference that the words should still show, such as a twentieth of the
    factor's range.
    """
    if unit == "share":
        fine = near and near < 0.01
        return f"{100 * value:.1f}%" if fine else percent(value)
    digits = int(np.clip(np.ceil(-np.log10(near)), 0, 6)) if near else None
    words = plain(value) if digits is None else f"{value:,.{digits}f}"
    return f"{words} {unit}" if unit else words


def outcome_words(part: xr.Dataset) -> str:
    """Return what the outcome of a group is called."""
    return str(part["long_name"].values) or str(part["outcome"].values)


def outcome_unit(part: xr.Dataset) -> str:
    """Return the unit of the outcome of a group, as it is stored."""
    return str(part["units"].values)


def in_unit(values: xr.DataArray, unit: str) -> np.ndarray:
    """Return values in the unit in which they are shown: pounds are millions."""
    return np.asarray(values.to_numpy() / (1e6 if unit == "GBP a year" else 1.0))


def difference_words(values: xr.DataArray, unit: str) -> str:
    """Return a paired difference in two lines, from its mean, low and high."""
    mean, low, high = map(float, values.values)
    return difference(mean, low, high, unit)


def file_name(*words: str) -> str:
    """Return words as the name of a file, joined by underscores; empty ones are left out."""
    name = "_".join(filter(None, words))
    return "".join(c if c.isalnum() or c in "-_" else "_" for c in name)


def source_of(found: xr.Dataset) -> str:
    """Return the line that says what made a table or a figure."""
    attrs = found.attrs
    points, runs = int(attrs["points"]), int(attrs["replications"])
    size = f"{points} point{'s' * (points != 1)} x {runs} replication{'s' * (runs != 1)}"
    return source_line(found, f"study {attrs['study']}, {size}")
