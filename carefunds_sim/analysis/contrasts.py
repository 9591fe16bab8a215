"""Scenarios side by side: which of them, estimates, paired differences, cost shifted.

Every replication number stands for the same people and chances in every scenario, so a
difference is taken within a replication and only then averaged.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import xarray as xr

from carefunds_sim.analysis.intervals import LEVEL, STATISTICS, mean_and_interval
from carefunds_sim.analysis.objective import Wanted, objective
from carefunds_sim.analysis.worlds import over_worlds, size_that_matters, worlds_of
from carefunds_sim.dataset.build import outcome_names
from carefunds_sim.errors import UnknownNameError, did_you_mean
from carefunds_sim.scenario.comparison import Parts, pairs
from carefunds_sim.scenario.comparison import compared_by as compared_parts

PAYERS = {"nhs": "net_cost_nhs", "council": "net_cost_council", "self": "cost_self"}
"""Who finally bears cost, and the outcome that says how much: transfers are taken off."""


def estimates(dataset: xr.Dataset) -> xr.Dataset:
    """Return every outcome's mean and 95% interval: (scenario, ..., statistic)."""
    return xr.Dataset(
        {name: mean_and_interval(dataset[name]) for name in outcome_names(dataset)},
        attrs=dataset.attrs,
    )


def baselines(dataset: xr.Dataset, baseline: str | None = None) -> dict[str, str]:
    """Return the scenario that each scenario is compared with; baselines themselves are left out.

    The baseline is the scenario of the same area and squeeze under the baseline arrangement, or
    that of the same arrangement under the baseline squeeze or in the baseline area; or, where
    nothing else has that name, the scenario of that name.
    """
    return pairs(_parts(dataset), baseline or str(dataset.attrs.get("baseline", "")))


def compared_by(dataset: xr.Dataset) -> str:
    """Return what differs from the baseline: arrangement, squeeze, area or scenario."""
    return compared_parts(_parts(dataset), str(dataset.attrs.get("baseline", "")))


def _parts(dataset: xr.Dataset) -> dict[str, Parts]:
    names = (dataset[part].values.astype(str).tolist() for part in ("scenario", *Parts._fields))
    return {label: Parts(*of) for label, *of in zip(*names, strict=True)}


def differences(dataset: xr.Dataset, baseline: str | None = None) -> xr.Dataset:
    """Return paired differences from the baseline with 95% intervals.

    Dimensions are (scenario, ..., statistic); only scenarios that have a baseline are in, and
    the coordinate ``compared_with`` names it. ``ID_share_lower`` is the share of replications
    in which the outcome is lower than under the baseline.
    """
    of = baselines(dataset, baseline)
    found = xr.Dataset(attrs=dataset.attrs)
    for name in outcome_names(dataset):
        gap = paired(dataset[name], of)
        found[name] = mean_and_interval(gap)
        known = gap.notnull()
        share = ((gap < 0) & known).sum("replication") / known.sum("replication")
        found[f"{name}_share_lower"] = share.assign_attrs(units="share of replications")
    return _with_baselines(found, of)


def shifted(dataset: xr.Dataset) -> xr.Dataset:
    """Return who finally bears more and who less than under the baseline, GBP a year.

    ``change`` (scenario, payer, statistic) is the paired difference of the cost that each payer
    bears after transfers; over worlds the median with its 90% range. ``moved`` (scenario) is the
    part of the mean change that only changes hands: the smaller of all rises and all falls.
    """
    of = baselines(dataset)
    gaps = xr.concat(
        [paired(dataset[outcome], of) for outcome in PAYERS.values()],
        dim="payer",
        combine_attrs="drop",
    ).assign_coords(payer=list(PAYERS))
    units = {"units": "GBP a year"}
    change = mean_and_interval(gaps).assign_attrs(units)
    mean = change.sel(statistic="mean", drop=True)
    if worlds_of(dataset):
        change = median_and_range(over_worlds(gaps, size_of(dataset, dataset["cost_total"], of)))
    rises = mean.clip(min=0).sum("payer", skipna=False)
    falls = (-mean).clip(min=0).sum("payer", skipna=False)
    moved = rises.where(rises < falls, falls).assign_attrs(units)
    return _with_baselines(xr.Dataset({"change": change, "moved": moved}, attrs=dataset.attrs), of)


def _with_baselines(found: xr.Dataset, of: Mapping[str, str]) -> xr.Dataset:
    return found.assign_coords(compared_with=("scenario", np.array(list(of.values()), np.str_)))


def paired(values: xr.DataArray, pairs: Mapping[str, str]) -> xr.DataArray:
    """Return what each scenario's values are beyond those of the one it is compared with.

    ``pairs`` is what ``baselines`` returns; the difference is taken within each replication.
    """
    mine = values.sel(scenario=list(pairs))
    base = values.transpose(*mine.dims).sel(scenario=list(pairs.values()))
    return (mine - base.values).assign_attrs(values.attrs)


def paired_over_worlds(
    dataset: xr.Dataset, values: xr.DataArray, pairs: Mapping[str, str]
) -> xr.Dataset:
    """Return the paired differences of values over worlds, as ``over_worlds`` does.

    ``values`` are (scenario, ..., replication); pounds a year are judged by all cost.
    """
    return over_worlds(paired(values, pairs), size_of(dataset, values, pairs))


def size_of(dataset: xr.Dataset, values: xr.DataArray, pairs: Mapping[str, str]) -> xr.DataArray:
    """Return the size that matters of each scenario's difference, by what it is compared with."""
    unit = str(values.attrs.get("units", ""))
    by = dataset["cost_total"] if unit == "GBP a year" and "cost_total" in dataset else values
    base = by.sel(scenario=list(pairs.values()))
    return size_that_matters(base.assign_coords(scenario=list(pairs)), unit)


def paired_statistics(
    dataset: xr.Dataset, values: xr.DataArray, pairs: Mapping[str, str]
) -> xr.DataArray:
    """Return paired differences along ``statistic``: mean, low and high.

    These are the mean and its 95% interval or, over worlds, the median and its 90% range, with
    what ``verdict_of`` makes of their count.
    """
    if worlds_of(dataset) is None:
        return mean_and_interval(paired(values, pairs))
    found = median_and_range(paired_over_worlds(dataset, values, pairs))
    return found.assign_attrs(values.attrs)


BESIDE = ("lower", "higher", "worlds", "size", "verdict", "same", "chance_removed")
"""What stands beside a median and its range, as coordinates."""


def median_and_range(found: xr.Dataset) -> xr.DataArray:
    """Return percentiles over worlds as mean, low and high; counts are coordinates beside them."""
    parts = [found[name] for name in ("p50", "p5", "p95")]
    beside = {name: found[name] for name in BESIDE}
    joined = xr.concat(parts, dim="statistic").assign_coords(statistic=list(STATISTICS))
    return joined.transpose(..., "statistic").assign_coords(beside).assign_attrs(found.attrs)


def select_scenarios(
    dataset: xr.Dataset, *, areas: Sequence[str] = (), squeezes: Sequence[str] = (),
    baseline: str | None = None,
) -> xr.Dataset:  # fmt: skip
    """Return the scenarios of some areas and squeezes, with the baseline that is wanted.

    All are kept unless named, and compared with the study's ``baseline`` unless an arrangement,
    squeeze, area or scenario is named.

    Raises
    ------
    UnknownNameError
        A name is none of the study's, or nothing is left.
    """
    if not (areas or squeezes or baseline):
        return dataset
    mask = np.ones(dataset.sizes["scenario"], dtype=bool)
    for kind, wanted in (("area", areas), ("squeeze", squeezes)):
        if wanted:
            _check(kind, wanted, dataset[kind].values)
            mask &= np.isin(dataset[kind].values, list(wanted))
    if not mask.any():
        raise UnknownNameError("no scenario of these results is of that area and squeeze")
    found = dataset.isel(scenario=np.flatnonzero(mask))
    if baseline is not None:
        kinds = ("arrangement", "squeeze", "area", "scenario")
        known = [name for kind in kinds for name in found[kind].values]
        _check("arrangement, squeeze, area or scenario", [baseline], np.array(known))
        found = found.assign_attrs(baseline=baseline)
    return found


def _check(kind: str, wanted: Sequence[str], known: np.ndarray) -> None:
    names = [str(name) for name in dict.fromkeys(known.tolist()) if name]
    for name in wanted:
        if name not in names:
            listed = ", ".join(names) or "none"
            raise UnknownNameError(
                f"no {kind} of these results is called '{name}'{did_you_mean(name, names)} "
                f"(there are: {listed})"
            )


OVER_POINTS = ("mean", "lowest", "highest")


def spread_over_points(dataset: xr.Dataset, outcomes: Sequence[str]) -> xr.Dataset:
    """Return each outcome's mean, lowest and highest over points: (scenario, over_points).

    A point counts with its mean over replications; points that were not made are left out. The
    spread shows what was tried, not how likely it is.
    """
    found = xr.Dataset(attrs=dataset.attrs)
    for name in outcomes:
        at = dataset[name].mean("replication")
        parts = [at.mean("point"), at.min("point"), at.max("point")]
        joined = xr.concat(parts, dim="over_points").assign_coords(over_points=[*OVER_POINTS])
        found[name] = joined.transpose("scenario", "over_points").assign_attrs(dataset[name].attrs)
    return found


LOWER, NOT_CLEAR, HIGHER = -1, 0, 1


def paired_differences(dataset: xr.Dataset, outcome: Wanted) -> xr.Dataset:
    """Return each arrangement's difference from its baseline at every point, with what is clear.

    Returns
    -------
    xarray.Dataset
        ``difference`` (point, scenario, statistic) with its 95% interval over replications, pair by
        pair; ``verdict`` (point, scenario): -1 clearly lower, 0 not clear, 1 clearly higher, NaN
        where there is no interval; ``share`` (scenario, verdict_kind) of the points that have a
        verdict, ``judged`` (scenario) how many those are, and ``false_alarms`` (scenario) how many
        of them 5% would make clear by chance if there were no difference anywhere. All points
        meet the same people, so false alarms come together or not at all.
    """
    values = objective(dataset, outcome)
    bare = values.rename("judged").to_dataset().assign_attrs(dataset.attrs)
    bare["judged"].attrs["kind"] = "outcome"
    found = differences(bare)
    difference = found["judged"].transpose("point", "scenario", "statistic")
    verdict = verdict_of(difference)
    judged = verdict.notnull().sum("point")
    kinds = {"lower": LOWER, "not clear": NOT_CLEAR, "higher": HIGHER}
    share = xr.concat(
        [(verdict == code).sum("point") / judged.where(judged > 0) for code in kinds.values()],
        dim="verdict_kind",
    ).assign_coords(verdict_kind=list(kinds))
    return xr.Dataset(
        {
            "difference": difference.assign_attrs(values.attrs),
            "verdict": verdict,
            "share": share.transpose("scenario", "verdict_kind"),
            "judged": judged,
            "false_alarms": (1 - LEVEL) * judged,
        },
        attrs=dataset.attrs,
    )


def verdict_of(found: xr.DataArray) -> xr.DataArray:
    """Return -1, 0 or 1 where an interval is below, across or above zero; NaN without one.

    Over worlds it is their count that decides; see ``analysis.worlds.MOST``.
    """
    if "verdict" in found.coords:
        return found["verdict"].drop_vars(BESIDE)
    low, high = (found.sel(statistic=end, drop=True) for end in ("low", "high"))
    sign = (low > 0).astype(float) - (high < 0).astype(float)
    return sign.where(np.isfinite(low) & np.isfinite(high))
