"""At what share of points each arrangement is good enough."""

from __future__ import annotations

import numpy as np
import xarray as xr
from matplotlib.figure import Figure

from carefunds_sim.analysis.design import provenance_of
from carefunds_sim.analysis.satisficing import satisficing
from carefunds_sim.report.analyses import decisions
from carefunds_sim.report.analyses.analysis import SPACE_FILLING, Analysis, Request
from carefunds_sim.report.scenario_names import names_within
from carefunds_sim.report.tables import Table
from carefunds_sim.report.wording import MISSING, percent

COLUMNS = ("", "Good enough at", "95% interval", "Clearly", "Possibly", "Points")
NOTE = (
    "Pale: means over replications meet every threshold. Full: all intervals are clear of the "
    "thresholds. Lines: 95% intervals of the pale bar, over replications, and over points where"
    " the design is a sample. Every point counts the same."
)


def analyse(dataset: xr.Dataset, request: Request) -> xr.Dataset:
    """Return where each arrangement meets every threshold asked for."""
    found = satisficing(dataset, decisions.thresholds(dataset, request), seed=request.seed)
    return found.assign_attrs(provenance_of(dataset))


def tables(found: xr.Dataset) -> list[Table]:
    """Return the share of points at which each arrangement is good enough."""
    return [
        Table(
            f"{_wanted(found)}: share of points ({where})", COLUMNS, decisions.rows_of(group, _row)
        )
        for where, group in decisions.parts(found)
    ]


def _wanted(found: xr.Dataset) -> str:
    return " and ".join(map(str, found["threshold"].values))


def _row(one: xr.Dataset, _unit: str) -> tuple[str, ...]:
    share, low, high = map(float, one["share"].values)
    ends = f"{percent(low)} to {percent(high)}" if np.isfinite(low) else MISSING
    sure = (percent(float(one[which])) for which in ("share_clear", "share_possible"))
    return (percent(share), ends, *sure, str(int(one["judged"])))


def caveats(found: xr.Dataset) -> list[str]:
    """Say at how many points each arrangement is good enough, and what the share is of."""
    return [
        *(f"{finding(group, where)}." for where, group in decisions.parts(found)),
        f"Good enough is: {_wanted(found)}, by means over "
        "replications. Clearly: all intervals are on the right side; possibly: none is clearly on "
        "the wrong side.",
        decisions.EACH_THE_SAME, decisions.SAME_PEOPLE,
    ]  # fmt: skip


def finding(group: xr.Dataset, where: str) -> str:
    """Say at what share of points each arrangement meets every threshold, between what bounds."""
    names, shares = names_within(group), group["share"].values
    if not np.isfinite(shares[:, 1:]).any():
        return f"Who is good enough at how many points is not known without resamples ({where})"
    often = ", ".join(
        f"{name} at {percent(low)} to {percent(high)}"
        for name, (_, low, high) in zip(names, shares.tolist(), strict=True)
    )
    return f"Good enough: {often} of the points ({where})"


def figures(found: xr.Dataset) -> dict[str, Figure]:
    """Return a figure for every area and squeeze."""
    return decisions.figures_of(
        found, "good_enough", lambda group: group["judged"] > 0, _draw, finding=finding, note=NOTE
    )


def _draw(group: xr.Dataset, look: decisions.Look) -> Figure:
    figure, axis = decisions.bar_panel(group, room=2.2)
    share = group["share"].values
    decisions.bars(axis, group, share[:, 0].tolist(), look, alpha=0.35)
    decisions.bars(axis, group, group["share_clear"].values.tolist(), look)
    for row, (_, low, high) in enumerate(share.tolist()):
        decisions.whisker(axis, row, low, high)
    axis.set_xlim(0, 1)
    decisions.percent_axis(axis.xaxis)
    axis.set_xlabel(f"Share of points with {_wanted(group)}")
    return figure


ANALYSIS = Analysis(
    "satisficing", "At how many points is each arrangement good enough?",
    analyse, tables, caveats, figures, designs=SPACE_FILLING, rivals=True, baseline=True,
)  # fmt: skip
