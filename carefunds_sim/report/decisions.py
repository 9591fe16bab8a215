"""What a sweep says to somebody who has to choose, as tables for the console."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import xarray as xr

from carefunds_sim.report.decision_words import box_words, level_words
from carefunds_sim.report.responses import factor_words, outcome_unit, outcome_words, unit_words
from carefunds_sim.report.scenario_names import groups, heading, names_within
from carefunds_sim.report.tables import Table
from carefunds_sim.report.wording import MISSING, as_unit, difference, percent

TOP = 8
"""How many factors or levels a table shows."""

Rows = Callable[[xr.Dataset, str], Iterator[tuple[str, ...]]]


def parts(found: xr.Dataset) -> Iterator[tuple[str, xr.Dataset]]:
    """Yield every outcome, area and squeeze with the words that tell it from the others."""
    for i in range(found.sizes.get("outcome", 1)):
        one = found.isel(outcome=i) if "outcome" in found.dims else found
        for group in groups(one):
            yield heading(group, found), group


def differences(found: xr.Dataset) -> list[Table]:
    """Return at how many points each arrangement is clearly lower or higher than its baseline."""
    columns = (
        "",
        "Clearly lower",
        "Not clear",
        "Clearly higher",
        "False alarms by chance",
        "Points",
    )
    return _tables(found, "Difference from the baseline, point by point", columns, _difference_rows)


def _difference_rows(group: xr.Dataset, _unit: str) -> Iterator[tuple[str, ...]]:
    for i, name in enumerate(names_within(group)):
        one = group.isel(scenario=i)
        shares = one["share"].sel(verdict_kind=["lower", "not clear", "higher"]).values
        alarms = f"about {float(one['false_alarms']):.2g}"
        yield (name, *map(percent, shares), alarms, str(int(one["judged"])))


def best(found: xr.Dataset) -> list[Table]:
    """Return at what share of points each arrangement is best, and the factors that decide it."""
    columns = ("", "Lowest mean", "Clearly best", "Not clearly beaten", "Points")
    made = _tables(found, "Best of its rivals, share of points", columns, _best_rows)
    return [*made, *(_deciding(found) if "axes" in found else [])]


def _best_rows(group: xr.Dataset, _unit: str) -> Iterator[tuple[str, ...]]:
    for i, name in enumerate(names_within(group)):
        one = group.isel(scenario=i)
        shares = (float(one[f"share_{which}"]) for which in ("best", "clear", "unbeaten"))
        yield (name, *map(percent, shares), str(int(one["judged"])))


def _deciding(found: xr.Dataset) -> list[Table]:
    """Return what knowing a factor tells of who is best, most telling first."""
    words = factor_words([str(name) for name in found["factor"].values])
    made = []
    for where, group in parts(found):
        told = group.sel(group=str(group["group_of"].values[0]))
        if told["information"].isnull().all():
            continue
        order = np.argsort(-told["information"].values, kind="stable")[:TOP]
        rows = tuple(
            (words[str(told["factor"].values[i])], percent(max(float(told["information"][i]), 0.0)),
             percent(float(told["information_by_chance"][i])))
            for i in order
        )  # fmt: skip
        title = f"{outcome_words(group)}: what each number alone tells of who is best ({where})"
        made.append(Table(title, ("", "Told", "By chance, up to"), rows))
    return made


def regret(found: xr.Dataset) -> list[Table]:
    """Return the largest, mean and 90th percentile of regret of each arrangement."""
    columns = ("", "Largest regret", "90th percentile", "Mean", "Least largest regret")
    return _tables(found, "Regret: how much more than the best, over all points", columns,
                   _regret_rows)  # fmt: skip


def _regret_rows(group: xr.Dataset, unit: str) -> Iterator[tuple[str, ...]]:
    for i, name in enumerate(names_within(group)):
        one = group.isel(scenario=i)
        cells = (_regretted(one.sel(summary=s), unit) for s in ("max", "p90", "mean"))
        mark = "chosen" if bool(one["chosen"]) else ""
        share = float(one["chosen_share"])
        chosen = f"{mark} {percent(share)}".strip() if np.isfinite(share) else mark
        yield (name, *cells, chosen or MISSING)


def _regretted(one: xr.Dataset, unit: str) -> str:
    mean, low, high = map(float, one["summary_regret"].values)
    if not np.isfinite(low):
        return as_unit(mean, unit)
    checked = as_unit(max(float(one["checked_regret"]), 0.0), unit)
    ends = f"({as_unit(low, unit)} to {as_unit(high, unit)})"
    return f"{as_unit(mean, unit)} {ends}\nchecked {checked}"


def satisficing(found: xr.Dataset) -> list[Table]:
    """Return the share of points at which each arrangement is good enough."""
    columns = ("", "Good enough at", "95% interval", "Clearly", "Possibly", "Points")
    return [
        Table(f"{' and '.join(map(str, found['threshold'].values))}: share of points "
              f"({heading(group, found)})", columns, tuple(_enough_rows(group)))
        for group in groups(found)
    ]  # fmt: skip


def _enough_rows(group: xr.Dataset) -> Iterator[tuple[str, ...]]:
    for i, name in enumerate(names_within(group)):
        one = group.isel(scenario=i)
        share, low, high = map(float, one["share"].values)
        ends = f"{percent(low)} to {percent(high)}" if np.isfinite(low) else MISSING
        sure = (percent(float(one[which])) for which in ("share_clear", "share_possible"))
        yield (name, percent(share), ends, *sure, str(int(one["judged"])))


def prim(found: xr.Dataset) -> list[Table]:
    """Return the box of each case: what it holds, and its limits in natural units."""
    return [_box(found.isel(case=i)) for i in range(found.sizes["case"])]


def _box(one: xr.Dataset) -> Table:
    box = one.isel(step=int(one["chosen"]))
    head = (
        f"{one['of'].values} misses '{one['threshold'].values}': {percent(float(box['coverage']))} "
        f"of these cases in {percent(float(box['mass']))} of the points, of which "
        f"{percent(float(box['density']))} are cases (of all points "
        f"{percent(float(one['density'][0]))}); where"
    )
    rows = []
    for words, factor in box_words(box):
        p = np.nanmax([box[end].sel(factor=factor) for end in ("p_low", "p_high")])
        again = one["reproduced"].sel(factor=factor).values
        rows.append((words, f"{p:.2g}", *map(percent, map(float, again))))
    columns = ("", "Quasi-p", "Found again, by coverage", "by density")
    return Table(head, columns, tuple(rows or [("nothing sure", MISSING, MISSING, MISSING)]))


def ladder(found: xr.Dataset) -> list[Table]:
    """Return an outcome up a ladder: the baseline's mean, and differences from it."""
    made = []
    for where, group in parts(found):
        unit, names = outcome_unit(group), names_within(group)
        rows = tuple(
            (level_words(found, float(level)),
             *(_rung(group.sel(level=level).isel(scenario=i), unit) for i in range(len(names))))
            for level in found["level"].values
        )  # fmt: skip
        title = f"{outcome_words(group)}, {unit_words(unit)}, up the ladder ({where})"
        made.append(Table(title, ("", *names), rows))
    return made


def _rung(one: xr.Dataset, unit: str) -> str:
    if one["difference"].isnull().all():
        return as_unit(float(one["outcome_mean"].sel(statistic="mean")), unit)
    mean, low, high = map(float, one["difference"].values)
    return difference(mean, low, high, unit)


def _tables(found: xr.Dataset, title: str, columns: tuple[str, ...], rows: Rows) -> list[Table]:
    made = []
    for where, group in parts(found):
        unit = outcome_unit(group)
        head = f"{outcome_words(group)}, {unit_words(unit)}: {title} ({where})"
        made.append(Table(head, columns, tuple(rows(group, unit))))
    return made
