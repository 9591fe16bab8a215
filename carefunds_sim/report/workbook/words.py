"""Sentences that several sheets need."""

from __future__ import annotations

from collections.abc import Sequence

import xarray as xr

NO_MONEY = "This network has no money: there is nothing to show here."
EMPTY = "An empty cell is not known, or has no meaning there."


def runs_in(dataset: xr.Dataset) -> int:
    """Return over how many replications means are taken."""
    return int(dataset["completed"].sum("replication").max())


def with_intervals(dataset: xr.Dataset) -> str:
    """Return what a chart's title says of its intervals."""
    return "with 95% intervals" if runs_in(dataset) > 1 else "one replication, so no intervals"


def how_sure(dataset: xr.Dataset) -> str:
    """Say how many replications means are over, and what the interval is."""
    runs = runs_in(dataset)
    if runs < 2:
        return f"From one replication, so without intervals: one possible history. {EMPTY}"
    return (
        f"Means over {runs} replications; low and high are the ends of the 95% interval of the "
        f"mean. {EMPTY}"
    )


def without(names: Sequence[str]) -> tuple[str, ...]:
    """Say which columns are left out because nothing is known of them."""
    return (f"Left out, as they have no meaning here: {', '.join(names)}.",) if names else ()
