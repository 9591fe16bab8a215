"""The pictures of the page: cost over community capacity, and what a squeeze leaves undone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from scipy import stats
from stylised import interior
from stylised.runs import measured
from stylised.squeeze import STEPS
from stylised.world import Size
from stylised.worlds import council_growth

from carefunds_sim.report.figures.style import QUIET, TEXT, in_house_style

COLOURS = ("#12436D", "#801650", "#28A197", "#BFDCF5", "#F46A25", "#A285D1")
LEVERS = {
    "unmet_need_days": ("Thousand days of unmet need a year", "#801650", "o"),
    "delayed_days": ("Thousand days delayed a year", "#12436D", "s"),
}


def half_width(values: np.ndarray) -> float:
    """Return the half-width of the 95% interval of the mean."""
    return float(stats.t.ppf(0.975, len(values) - 1) * stats.sem(values))


def with_intervals(axis: Axes, at: Sequence[float], values: list[np.ndarray], **look: Any) -> None:
    """Draw means over replications with the 95% intervals of the means."""
    means = [each.mean() for each in values]
    axis.errorbar(at, means, [half_width(each) for each in values], capsize=3, **look)


@in_house_style
def cost_over_capacity(size: Size) -> Figure:
    """Total cost over community capacity: its parts, the total enlarged, and the days delayed."""
    figure = Figure(figsize=(12.5, 4.8), layout="constrained")
    parts, total, days = figure.subplots(1, 3, width_ratios=(1.5, 1, 1))
    rungs = [interior.rung(times, size) for times in interior.RUNGS]
    millions = [rung.total / size.scale / 1e6 for rung in rungs]
    stack(parts, [rung.costs.mean(axis=0) / size.scale / 1e6 for rung in rungs])
    with_intervals(total, interior.RUNGS, millions, color=COLOURS[0], marker="o")
    total.set_title("The total, enlarged", fontweight="bold")
    cheap, dear = min(each.mean() for each in millions), millions[-1].mean()
    total.set_ylim(cheap - 0.2 * (dear - cheap), dear + 0.5 * (dear - cheap))
    delayed = [rung.delayed_days / size.scale / 1000 for rung in rungs]
    with_intervals(days, interior.RUNGS, delayed, color=COLOURS[1], marker="s")
    days.set_title("Thousand days delayed a year", fontweight="bold")
    days.set_ylim(bottom=0)
    for axis in (total, days):
        axis.axvline(interior.RUNGS[interior.cheapest(size)], color=QUIET, dashes=(4, 2))
        axis.set_xlabel("Times the community capacity")
    figure.suptitle(
        "Zero delay is not cheapest: cost over community capacity (dashed: the cheapest)",
        x=0.01, ha="left", fontweight="bold",
    )  # fmt: skip
    return figure


def stack(axis: Axes, rungs: list[np.ndarray]) -> None:
    """Stack the parts of cost, a bar for each rung."""
    at = np.arange(len(rungs))
    start = np.zeros(len(rungs))
    for part, colour, title in zip(np.array(rungs).T, COLOURS, interior.PARTS, strict=True):
        axis.bar(at, part, 0.7, bottom=start, color=colour, label=title)
        start = start + part
    for place, top in zip(at, start, strict=True):
        axis.annotate(f"{top:.1f}", (place, top), xytext=(0, 3), textcoords="offset points",
                      ha="center", fontsize=8, color=TEXT)  # fmt: skip
    axis.set_xticks(at, [f"{times:g}" for times in interior.RUNGS])
    axis.set_ylim(0, float(start.max()) * 1.08)
    axis.set_xlabel("Times the community capacity")
    axis.set_title("GBP million a year, by part", fontweight="bold")
    axis.legend(loc="upper left", bbox_to_anchor=(0, -0.16), ncols=2, frameon=False, fontsize=8)
    axis.grid(visible=False, axis="x")


@in_house_style
def squeeze(size: Size) -> Figure:
    """Unmet need and delayed days over the depth of the squeeze: two ends of one lever."""
    figure = Figure(figsize=(9, 4), layout="constrained")
    depths = [100 * step for step in STEPS]
    axes = figure.subplots(1, len(LEVERS))
    for axis, (name, (title, colour, marker)) in zip(axes, LEVERS.items(), strict=True):
        values = [measured(council_growth(step), size)[name] / size.scale for step in STEPS]
        thousands = [each / 1000 for each in values]
        with_intervals(axis, depths, thousands, color=colour, marker=marker)
        axis.set_xticks(depths, [f"{depth:+.1f}%" if depth else "0" for depth in depths])
        axis.invert_xaxis()
        axis.set_ylim(bottom=0)
        axis.set_xlabel("Council money for each resident, change a year")
        axis.set_title(title, fontweight="bold")
    figure.suptitle("The deeper the squeeze, the more is left undone",
                    x=0.01, ha="left", fontweight="bold")  # fmt: skip
    return figure


DRAWN: dict[str, Callable[[Size], Figure]] = {
    "cost_over_capacity.svg": cost_over_capacity,
    "squeeze.svg": squeeze,
}
