"""Regret by arrangement: the largest over all points, the mean, and what holds when checked."""

from __future__ import annotations

import numpy as np
import xarray as xr
from matplotlib.figure import Figure

from carefunds_sim.analysis.intervals import LEVEL
from carefunds_sim.analysis.objective import each_outcome
from carefunds_sim.analysis.regret import regret
from carefunds_sim.report.analyses import decisions
from carefunds_sim.report.analyses.analysis import SPACE_FILLING, Analysis, Request
from carefunds_sim.report.analyses.words import in_unit, outcome_unit, outcome_words
from carefunds_sim.report.figures.style import TEXT
from carefunds_sim.report.scenario_names import names_within
from carefunds_sim.report.tables import Table
from carefunds_sim.report.wording import MISSING, as_unit, percent, unit_words

TITLE = "Regret: how much more than the best, over all points"
COLUMNS = ("", "Largest regret", "90th percentile", "Mean", "Least largest regret")
NOTE = (
    "Regret: how much higher an arrangement's mean is than the lowest of all at the same point."
    " Bars: the largest over all points, with 95% intervals over replications; hollow marks: "
    "the same, measured by replications that had no part in the choice of the point and of the "
    "best, which is too small on average as the bar is too large; filled marks: the mean over "
    "points."
)


def analyse(dataset: xr.Dataset, request: Request) -> xr.Dataset:
    """Return the regret of every arrangement, for every outcome asked for."""
    return each_outcome(dataset, request.outcomes, lambda o: regret(dataset, o, seed=request.seed))


def tables(found: xr.Dataset) -> list[Table]:
    """Return the largest, mean and 90th percentile of regret of each arrangement."""
    return decisions.tables_of(found, TITLE, COLUMNS, _row)


def _row(one: xr.Dataset, unit: str) -> tuple[str, ...]:
    cells = (_cell(one.sel(summary=s), unit) for s in ("max", "p90", "mean"))
    mark = "chosen" if bool(one["chosen"]) else ""
    share = float(one["chosen_share"])
    least = f"{mark} {percent(share)}".strip() if np.isfinite(share) else mark
    return (*cells, least or MISSING)


def _cell(one: xr.Dataset, unit: str) -> str:
    mean, low, high = (as_unit(float(value), unit) for value in one["summary_regret"].values)
    if low == MISSING:
        return mean
    checked = as_unit(max(float(one["checked_regret"]), 0.0), unit)
    return f"{mean} ({low} to {high})\nchecked {checked}"


def caveats(found: xr.Dataset) -> list[str]:
    """Say who has the least largest regret, and between what the truth lies."""
    return [
        *(f"{finding(group, where)}." for where, group in decisions.parts(found)),
        "Regret is how much higher an arrangement's mean is than the lowest at the same point. "
        "Since the lowest of noisy means is too low, regret is too large on average; 'checked' "
        "is measured by replications that had no part in choosing the best and the worst point, "
        "and too small on average.",
        "The largest regret is that of one point, often at the edge of the ranges: it depends on "
        "them.",
        decisions.SAME_PEOPLE,
    ]  # fmt: skip


def finding(group: xr.Dataset, where: str) -> str:
    """Say which arrangement makes the largest regret smallest."""
    chosen, what = np.flatnonzero(group["chosen"].values), outcome_words(group)
    if not len(chosen):
        return f"{what}: regret is not known ({where})"
    names, shares = names_within(group), group["chosen_share"].values
    largest = group["summary_regret"].sel(summary="max").values
    if not np.isfinite(shares).all():
        return f"{what}: who has the least largest regret is not known without resamples ({where})"
    if (largest[:, 0] == largest[chosen[0], 0]).sum() > 1:
        return f"{what}: the least largest regret is that of several ({where})"
    share = float(shares[chosen[0]])
    if share < LEVEL:
        may = [i for i in np.argsort(-shares, kind="stable") if shares[i] > 1 - LEVEL]
        often = ", ".join(f"{names[i]} in {percent(float(shares[i]))}" for i in may)
        return (
            f"{what}: who has the least largest regret is not clear: {often} of resamples ({where})"
        )
    unit = outcome_unit(group)
    low, high = (as_unit(float(end), unit) for end in largest[chosen[0], 1:])
    size = f"{low} to {high} {unit_words(unit)}"
    lead = f"{names[chosen[0]]} has the least largest regret, {size}"
    return f"{what}: {lead}, in {percent(share)} of resamples ({where})"


def figures(found: xr.Dataset) -> dict[str, Figure]:
    """Return a figure for every outcome, area and squeeze."""
    return decisions.figures_of(
        found, "regret", lambda group: group["summary_regret"].notnull(), _draw,
        finding=finding, note=NOTE,
    )  # fmt: skip


def _draw(group: xr.Dataset, look: decisions.Look) -> Figure:
    unit = outcome_unit(group)
    figure, axis = decisions.bar_panel(group, room=2.3)
    largest, mean = (in_unit(group["summary_regret"].sel(summary=s), unit) for s in ("max", "mean"))
    checked = np.maximum(in_unit(group["checked_regret"].sel(summary="max"), unit), 0.0)
    decisions.bars(axis, group, largest[:, 0].tolist(), look)
    for row, name in enumerate(names_within(group)):
        decisions.whisker(axis, row, *map(float, largest[row, 1:]))
        for at, face in ((checked[row], "white"), (mean[row, 0], TEXT)):
            axis.plot([at], [row], linestyle="none", marker=look[name].marker, color=TEXT,
                      zorder=5, markerfacecolor=face, markersize=6, clip_on=False)  # fmt: skip
    axis.set_xlim(left=0)
    axis.set_xlabel(f"Regret, {unit_words(unit)}")
    return figure


ANALYSIS = Analysis(
    "regret", "Which choice is regretted least where it is not the best?",
    analyse, tables, caveats, figures, designs=SPACE_FILLING, rivals=True,
)  # fmt: skip
