"""Words for what an analysis of a sweep is about: factors, responses, outcomes."""

from __future__ import annotations

import numpy as np
import xarray as xr

from carefunds_sim.analysis.sensitivity.responses import DIFFERENCE
from carefunds_sim.report.remarks import evidence_counted

MILLION = "GBP million a year"
UNCLEAR = "not clear"


def factor_words(names: list[str]) -> dict[str, str]:
    """Return short words for factors' names; the names themselves where two would be alike."""
    words = {name: _short(name) for name in names}
    alike = len(set(words.values())) < len(words)
    return {name: name for name in names} if alike else words


def _short(name: str) -> str:
    parts = [part.replace("_", " ") for part in name.split(".")]
    for left_out in ("area", "services", "streams", "stages"):
        if len(parts) > 1 and parts[0] == left_out:
            parts = parts[1:]
    return " ".join(parts)


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
    parts = []
    for i, outcome in enumerate(map(str, found["outcome"].values)):
        for key in dict.fromkeys(_places(found)):
            mine = [j for j, place in enumerate(_places(found)) if place == key]
            part = found.isel(outcome=i, response=mine)
            name = "_".join(word for word in (outcome, *key) if word)
            parts.append((_safe(name), _heading(part, found), part))
    return parts


def levels_of(part: xr.Dataset) -> xr.Dataset:
    """Return the scenarios themselves of a group."""
    return part.isel(response=part["kind"].values != DIFFERENCE)


def differences_of(part: xr.Dataset) -> xr.Dataset:
    """Return the paired differences of a group."""
    return part.isel(response=part["kind"].values == DIFFERENCE)


def _places(found: xr.Dataset) -> list[tuple[str, str]]:
    return [
        (str(area), str(squeeze))
        for area, squeeze in zip(found["area"].values, found["squeeze"].values, strict=True)
    ]


def _heading(part: xr.Dataset, found: xr.Dataset) -> str:
    squeeze = str(part["squeeze_title"].values[0]) or "No squeeze"
    several = len(set(found["area"].values)) > 1
    return f"{part['area_title'].values[0]} - {squeeze}" if several else squeeze


def _safe(name: str) -> str:
    return "".join(c if c.isalnum() or c in "-_" else "_" for c in name)


def outcome_words(part: xr.Dataset) -> str:
    """Return what the outcome of a group is called."""
    return str(part["long_name"].values) or str(part["outcome"].values)


def outcome_unit(part: xr.Dataset) -> str:
    """Return the unit of the outcome of a group, as it is stored."""
    return str(part["units"].values)


def unit_words(unit: str) -> str:
    """Return a unit as numbers are told in it: pounds are millions."""
    return MILLION if unit == "GBP a year" else unit


def in_unit(values: xr.DataArray, unit: str) -> np.ndarray:
    """Return values as they are told: pounds are millions."""
    return np.asarray(values.to_numpy() / (1e6 if unit == "GBP a year" else 1.0))


def leader(values: xr.DataArray) -> str:
    """Return the factor with the largest measure, and others that may be as large.

    Those are others whose interval reaches into that of the first; (factor, statistic). Where even
    the first may be nothing, that is what is told.
    """
    words = list(factor_words([str(name) for name in values["factor"].values]).values())
    mean, low, high = (values.sel(statistic=s).to_numpy() for s in ("mean", "low", "high"))
    least = np.where(low * high > 0, np.minimum(np.abs(low), np.abs(high)), 0.0)
    most = np.maximum(np.abs(low), np.abs(high))
    order = np.argsort(-np.nan_to_num(np.abs(mean)), kind="stable")
    first, rest = order[0], order[1:]
    if np.isfinite(low[first]) and not least[first] > 0:
        return UNCLEAR
    rivals = [f"'{words[i]}'" for i in rest if most[i] > least[first]]
    if len(rivals) > 1:
        return f"'{words[first]}', {rivals[0]} or others"
    return " or ".join([f"'{words[first]}'", *rivals])


def leaders(part: xr.Dataset, measure: str) -> str:
    """Return the leading factor of a group's responses, and for which where they differ."""
    names = response_words(part)
    told = {
        name: leader(part[measure].isel(response=i))
        for i, name in enumerate(names)
        if part[measure].isel(response=i).notnull().any()
    }
    first = dict.fromkeys(told.values())
    if len(first) == 1:
        what = "difference" if (part["kind"].values == DIFFERENCE).all() else "arrangement"
        return next(iter(first)) + (f" for every {what}" if len(told) > 1 else "")
    of = {w: [name for name, leading in told.items() if leading == w] for w in first}
    return "; ".join(f"{word} for {_joined(names)}" for word, names in of.items())


def _joined(words: list[str]) -> str:
    """Return words as a sentence lists them."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def source_of(found: xr.Dataset) -> str:
    """Return the line that says what made a table or a figure."""
    attrs = found.attrs
    points, runs = int(attrs["points"]), int(attrs["replications"])
    return (
        f"Source: carefunds_sim {attrs['package_version']}, study {attrs['study']}, {points} "
        f"point{'s' * (points != 1)} x {runs} replication{'s' * (runs != 1)}, seed "
        f"{attrs['seed']}, scale {float(attrs['scale']):g}; simulated. Numbers behind it: "
        f"{evidence_counted(found)}."
    )
