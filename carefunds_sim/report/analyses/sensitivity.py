"""What the analyses of sensitivity share: groups of responses, leaders, tables, panels."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from carefunds_sim.analysis.design import FACTOR_MOVED
from carefunds_sim.analysis.ordering import FEWEST, Why, leading_factor
from carefunds_sim.analysis.responses import DIFFERENCE
from carefunds_sim.report.analyses.words import (
    factor_words,
    file_name,
    outcome_unit,
    outcome_words,
    source_of,
)
from carefunds_sim.report.figures import style
from carefunds_sim.report.tables import ACROSS, Table
from carefunds_sim.report.wording import MISSING, SAME, joined, percent, unit_words

TOP = 24
"""How many factors a console shows."""

SHOWN = 12
"""How many factors a figure shows."""

UNCLEAR = "not clear"
STILL = "did not move"
WHY_NOT = {
    Why.STILL: "nothing, as nothing changed",
    Why.ONE_REPLICATION: "not known from one replication",
    Why.NOISE: "not clear from chance",
    Why.UNCLEAR: UNCLEAR,
}
"""What stands for the factor that does most where none can be named."""

RANGES = (
    "It depends on the ranges: a number with a wide range may matter for that alone, and one whose "
    "range is not in the design cannot matter here."
)
SAME_PEOPLE = (
    "All points and scenarios meet the same people, so what chance does to all points alike "
    "cancels; the intervals hold for the replications that were run and do not say what other "
    "people would change for all points at once."
)

Cell = Callable[[xr.Dataset, str], str]
DrawPanel = Callable[[Axes, xr.Dataset, style.Stroke], None]


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
    places = [*zip(map(str, found["area"].values), map(str, found["squeeze"].values), strict=True)]
    parts = []
    for i, outcome in enumerate(map(str, found["outcome"].values)):
        for key in dict.fromkeys(places):
            mine = [j for j, place in enumerate(places) if place == key]
            part = found.isel(outcome=i, response=mine)
            parts.append((file_name(outcome, *key), _heading(part, found), part))
    return parts


def _heading(part: xr.Dataset, found: xr.Dataset) -> str:
    squeeze = str(part["squeeze_title"].values[0]) or "No squeeze"
    several = len(set(found["area"].values)) > 1
    return f"{part['area_title'].values[0]} - {squeeze}" if several else squeeze


def levels_of(part: xr.Dataset) -> xr.Dataset:
    """Return the scenarios themselves of a group."""
    return part.isel(response=part["kind"].values != DIFFERENCE)


def differences_from_baseline(part: xr.Dataset) -> xr.Dataset:
    """Return the paired differences of a group."""
    return part.isel(response=part["kind"].values == DIFFERENCE)


def by_importance(part: xr.Dataset, measure: str) -> xr.Dataset:
    """Return a group with the factor first that is largest in any response."""
    size = abs(part[measure].sel(statistic="mean"))
    largest = size.max([dim for dim in size.dims if dim != "factor"]).fillna(-1.0)
    return part.isel(factor=np.argsort(-largest.values, kind="stable"))


def leader(one: xr.Dataset, measure: str) -> str:
    """Return the factor that does most to one response, or why none can be named.

    The words follow 'what does most is'.
    """
    found = leading_factor(one, measure)
    words = factor_words(one["factor"].values)
    names = [f"'{words[name]}'" for name in found.factors]
    if found.why is Why.BORNE:
        alone = int((one[FACTOR_MOVED] == 1).sum()) == 1
        return f"{names[0]}{', the only number that moved' if alone else ''}"
    if len(names) == 2:
        return f"{UNCLEAR} between {names[0]} and {names[1]}"
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
    of: dict[str, list[str]] = {}
    for i, name in enumerate(response_words(part)):
        of.setdefault(leader(part.isel(response=i), measure), []).append(name)
    if len(of) == 1:
        what = "difference" if (part["kind"].values == DIFFERENCE).all() else "arrangement"
        return next(iter(of)) + (f" for every {what}" if part.sizes["response"] > 1 else "")
    return "; ".join(f"{word} for {joined(names)}" for word, names in of.items())


def tables_of(
    found: xr.Dataset, measure: str, title: str, cell: Cell, feet: Mapping[str, Cell]
) -> list[Table]:
    """Return tables with factors down the side, largest first, and a few responses across.

    ``feet`` are rows of words below the factors.
    """
    made = []
    for _, heading, part in response_groups(found):
        ranked = by_importance(part, measure).isel(factor=slice(TOP))
        unit = outcome_unit(part)
        whole = f"{outcome_words(part)}, {unit_words(unit)}: {title} ({heading})"
        names = response_words(part)
        for start in range(0, len(names), ACROSS):
            few = ranked.isel(response=slice(start, start + ACROSS))
            each = [few.isel(response=i) for i in range(few.sizes["response"])]
            factors = factor_words(few["factor"].values)
            rows = [
                (words, *(cell(one.sel(factor=factor), unit) for one in each))
                for factor, words in factors.items()
            ]
            rows += [(name, *(foot(one, unit) for one in each)) for name, foot in feet.items()]
            made.append(Table(whole, ("", *names[start : start + ACROSS]), tuple(rows)))
    return made


def unmoved_words(one: xr.Dataset, measure: str) -> str:
    """Say that a factor changed nothing at all, or not this response; '' where it did."""
    if not int(one[FACTOR_MOVED]):
        return STILL
    return SAME if (one[measure] == 0).all() else ""


def noise_words(values: xr.DataArray) -> str:
    """Return a share of noise with its interval, as percentages."""
    mean, low, high = (min(float(value), 1.0) for value in values.values)
    if not np.isfinite(mean):
        return MISSING
    if mean >= 1:
        return "all of it" + (f" (at least {percent(low)})" if low < 1 else "")
    return f"{percent(mean)} ({percent(low)} to {percent(high)})"


def noise(one: xr.Dataset, _unit: str) -> str:
    """Return the share of noise of a response."""
    return noise_words(one["noise_share"])


def used(one: xr.Dataset, _unit: str) -> str:
    """Return how many base points or trajectories of a response are used, and dropped."""
    dropped = int(one["dropped"])
    return f"{int(one['used'])}" + (f", {dropped} dropped" if dropped else "")


def leading_factors(found: xr.Dataset, measure: str, does: str) -> list[str]:
    """Say for every outcome which factor leads, with those that may do as much."""
    return [
        f"{outcome_words(part)} ({heading}): what {does} is {leaders(levels_of(part), measure)}."
        for _, heading, part in response_groups(found)
    ]


def left_out(found: xr.Dataset, what: str) -> list[str]:
    """Say how many base points or trajectories are left out, where any are."""
    most = int(found["dropped"].max())
    whole = int((found["used"] + found["dropped"]).max())
    if not most:
        return []
    return [f"Up to {most} of {whole} {what} are left out because runs are missing."]


@style.in_house_style
def figures_of(
    found: xr.Dataset, kind: str, measure: str, draw: Callable[[xr.Dataset], Figure], *,
    does: str, note: str, shown: int | None = SHOWN,
    only: Callable[[xr.Dataset], xr.Dataset] | None = None,
) -> dict[str, Figure]:  # fmt: skip
    """Return a figure for every outcome, area and squeeze of which a measure is known.

    ``draw`` makes it of a group, or of the part that ``only`` takes of it, whose largest factors
    stand first. Its title names the factor that leads, after what that ``does``.
    """
    made = {}
    for name, heading, group in response_groups(found):
        part = only(group) if only else group
        if part[measure].notnull().any():
            figure = draw(by_importance(part, measure).isel(factor=slice(shown)))
            first = leaders(part if only else levels_of(part), measure)
            title = f"{outcome_words(part)}: what {does} is {first} ({heading})"
            made[f"{kind}_{name}"] = style.add_caption(
                figure, title=title, below=f"{note} {source_of(found)}"
            )
    return made


def response_strokes(part: xr.Dataset) -> list[style.Stroke]:
    """Return how each response is drawn: as its arrangement is everywhere."""
    arrangements = [str(a) for a in part["arrangement"].values]
    others = [name for name in dict.fromkeys(arrangements) if name not in style.STANDARD]
    looks = {
        name: style.OTHERS[i % len(style.OTHERS)] for i, name in enumerate(others)
    } | style.STANDARD
    return [looks[name] for name in arrangements]


def response_grid(
    part: xr.Dataset, draw: DrawPanel, *, width: float, height: float, share_y: bool = False
) -> tuple[Figure, list[Axes]]:
    """Return a figure with a titled panel for each response, differences on a row of their own."""
    gaps = part["kind"].values == DIFFERENCE
    levels, differences = int((~gaps).sum()), int(gaps.sum())
    columns = max(levels, differences)
    rows = 1 + bool(differences and levels)
    size = (max(width * columns, 7.0), height * rows + 1.3)
    figure = style.NotebookFigure(figsize=size, layout="constrained")
    axes = figure.subplots(rows, columns, squeeze=False, sharey=share_y)
    start = 0 if share_y else columns - differences  # shared labels stand at the left
    used = [*axes[0, :levels], *axes[-1, start : start + differences]]
    for axis in axes.ravel():
        axis.set_visible(any(axis is one for one in used))
    for i, (axis, name) in enumerate(zip(used, response_words(part), strict=True)):
        axis.set_title(name, fontweight="bold")
        draw(axis, part.isel(response=i), response_strokes(part)[i])
    return figure, used


def factor_rows(part: xr.Dataset, draw: DrawPanel, *, width: float, row: float) -> Figure:
    """Return a figure with a panel for each response, in which each factor has a row."""
    factors = part.sizes["factor"]
    figure, axes = response_grid(part, draw, width=width, height=row * factors + 0.9, share_y=True)
    for axis in axes:
        axis.tick_params(axis="y", labelsize=9)
    axes[0].set_yticks(np.arange(factors), short_names(part))
    axes[0].set_ylim(factors - 0.5, -0.5)
    return figure


def short_names(part: xr.Dataset, *, width: int = 26) -> list[str]:
    """Return the factors of a group in few words, in lines of at most ``width`` letters."""
    words = factor_words(part["factor"].values)
    return ["\n".join(textwrap.wrap(word, width)) for word in words.values()]


def draw_whiskers(axis: Axes, end: np.ndarray, at: np.ndarray, reach: np.ndarray) -> None:
    """Draw intervals at the ends of bars, cased in white so that they show on dark bars."""
    for colour, width, cap in (("white", 2.6, 3.0), (style.TEXT, 0.9, 2.0)):
        axis.errorbar(end, at, xerr=reach, fmt="none", ecolor=colour, elinewidth=width,
                      capsize=cap, capthick=width)  # fmt: skip


def whiskers(values: xr.DataArray) -> np.ndarray:
    """Return how far an interval reaches below and above the mean; (2, ...)."""
    mean, low, high = (values.sel(statistic=s).to_numpy() for s in ("mean", "low", "high"))
    return np.asarray(np.maximum(np.stack([mean - low, high - mean]), 0.0))
