"""What has to be said beside the numbers, in sentences."""

from __future__ import annotations

import json
import math
from typing import Any

import xarray as xr

from carefunds_sim.analysis.agreement import Achievement, achievements
from carefunds_sim.analysis.contrasts import baselines, shifted
from carefunds_sim.report.numbers import as_unit, is_clear, millions, signed_percent
from carefunds_sim.report.soundness import notices
from carefunds_sim.report.tables import names_within
from carefunds_sim.scenario.evidence import counted

PAYER_WORDS = {"nhs": "the NHS", "council": "the council", "self": "people themselves"}


def moved(group: xr.Dataset, dataset: xr.Dataset) -> list[str]:
    """Say for each scenario of a group who bears more and who less than under the baseline."""
    pairs = baselines(dataset)
    names = dict(zip(map(str, group["scenario"].values), names_within(group), strict=True))
    if not group["cost_total"].notnull().any() or not any(label in pairs for label in names):
        return []
    found = shifted(dataset)
    return [
        f"{name}: {_change(found.sel(scenario=label))}"
        for label, name in names.items()
        if label in pairs
    ]


def _change(found: xr.Dataset) -> str:
    if found["change"].isnull().all():
        return "not known; no run of it, or of what it is compared with, was finished."
    clear = {
        payer: found["change"].sel(payer=payer).values
        for payer in PAYER_WORDS
        if is_clear(*found["change"].sel(payer=payer).values[1:])
    }
    if not clear:
        return "no clear shift between the NHS, the council and people."
    parts = [_bears(payer, *map(float, values)) for payer, values in clear.items()]
    signs = {values[0] > 0 for values in clear.values()}
    moves = found["moved"].item()
    tail = f"; GBP {millions(moves)}m of it only changes hands" if len(signs) == 2 else ""
    rest = [words for payer, words in PAYER_WORDS.items() if payer not in clear]
    others = f"; no clear difference for {' and '.join(rest)}" if rest else ""
    return "; ".join(parts) + others + tail + "."


def _bears(payer: str, mean: float, low: float, high: float) -> str:
    verb = "bear" if payer == "self" else "bears"
    word, ends = ("more", (low, high)) if mean > 0 else ("less", (-high, -low))
    return (
        f"{PAYER_WORDS[payer]} {verb} GBP {millions(abs(mean))}m a year {word} "
        f"({millions(ends[0])}m to {millions(ends[1])}m)"
    )


def agreed(group: xr.Dataset, dataset: xr.Dataset) -> list[str]:
    """Say for each target of a group's agreements what was agreed and what was achieved."""
    names = dict(zip(map(str, group["scenario"].values), names_within(group), strict=True))
    return [
        f"{names[found.scenario]}: {_target(found, dataset)}"
        for found in achievements(dataset)
        if found.scenario in names
    ]


def _target(found: Achievement, dataset: xr.Dataset) -> str:
    if not math.isfinite(found.mean):
        return f"agreed on '{found.outcome}', which is not known here."
    what = str(dataset[found.outcome].attrs["long_name"]).lower()
    low, high = signed_percent(found.low), signed_percent(found.high)
    ends = f" ({low} to {high})" if math.isfinite(found.low) else ""
    agreed_on, achieved = signed_percent(found.agreed), signed_percent(found.mean)
    return f"agreed {agreed_on} {what}, achieved {achieved}{ends}."


def precise(dataset: xr.Dataset) -> list[str]:
    """Say what precision was asked for, whether it was reached, and how precise everything is."""
    found = json.loads(dataset.attrs.get("precision") or "null")
    if not found:
        return []
    gaps = {gap["scenario"]: gap for gap in found["differences"]}
    unit = str(dataset[found["outcome"]].attrs["units"])
    sentences = [_searched(found, dataset)]
    for mine in found["scenarios"]:
        gap = gaps.get(mine["scenario"])
        of_gap = (
            f"; difference from {gap['compared_with']} {_half_width(gap, unit)} of that mean"
            if gap
            else ""
        )
        sentences.append(f"{mine['scenario']}: mean {_half_width(mine, unit)}{of_gap}.")
    return sentences


def _searched(found: dict[str, Any], dataset: xr.Dataset) -> str:
    """Say how many replications the search ended with, and why."""
    what = str(dataset[found["outcome"]].attrs["long_name"]).lower()
    number = found["replications"]
    goal = (
        f"a half-width of the {100 * found['level']:g}% interval of {what} of at most "
        f"{100 * found['share']:g}% of the mean in every scenario, kept through further "
        f"replications ({found['algorithm']})"
    )
    if found["reached"]:
        return f"{number} replications, the fewest that give {goal}."
    if dataset.attrs["interrupted"]:
        return f"Interrupted after {number} replications, before they gave {goal}."
    return f"NOT REACHED: {number} replications, all that were allowed, do not give {goal}."


def _half_width(found: dict[str, Any], unit: str) -> str:
    if found["half_width"] is None:
        return "not known"
    share = "-" if found["share"] is None else f"{found['share']:.1%}"
    return f"+-{as_unit(found['half_width'], unit)} ({share})"


def caveats(dataset: xr.Dataset) -> list[str]:
    """Say what the numbers are of, how sure they are and what they rest on."""
    found = [_size(dataset), _evidence(dataset), *_set_up(dataset), *_gaps(dataset)]
    found += notices(dataset)
    found += [f"Warning: {warning}" for warning in _loaded(dataset, "warnings")[:10]]
    return [sentence for sentence in found if sentence]


def _size(dataset: xr.Dataset) -> str:
    runs = int(dataset["completed"].sum("replication").max())
    residents = residents_simulated(dataset)
    of = ""
    if math.isfinite(residents):
        scale = float(dataset.attrs["scale"])
        of = f" of {residents:,.0f} residents aged 65 and over"
        if scale != 1:
            of += f" (scale {scale:g}: times {1 / scale:g} for days and pounds of the whole area)"
    years = int(dataset.attrs["years"])
    again = (
        f"{runs} replications; intervals are Student's t over them"
        if runs > 1
        else "one replication, so without intervals: it shows one possible history"
    )
    return f"Means per year over {years} year{'s' * (years != 1)}{of}, from {again}."


def _evidence(dataset: xr.Dataset) -> str:
    """Say what the numbers rest on; a small network for teaching stands for no real place."""
    rests = f"Numbers behind this: {evidence_counted(dataset)}."
    if math.isnan(residents_simulated(dataset)):
        return rests
    if not is_fitted(dataset):
        return f"{rests} None was fitted: read differences between arrangements, not levels."
    return (
        f"{rests} Those that are fitted were fitted to the typical council, separate budgets and "
        "2010-11 to 2013-14 (`carefunds calibrate --check` tells how well): what other areas, "
        "arrangements and later years show is a forecast."
    )


def is_fitted(dataset: xr.Dataset) -> bool:
    """Whether any number behind the results was found by calibration."""
    return bool((_loaded(dataset, "evidence") or {}).get("fitted"))


def evidence_counted(dataset: xr.Dataset) -> str:
    """Return how many numbers rest on each kind of evidence, with the kind's grade."""
    return counted(_loaded(dataset, "evidence") or {})


def _set_up(dataset: xr.Dataset) -> list[str]:
    """Say which arrangements took effect only some months into the years reported."""
    force = dataset["monthly_in_force"]
    months = (force < 0.5).sum("month").where(force.notnull().any("month")).max("replication")
    late = {
        str(a).replace("_", " "): int(m)
        for a, m in zip(dataset["arrangement"].values, months.values, strict=True)
        if m == m and m > 0
    }
    if not late:
        return []
    listed = ", ".join(f"{name} after {m} month{'s' * (m != 1)}" for name, m in late.items())
    return [f"Setting up takes time; within the years reported, in force: {listed}."]


def _gaps(dataset: xr.Dataset) -> list[str]:
    """Say which runs are missing."""
    wanted, done = dataset["completed"].size, int(dataset["completed"].sum())
    if done == wanted:
        return []
    failures = _loaded(dataset, "failures")
    why = "interrupted" if dataset.attrs.get("interrupted") else "some runs failed"
    found = [f"INCOMPLETE ({why}): {done} of {wanted} runs are in these numbers."]
    found += [f"Failed: {f['scenario']}, replication {f['replication']}: {f['message']}"
              for f in failures[:5]]  # fmt: skip
    return found


def residents_simulated(dataset: xr.Dataset) -> float:
    """Return the residents aged 65 and over at the first reported month; NaN without any."""
    by_month = dataset["monthly_residents"].sum("age_band", min_count=1).isel(month=0)
    return float(by_month.max())


def _loaded(dataset: xr.Dataset, name: str) -> Any:
    """Return what an attribute holds as JSON; nothing when it is empty."""
    return json.loads(dataset.attrs.get(name) or "[]")
