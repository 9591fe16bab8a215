"""The words of figures: counts in their titles, and what they show to those who cannot see it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import xarray as xr

from carefunds_sim.analysis.contrasts import verdict_of
from carefunds_sim.report.scenario_names import groups, heading, names_by_label
from carefunds_sim.report.wording import NO_DIFFERENCE, joined, plain, within_sentence

TABLES = "The numbers are in the tables beside this figure and in the tidy files."
MOST_ROWS = 4
"""How many rows are described; no listener to a picture wants a table read out."""


def describe_lines(dataset: xr.Dataset, rows: Mapping[str, xr.DataArray], *, unit: str) -> str:
    """Say where the lowest and the highest line end, in every panel."""
    last = {words: _at_end(values) for words, values in rows.items()}
    ends = describe_marks(dataset, last, unit=unit, what="at the end")
    return f"Lines over time, one for each arrangement. {ends}"


def describe_marks(
    dataset: xr.Dataset, rows: Mapping[str, xr.DataArray], *, unit: str, what: str
) -> str:
    """Say what each row's lowest and highest mean is in every panel; values are (scenario,)."""
    known = {label for values in rows.values() for label in values["scenario"].values}
    if len(rows) > MOST_ROWS:
        what = f"the first {MOST_ROWS} of {len(rows)} rows, {what}"
    sentences = []
    for group in groups(dataset):
        names = names_by_label(group)
        labels = [label for label in names if label in known]
        clauses = [
            f"{words} {_range(values.sel(scenario=labels), names)}".strip()
            for words, values in [*rows.items()][:MOST_ROWS]
            if values.sel(scenario=labels).notnull().any()
        ]
        if clauses:
            sentences.append(f"{heading(group, dataset)}, {what} ({unit}): {'; '.join(clauses)}.")
    return " ".join([*sentences, TABLES])


def _range(values: xr.DataArray, names: Mapping[str, str]) -> str:
    known = values.dropna("scenario")
    if known.size == 1:
        return plain(float(known.item()))
    ends = known[known.values.argmin()], known[known.values.argmax()]
    return " to ".join(
        f"{plain(float(end))} ({names[str(end['scenario'].item())]})" for end in ends
    )


def _at_end(values: xr.DataArray) -> xr.DataArray:
    """Return each scenario's last known mean over replications."""
    mean = values.mean("replication").transpose("scenario", ...)
    known = np.isfinite(mean.values)
    last = known.shape[1] - 1 - known[:, ::-1].argmax(axis=1)
    ends = mean.values[np.arange(len(last)), last]
    return xr.DataArray(ends, coords={"scenario": mean["scenario"].values}, dims="scenario")


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
    mean, low = (found.sel(statistic=s).values for s in ("mean", "low"))
    if not np.isfinite(mean).any():
        return UNKNOWN
    if not np.isfinite(low).any():
        return ONE
    verdict = verdict_of(found)
    counts = {more: int((verdict > 0).sum()), less: int((verdict < 0).sum())}
    clear = {words: number for words, number in counts.items() if number}
    if not clear:
        return NOTHING
    whole = _whole(found)
    return f"{joined([f'{words} in {n}' if whole else words for words, n in clear.items()])}{whole}"


def _whole(found: xr.DataArray) -> str:
    """Return how many scenarios a count is out of; '' for one."""
    known = int(found.sel(statistic="mean").notnull().sum())
    return f" of {known} scenarios" if known > 1 else ""
