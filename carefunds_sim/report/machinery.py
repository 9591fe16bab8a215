"""How a study was run, from what its dataset says of itself."""

from __future__ import annotations

import json
import math

import pandas as pd
import xarray as xr

from carefunds_sim.analysis.contrasts import baselines
from carefunds_sim.analysis.intervals import LEVEL
from carefunds_sim.analysis.replications import precision
from carefunds_sim.report.numbers import MISSING, as_unit, counted
from carefunds_sim.report.remarks import residents_simulated
from carefunds_sim.report.tables import COMPARED, Table, groups
from carefunds_sim.report.wording import row_name, scenario_words

HEADLINE = "delayed_days"
UNKNOWN = "not recorded"


def how_it_was_run(dataset: xr.Dataset) -> Table:
    """Return what was simulated, for how long, how often, by what, when."""
    attrs = dataset.attrs
    commit = f", commit {attrs['git_commit']}" if attrs.get("git_commit") else ""
    libraries = json.loads(attrs.get("libraries") or "{}")
    rows = (
        ("Study", str(attrs.get("study_title") or attrs.get("study") or UNKNOWN)),
        ("Scenarios", counted(dataset.sizes["scenario"], "scenario")),
        ("Residents aged 65 and over", _residents(dataset)),
        ("Years reported", _years(dataset)),
        ("Before that, not reported", counted(int(attrs["warmup_months"]), "month") + " warm-up"),
        ("Replications", _replications(dataset)),
        ("Seed", str(attrs["seed"])),
        ("Engine", str(attrs["engine"])),
        ("Program", f"carefunds_sim {attrs['package_version']}{commit}"),
        ("Libraries", ", ".join(f"{name} {found}" for name, found in libraries.items() if found)),
        ("Machine", f"Python {attrs.get('python', UNKNOWN)}, {attrs.get('platform', UNKNOWN)}"),
        ("Date", str(attrs.get("date") or UNKNOWN)),
        ("Command", str(attrs.get("command") or UNKNOWN)),
    )
    return Table("How it was run", ("What", "How"), rows)


def _residents(dataset: xr.Dataset) -> str:
    number = residents_simulated(dataset)
    if not math.isfinite(number):
        return "none: a network for teaching, which stands for no place"
    scale = float(dataset.attrs["scale"])
    small = f": a smaller area, with {scale:g} of the beds and the money" if scale != 1 else ""
    return f"{number:,.0f} in the first month{small}"


def _years(dataset: xr.Dataset) -> str:
    months = dataset["month"]
    first, last = (pd.Timestamp(month.item()) for month in (months.min(), months.max()))
    return f"{dataset.attrs['years']}, {first:%B %Y} to {last:%B %Y}"


def _replications(dataset: xr.Dataset) -> str:
    done = dataset["completed"].sum("replication")
    wanted, least, most = dataset.sizes["replication"], int(done.min()), int(done.max())
    if least == most == wanted:
        return f"{wanted} of each scenario"
    return f"{least} to {most} finished of {wanted} of each scenario"


def how_precise(dataset: xr.Dataset) -> Table | None:
    """Return how well the headline's means and differences are known; None where nothing varies."""
    found = precision(dataset, HEADLINE)
    gaps = {gap["scenario"]: gap for gap in found["differences"]}
    names, unit = scenario_words(dataset), str(dataset[HEADLINE].attrs["units"])
    rows = tuple(
        (
            row_name(names[mine["scenario"]]),
            MISSING if mine["mean"] is None else as_unit(mine["mean"], unit),
            _half(mine, unit),
            _half(gaps.get(mine["scenario"]), unit),
        )
        for mine in found["scenarios"]
    )
    if all(row[2] == MISSING for row in rows) or not dataset[HEADLINE].any():
        return None
    columns = ("", "Mean", "Mean known to", "Difference from the baseline known to")
    title = str(dataset[HEADLINE].attrs["long_name"])
    return Table(f"How precise it is: {title} ({unit})", columns, rows)


def _half(found: dict[str, float | str | None] | None, unit: str) -> str:
    """Return half an interval's width, and what share of the mean that is."""
    if not found or found["half_width"] is None:
        return MISSING
    share = "" if found["share"] is None else f" ({float(found['share']):.1%})"
    return f"+-{as_unit(float(found['half_width']), unit)}{share}"


def comparisons(dataset: xr.Dataset) -> str:
    """Say how many differences are looked at, and how many would seem clear by chance; or ''."""
    number = len(COMPARED) * len(baselines(dataset))
    if not number or dataset.sizes["replication"] < 2:
        return ""
    chance = max(round(number * (1 - LEVEL)), 1)
    further = (
        "look whether the same arrangement does the same under the other squeezes"
        if len(groups(dataset)) > 1
        else "look whether it stays clear with other seeds and more replications"
    )
    return (
        f"The table of results holds {number} differences, each with its own 95% interval. Were "
        f"there no difference at all anywhere, about {chance} of them would seem "
        "clear by chance alone. So do not build on a single difference that is only just clear; "
        f"{further}."
    )


def scenario_list(dataset: xr.Dataset) -> Table:
    """Return every scenario's name and the digits that stand for all it says."""
    pairs = baselines(dataset)
    rows = tuple(
        (str(label), str(digits), pairs.get(str(label), MISSING))
        for label, digits in zip(
            dataset["scenario"].values, dataset["scenario_hash"].values, strict=True
        )
    )
    title = "The scenarios; two share a hash only when they say the same"
    return Table(title, ("Scenario", "Hash", "Compared with"), rows)
