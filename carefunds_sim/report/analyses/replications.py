"""How many replications every response needs, at the middle and the hardest point."""

from __future__ import annotations

import numpy as np
import xarray as xr

from carefunds_sim.analysis.replications import replications_needed
from carefunds_sim.report.analyses.analysis import Analysis
from carefunds_sim.report.analyses.sensitivity import response_groups, response_words
from carefunds_sim.report.analyses.words import outcome_unit, outcome_words
from carefunds_sim.report.tables import Table
from carefunds_sim.report.wording import MISSING, as_unit, unit_words

COLUMNS = ("", "Half-width now", "Asked", "Replications needed", "At the hardest point",
           "Enough of those run")  # fmt: skip


def tables(found: xr.Dataset) -> list[Table]:
    """Return how many replications every response needs."""
    made = []
    for _, heading, part in response_groups(found):
        unit = outcome_unit(part)
        named = enumerate(response_words(part))
        rows = [(name, *_cells(part.isel(response=i), unit)) for i, name in named]
        title = f"{outcome_words(part)}, {unit_words(unit)}: how many replications ({heading})"
        made.append(Table(title, COLUMNS, tuple(rows)))
    return made


def _cells(one: xr.Dataset, unit: str) -> tuple[str, ...]:
    number, enough = one["needed"], one["enough"]
    if number.isnull().all():
        return (MISSING,) * 5
    over = [dim for dim in number.dims if dim == "point"]
    known = int(enough.notnull().sum())
    last = f"{float(enough.max()):.0f}" if known == enough.size else "not yet"
    if enough.size > 1:
        last = f"{known} of {enough.size} points"
    return (
        as_unit(float(one["half_width"].median()), unit),
        as_unit(float(one["wanted"].median()), unit),
        _counts(number.median(over)), _counts(number.max(over)), last,
    )  # fmt: skip


def _counts(number: xr.DataArray) -> str:
    mean, low, high = (f"{v:,.0f}" if np.isfinite(v) else MISSING for v in number.values)
    return f"{mean} ({low} to {high})"


def caveats(found: xr.Dataset) -> list[str]:
    """Say what was asked and how the number follows from the runs."""
    share, half = float(found.attrs["asked_share"]), float(found.attrs["asked_half_width"])
    goal = (
        f"{100 * share:g}% of the mean (of the baseline's mean for a difference)"
        if share
        else f"{half:g} in the outcome's unit"
    )
    return [
        f"Asked is a half-width of the 95% interval of at most {goal}.",
        "The number follows from the spread of the replications run; its interval is that of the "
        "spread, and wide where they are few. Differences need fewer replications than levels "
        "where both arrangements meet the same people.",
    ]


ANALYSIS = Analysis(
    "replications", "How many replications would make each number precise enough?",
    lambda dataset, asked: replications_needed(dataset, [*asked.outcomes], share=asked.share),
    tables, caveats,
)  # fmt: skip
