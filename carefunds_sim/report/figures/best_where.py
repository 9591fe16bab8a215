"""Which arrangement is best where, on the two factors that decide it."""

from __future__ import annotations

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from carefunds_sim.report.decision_remarks import best_found
from carefunds_sim.report.decision_words import axis_words
from carefunds_sim.report.decisions import parts
from carefunds_sim.report.figures.decision_panels import file_name, percent_axis
from carefunds_sim.report.figures.style import (
    QUIET,
    TEXT,
    NotebookFigure,
    Stroke,
    add_caption,
    in_house_style,
    strokes,
)
from carefunds_sim.report.responses import source_of
from carefunds_sim.report.scenario_names import names_within
from carefunds_sim.report.wording import percent

GOLDEN = np.pi * (3 - np.sqrt(5))
APART = 0.011
"""How far points that would lie on each other are moved apart, as a share of an axis."""


def best_figures(found: xr.Dataset) -> dict[str, Figure]:
    """Return a map for every outcome, area and squeeze of a sweep of two factors or more."""
    if "axes" not in found:
        return {}
    look = strokes(found)
    return {
        file_name("best_where", group): _drawn(group, found, look, where)
        for where, group in parts(found)
        if group["best"].any()
    }


@in_house_style
def _drawn(group: xr.Dataset, found: xr.Dataset, look: dict[str, Stroke], where: str) -> Figure:
    figure = NotebookFigure(figsize=(9.0, 6.4), layout="constrained")
    axis = figure.subplots()
    told = group.sel(group=str(group["group_of"].values[0]))
    pair = [str(name) for name in told["axes"].values]
    _points(axis, group, pair, look)
    units = dict(zip(map(str, group["factor"].values), group["factor_unit"].values, strict=True))
    axis.set_xlabel(axis_words(pair[0], str(units[pair[0]])))
    axis.set_ylabel(axis_words(pair[1], str(units[pair[1]])))
    for side, name in zip((axis.xaxis, axis.yaxis), pair, strict=True):
        percent_axis(side, str(units[name]))
    figure.legend(loc="outside right center", frameon=False, fontsize=9, labelspacing=1.0)
    return add_caption(
        figure, title=best_found(group, where), below=f"{_note(told)} {source_of(found)}"
    )


def _points(axis: Axes, group: xr.Dataset, pair: list[str], look: dict[str, Stroke]) -> None:
    x, y = (group["value"].sel(factor=name).values for name in pair)
    x, y = _apart(x, y)
    for i, name in enumerate(names_within(group)):
        one, stroke = group.isel(scenario=i), look[name]
        best, clear = one["best"].values, one["clear"].values
        shares = (percent(float(one[f"share_{which}"])) for which in ("best", "clear"))
        label = "{}: lowest at {},\nclearly at {}".format(name, *shares)
        for chosen, face, words in (
            (best & clear, stroke.colour, label),
            (best & ~clear, "none", ""),
        ):
            axis.plot(
                x[chosen], y[chosen], linestyle="none", marker=stroke.marker, markersize=7,
                color=stroke.colour, markerfacecolor=face, markeredgewidth=1.3,
                label=words or "_",
            )  # fmt: skip
    unknown = ~group["best"].any("scenario").values
    if unknown.any():
        axis.plot(
            x[unknown], y[unknown], linestyle="none", marker="x", color=QUIET, label="not run"
        )
    axis.margins(0.03)
    axis.tick_params(labelcolor=TEXT)


def _apart(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return points with those that lie on each other moved apart, in a spiral."""
    sizes = [float(np.ptp(v)) or 1.0 for v in (x, y)]
    _, place = np.unique(np.round(np.stack([x / sizes[0], y / sizes[1]]), 6), axis=1,
                         return_inverse=True)  # fmt: skip
    place = place.reshape(-1)
    rank = np.array([(place[:i] == p).sum() for i, p in enumerate(place)])
    reach, turn = APART * np.sqrt(rank), rank * GOLDEN
    return x + sizes[0] * reach * np.cos(turn), y + sizes[1] * reach * np.sin(turn)


def _note(told: xr.Dataset) -> str:
    joint = float(told["information_of_axes"])
    known = (
        "The axes are the pair of numbers that tells most of who is best: "
        f"{percent(joint)} of what there is to tell, beyond chance, which alone reaches "
        f"{percent(float(told['axes_by_chance']))} once in twenty times. "
        if np.isfinite(joint)
        else ""
    )
    return (
        "Filled: the paired 95% interval against every other arrangement leaves out zero; hollow: "
        f"lowest mean, but not clear. {known}All other numbers of the sweep vary too."
    )
