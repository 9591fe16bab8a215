"""A number on which the sign of a difference hinges: each world's difference against it."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import fill

import numpy as np
import xarray as xr
from matplotlib.figure import Figure

from carefunds_sim.analysis.contrasts import baselines, paired_over_worlds
from carefunds_sim.analysis.hinges import Hinge
from carefunds_sim.report.figures.style import (
    GRID,
    QUIET,
    STANDARD,
    TEXT,
    NotebookFigure,
    finish,
    in_house_style,
)
from carefunds_sim.report.findings import subject
from carefunds_sim.report.scenario_names import baseline_words, compared_words, preposition
from carefunds_sim.report.wording import capitalised, unit_words
from carefunds_sim.report.worlds import hinge_words

LABEL_WIDTH = 32
"""Letters in a line of the upright axis's label."""


@in_house_style
def hinge_picture(
    dataset: xr.Dataset, label: str, outcome: str, hinge: Hinge, values: Sequence[float | str]
) -> Figure:
    """Draw a scenario's difference in an outcome in each world against the number it hinges on.

    ``values`` are the number's, or a rule's options, in the dataset's worlds in their order.
    """
    pairs = {label: baselines(dataset)[label]}
    found = paired_over_worlds(dataset, dataset[outcome], pairs).isel(scenario=0)
    unit, size = str(dataset[outcome].attrs["units"]), float(found["size"])
    scale = 1e6 if unit == "GBP a year" else 1.0
    words, upright = hinge_words(hinge.plain()), ""
    figure = NotebookFigure(figsize=(7.5, 4.6), layout="constrained")
    axis = figure.subplots()
    axis.axhspan(-size / scale, size / scale, color=GRID, linewidth=0)
    axis.axhline(0, color=QUIET, linewidth=1)
    at, options = np.asarray(values), np.unique(values)
    if isinstance(hinge.turns_at, str):
        at = np.searchsorted(options, at)
        axis.set_xticks(range(len(options)), [str(option) for option in options])
    else:
        upright = "The upright line is where it turns, in its 90% range. "
        axis.axvspan(hinge.low or 0.0, hinge.high or 0.0, color=QUIET, alpha=0.25, linewidth=0)
        axis.axvline(hinge.turns_at, color=TEXT, linewidth=1.5, gid="turns-at")
    stroke = STANDARD["separate"]
    axis.plot(
        at, found["difference"].to_numpy() / scale, linestyle="none", marker=stroke.marker,
        color=stroke.colour, markersize=5,
    )  # fmt: skip
    axis.set_xlabel(hinge.path)
    axis.set_ylabel(fill(f"Difference, {unit_words(unit)}", LABEL_WIDTH))
    what = f"{subject(dataset, outcome)[0]} {preposition(dataset)} {compared_words(dataset, label)}"
    return finish(
        figure, dataset, title=f"{capitalised(what)} hinge on {hinge.path}",
        note=f"Difference from {baseline_words(dataset)}, each mark one world. On {words}. "
        f"{upright}The level band holds differences too small to matter.",
    )  # fmt: skip
