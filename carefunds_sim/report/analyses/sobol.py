"""Sobol indices: how much of the variance each number makes, in all and alone."""

from __future__ import annotations

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from carefunds_sim.analysis.ordering import WITHIN, base_points_needed, is_known_share
from carefunds_sim.analysis.sobol import sobol
from carefunds_sim.report.analyses import sensitivity
from carefunds_sim.report.analyses.analysis import Analysis
from carefunds_sim.report.analyses.words import outcome_words
from carefunds_sim.report.figures.style import QUIET, Stroke
from carefunds_sim.report.tables import Table
from carefunds_sim.report.wording import MISSING, percent

NOTE = (
    "Pale bars: share of the variance between points that a number has a part in (ST, printed); "
    "dark bars: the share it makes alone (S1). Whiskers: 95% bootstrap intervals over base points. "
    "Noise: the share of that variance which is chance of the replications."
)


def tables(found: xr.Dataset) -> list[Table]:
    """Return the shares of the variance of every factor, in all and by itself."""
    feet = {"Noise between points": sensitivity.noise, "Base points used": sensitivity.used}
    return sensitivity.tables_of(
        found, "ST", "Shares of the variance: in all (ST), alone (S1)", _cell, feet
    )


def _cell(one: xr.Dataset, _unit: str) -> str:
    unmoved = sensitivity.unmoved_words(one, "ST")
    if unmoved:
        return unmoved
    total, alone = (_share(one[name]) for name in ("ST", "S1"))
    return f"{total}\nS1 {alone}" if total != MISSING else MISSING


def _share(values: xr.DataArray) -> str:
    if not np.isfinite(values[0]):
        return MISSING
    mean, low, high = (f"{round(float(v), 2) + 0.0:.2f}" for v in values)  # + 0.0: no "-0.00"
    return f"{mean if is_known_share(values.values) else 'not known'} ({low} to {high})"


def caveats(found: xr.Dataset) -> list[str]:
    """Say what drives each outcome, how much of the variance is chance, and what that does."""
    return [
        *sensitivity.leading_factors(found, "ST", "makes the largest part of the variance"),
        *_noises(found),
        "ST is the share of the variance that a number has a part in, S1 the share it makes by "
        "itself; shares in ST overlap, so they may add up to more than 1. A share whose interval "
        f"reaches more than {WITHIN:g} to either side is not known.",
        *_needed(found),
        *sensitivity.left_out(found, "base points"), sensitivity.RANGES, sensitivity.SAME_PEOPLE,
    ]  # fmt: skip


def _noises(found: xr.Dataset) -> list[str]:
    """Say for every outcome where replication noise has its largest share of the variance."""
    sentences = []
    for _, heading, part in sensitivity.response_groups(found):
        share = part["noise_share"].sel(statistic="mean").fillna(-1.0).values
        most = int(share.argmax())
        if share[most] >= 0:
            much = sensitivity.noise_words(part["noise_share"].isel(response=most))
            sentences.append(
                f"{outcome_words(part)} ({heading}): replication noise is at most {much} of the "
                f"variance between points, for {sensitivity.response_words(part)[most]}; it adds "
                "to the ST of every number (the bias is in the CSV)."
            )
    return sentences


def _needed(found: xr.Dataset) -> list[str]:
    """Say how many base points would make every share known, where some are not."""
    known = is_known_share(found[["S1", "ST"]].to_dataarray().transpose(..., "statistic").values)
    if known.all() or found["ST"].isnull().all():
        return []
    half = max(float((found[n][..., 2] - found[n][..., 1]).max()) / 2 for n in ("S1", "ST"))
    runs = int(found["used"].max())
    return [f"For all shares to be known about {base_points_needed(runs, half):,.0f} base points "
            f"are needed instead of {runs}."]  # fmt: skip


def figures(found: xr.Dataset) -> dict[str, Figure]:
    """Return a figure for every outcome, area and squeeze."""
    does = "makes the largest part of the variance"
    return sensitivity.figures_of(found, "sobol", "ST", _draw, does=does, note=NOTE)


def _draw(part: xr.Dataset) -> Figure:
    figure = sensitivity.factor_rows(part, _panel, width=3.3, row=0.42)
    widest = float(part[["ST", "S1"]].to_array().max())
    least = max(float(part["S1"].min()), -0.5)
    for axis in figure.axes:
        axis.set_xlim(min(1.05 * least, 0.0), widest * 1.2)
    return figure


def _panel(axis: Axes, one: xr.Dataset, stroke: Stroke) -> None:
    at = np.arange(one.sizes["factor"])
    for name, alpha, height, shift in (("ST", 0.35, 0.72, 0.16), ("S1", 1.0, 0.3, -0.2)):
        mean = one[name].sel(statistic="mean").values
        axis.barh(at, mean, height=height, color=stroke.colour, alpha=alpha, linewidth=0)
        sensitivity.draw_whiskers(axis, mean, at + shift, sensitivity.whiskers(one[name]))
    total, ends = (one["ST"].sel(statistic=s).values for s in ("mean", "high"))
    for y, mean, end in zip(at, total, ends, strict=True):
        if np.isfinite(mean):
            axis.annotate(f"{mean:.2f}", (end, y + 0.16), (3, 0), textcoords="offset points",
                          va="center", fontsize=8)  # fmt: skip
    axis.axvline(0, color=QUIET, linewidth=0.8)
    axis.grid(visible=False, axis="y")
    noise_share = min(float(one["noise_share"].sel(statistic="mean")), 1.0)
    axis.set_xlabel(f"Share of the variance (noise {percent(noise_share)})", fontsize=9)


ANALYSIS = Analysis(
    "sobol", "How much of the variance does each number make, alone and in all?",
    lambda dataset, asked: sobol(dataset, [*asked.outcomes], seed=asked.seed),
    tables, caveats, figures, designs=("saltelli",),
)  # fmt: skip
