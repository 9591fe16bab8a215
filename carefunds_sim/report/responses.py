"""Words for what an analysis of a sweep is about: factors, responses, outcomes."""

from __future__ import annotations

import numpy as np
import xarray as xr

from carefunds_sim.analysis.design import FACTOR_MOVED
from carefunds_sim.analysis.differences_from_baseline import DIFFERENCE
from carefunds_sim.analysis.ordering import FEWEST, Why, leading_factor
from carefunds_sim.report.caveats import evidence_counted

MILLION = "GBP million a year"
UNCLEAR = "not clear"
STILL = "did not move"
WHY_NOT = {
    Why.STILL: "nothing, as nothing changed",
    Why.ONE_REPLICATION: "not known from one replication",
    Why.NOISE: "not clear from chance",
    Why.UNCLEAR: UNCLEAR,
}
"""What stands for the factor that does most where none can be named."""


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


def leader(one: xr.Dataset, measure: str) -> str:
    """Return the factor that does most to one response, or why none can be named.

    The words follow 'what does most is'.
    """
    found = leading_factor(one, measure)
    words = factor_words([str(name) for name in one["factor"].values])
    told = [f"'{words[name]}'" for name in found.factors]
    if found.why is Why.BORNE:
        alone = int((one[FACTOR_MOVED] == 1).sum()) == 1
        return f"{told[0]}{', the only number that moved' if alone else ''}"
    if len(told) == 2:
        return f"{UNCLEAR} between {told[0]} and {told[1]}"
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
    names = response_words(part)
    told = {name: leader(part.isel(response=i), measure) for i, name in enumerate(names)}
    first = dict.fromkeys(told.values())
    if len(first) == 1:
        what = "difference" if (part["kind"].values == DIFFERENCE).all() else "arrangement"
        return next(iter(first)) + (f" for every {what}" if len(told) > 1 else "")
    of = {w: [name for name, leading_factor in told.items() if leading_factor == w] for w in first}
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
