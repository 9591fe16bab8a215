"""Which arrangement is best where, and the factors that decide it."""

from __future__ import annotations

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from carefunds_sim.analysis.best_where import best_where
from carefunds_sim.analysis.intervals import LEVEL
from carefunds_sim.analysis.objective import each_outcome
from carefunds_sim.report.analyses import decisions
from carefunds_sim.report.analyses.analysis import SPACE_FILLING, Analysis, Request
from carefunds_sim.report.analyses.words import (
    axis_words,
    factor_phrase,
    factor_words,
    outcome_words,
)
from carefunds_sim.report.figures.style import QUIET, TEXT, NotebookFigure
from carefunds_sim.report.scenario_names import names_within
from carefunds_sim.report.tables import Table
from carefunds_sim.report.wording import percent

TOP = 8
"""How many factors a table shows."""

COLUMNS = ("", "Lowest mean", "Clearly best", "Not clearly beaten", "Points")
GOLDEN = np.pi * (3 - np.sqrt(5))
APART = 0.011
"""How far points that would lie on each other are moved apart, as a share of an axis."""


def analyse(dataset: xr.Dataset, request: Request) -> xr.Dataset:
    """Return who is best where, for every outcome asked for."""
    return each_outcome(
        dataset, request.outcomes, lambda o: best_where(dataset, o, seed=request.seed)
    )


def tables(found: xr.Dataset) -> list[Table]:
    """Return at what share of points each arrangement is best, and the factors that decide it."""
    made = decisions.tables_of(found, "Best of its rivals, share of points", COLUMNS, _row)
    return [*made, *(_deciding(found) if "axes" in found else [])]


def _row(one: xr.Dataset, _unit: str) -> tuple[str, ...]:
    shares = (float(one[f"share_{which}"]) for which in ("best", "clear", "unbeaten"))
    return (*map(percent, shares), str(int(one["judged"])))


def _deciding(found: xr.Dataset) -> list[Table]:
    """Return what knowing a factor says of who is best, the most informative first."""
    words = factor_words(found["factor"].values)
    made = []
    for where, group in decisions.parts(found):
        shared = _of_group(group)
        information, by_chance = shared["information"].values, shared["information_by_chance"]
        if np.isnan(information).all():
            continue
        rows = tuple(
            (words[str(shared["factor"].values[i])], percent(max(float(information[i]), 0.0)),
             percent(float(by_chance[i])))
            for i in np.argsort(-information, kind="stable")[:TOP]
        )  # fmt: skip
        title = f"{outcome_words(group)}: what each number alone tells of who is best ({where})"
        made.append(Table(title, ("", "Tells", "By chance, up to"), rows))
    return made


def _of_group(group: xr.Dataset) -> xr.Dataset:
    """Return what is known of a group's arrangements together."""
    return group.sel(group=str(group["group_of"].values[0]))


def caveats(found: xr.Dataset) -> list[str]:
    """Say who is best where, what decides it, and how sure that is."""
    return [
        *(f"{finding(group, where)}."
          for where, group in decisions.parts(found) if group["best"].any()),
        "Clearly best: the paired 95% interval against every rival leaves out zero. The points "
        "at which an arrangement truly is best are likely between those and the ones at which it "
        "is not clearly beaten.",
        "What a number tells of who is best is mutual information as a share of all there is to "
        "tell, beyond what shuffled points show on average; 'by chance' is what those exceed once "
        "in twenty times.",
        decisions.EACH_THE_SAME, decisions.SAME_PEOPLE,
    ]  # fmt: skip


def finding(group: xr.Dataset, where: str) -> str:
    """Say who is clearly lowest at how many points, and which two factors tell who is."""
    lead = f"{outcome_words(group)}: {_clearly_lowest(group)}"
    shared = _of_group(group) if "axes" in group else None
    if shared is None or shared["information_of_axes"].isnull():
        return f"{lead} ({where})"
    if not shared["information_of_axes"] > shared["axes_by_chance"]:
        return f"{lead}; no two numbers tell surely who has the lowest mean ({where})"
    by = " and ".join(f"'{factor_phrase(str(name))}'" for name in shared["axes"].values)
    return f"{lead}; {by} tell more of who has the lowest mean than chance would ({where})"


def _clearly_lowest(group: xr.Dataset) -> str:
    """Say at how many points who is clearly lowest; no more is said than chance alone allows."""
    if int(group.attrs["replications"]) < 2:
        return "who is lowest is not known from one replication"
    shares = group["share_clear"].fillna(0.0).values
    names = names_within(group)
    clear = [(names[i], float(shares[i])) for i in np.argsort(-shares, kind="stable")
             if shares[i] > 1 - LEVEL]  # fmt: skip
    if not clear:
        return "no arrangement is clearly lowest at more points than chance would show"
    if clear[0][1] == 1:
        return f"{clear[0][0]} is clearly lowest at every point"
    (first, share), *others = clear
    rest = "".join(f", {name} at {percent(share)}" for name, share in others)
    return f"{first} is clearly lowest at {percent(share)} of the points{rest}"


def figures(found: xr.Dataset) -> dict[str, Figure]:
    """Return a map for every outcome, area and squeeze of a sweep of two factors or more."""
    if "axes" not in found:
        return {}
    return decisions.figures_of(
        found, "best_where", lambda group: group["best"], _draw, finding=finding, note=_note
    )


def _draw(group: xr.Dataset, look: decisions.Look) -> Figure:
    figure = NotebookFigure(figsize=(9.0, 6.4), layout="constrained")
    axis = figure.subplots()
    pair = [str(name) for name in _of_group(group)["axes"].values]
    _points(axis, group, pair, look)
    units = dict(zip(map(str, group["factor"].values), group["factor_unit"].values, strict=True))
    axis.set_xlabel(axis_words(pair[0], str(units[pair[0]])))
    axis.set_ylabel(axis_words(pair[1], str(units[pair[1]])))
    for side, name in zip((axis.xaxis, axis.yaxis), pair, strict=True):
        decisions.percent_axis(side, str(units[name]))
    figure.legend(loc="outside right center", frameon=False, fontsize=9, labelspacing=1.0)
    return figure


def _points(axis: Axes, group: xr.Dataset, pair: list[str], look: decisions.Look) -> None:
    x, y = _apart(*(group["value"].sel(factor=name).values for name in pair))
    for i, name in enumerate(names_within(group)):
        one, stroke = group.isel(scenario=i), look[name]
        best, clear = one["best"].values, one["clear"].values
        shares = (percent(float(one[f"share_{which}"])) for which in ("best", "clear"))
        label = "{}: lowest at {},\nclearly at {}".format(name, *shares)
        for here, face, words in (
            (best & clear, stroke.colour, label),
            (best & ~clear, "none", "_"),
        ):
            axis.plot(
                x[here], y[here], linestyle="none", marker=stroke.marker, markersize=7,
                color=stroke.colour, markerfacecolor=face, markeredgewidth=1.3, label=words,
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


def _note(group: xr.Dataset) -> str:
    shared = _of_group(group)
    joint = float(shared["information_of_axes"])
    known = (
        "The axes are the pair of numbers that tells most of who is best: "
        f"{percent(joint)} of what there is to tell, beyond chance, which alone reaches "
        f"{percent(float(shared['axes_by_chance']))} once in twenty times. "
        if np.isfinite(joint)
        else ""
    )
    return (
        "Filled: the paired 95% interval against every other arrangement leaves out zero; hollow: "
        f"lowest mean, but not clear. {known}All other numbers of the sweep vary too."
    )


ANALYSIS = Analysis(
    "best_where", "Which arrangement is best where, and what decides it?",
    analyse, tables, caveats, figures, designs=SPACE_FILLING, rivals=True,
)  # fmt: skip
