"""In how many scenarios something is clear, in the few words of a title."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import xarray as xr

from carefunds_sim.report.wording import NO_DIFFERENCE, joined, within_sentence

NOTHING = NO_DIFFERENCE
UNKNOWN = "not known"
ONE = "one replication, so nothing can be told from chance"

CLEAR = "The title counts only changes whose 95% interval leaves zero out."
"""What the caption under a title with a tally says."""


def sign_counts(rows: Mapping[str, xr.DataArray], *, more: str, less: str) -> str:
    """Say of each row in how many scenarios it is clearly more and clearly less.

    A row's values are means and intervals of differences, (scenario, statistic). What is said is
    such as 'NHS more in 5 and less in 2; no clear difference for council'.
    """
    often: dict[str, list[str]] = {}
    for words, found in rows.items():
        often.setdefault(tally(found, more=more, less=less), []).append(within_sentence(words))
    if [*often] == [ONE]:
        return ONE
    wholes = {_whole(found) for found in rows.values()}
    end = wholes.pop() if len(wholes) == 1 else ""
    clauses = [_clause(joined(names), words) for words, names in often.items()]
    counted = [i for i, clause in enumerate(clauses) if end and clause.endswith(end)]
    for i in counted[:-1]:
        clauses[i] = clauses[i].removesuffix(end)
    return "; ".join(clauses)


def _clause(names: str, words: str) -> str:
    return f"{words} for {names}" if words in (NOTHING, UNKNOWN) else f"{names} {words}"


def tally(found: xr.DataArray, *, more: str, less: str) -> str:
    """Say in how many of the scenarios a difference is clearly more and clearly less than none."""
    mean, low, high = (found.sel(statistic=s).values for s in ("mean", "low", "high"))
    if not np.isfinite(mean).any():
        return UNKNOWN
    if not np.isfinite(low).any():
        return ONE
    counts = {more: int((low > 0).sum()), less: int((high < 0).sum())}
    clear = {words: number for words, number in counts.items() if number}
    if not clear:
        return NOTHING
    whole = _whole(found)
    return f"{joined([f'{words} in {n}' if whole else words for words, n in clear.items()])}{whole}"


def _whole(found: xr.DataArray) -> str:
    """Return for how many scenarios something holds; '' for one."""
    known = int(found.sel(statistic="mean").notnull().sum())
    return f" of {known} scenarios" if known > 1 else ""
