"""What was found for somebody who has to choose, and what has to be said beside it: sentences."""

from __future__ import annotations

import json

import numpy as np
import xarray as xr

from carefunds_sim.analysis import tipping
from carefunds_sim.analysis.intervals import LEVEL
from carefunds_sim.analysis.ordering import Why
from carefunds_sim.report.decision_words import (
    box_words,
    factor_phrase,
    level_words,
    side_words,
    tipping_words,
)
from carefunds_sim.report.decisions import parts
from carefunds_sim.report.responses import WHY_NOT, outcome_unit, outcome_words, unit_words
from carefunds_sim.report.scenario_names import groups, heading, names_within
from carefunds_sim.report.wording import as_unit, percent

SAME_PEOPLE = (
    "All points and arrangements meet the same people, so differences are surer than levels; other "
    "people might shift all points at once."
)
FOUND_AGAIN = 0.5
"""In what share of random halves of the points a limit has to be found again to be told."""

EACH_THE_SAME = "A share of points counts every point of the design the same, likely or not."


def differences(_found: xr.Dataset) -> list[str]:
    """Say how to read shares of points that are clear."""
    return [
        "Clear is a point whose 95% interval of the paired difference leaves out zero. At 5% a "
        "point some are clear by chance; since all points meet the same people, such false "
        "alarms come together or not at all.",
        EACH_THE_SAME, SAME_PEOPLE,
    ]  # fmt: skip


def best(found: xr.Dataset) -> list[str]:
    """Say who is best where, what decides it, and how sure that is."""
    return [
        *(f"{best_found(group, where)}." for where, group in parts(found) if group["best"].any()),
        "Clearly best: the paired 95% interval against every rival leaves out zero. The points "
        "at which an arrangement truly is best are likely between those and the ones at which it "
        "is not clearly beaten.",
        "What a number tells of who is best is mutual information as a share of all there is to "
        "tell, beyond what shuffled points show on average; 'by chance' is what those exceed once "
        "in twenty times.",
        EACH_THE_SAME, SAME_PEOPLE,
    ]  # fmt: skip


def best_found(group: xr.Dataset, where: str) -> str:
    """Say who is clearly lowest at how many points, and which two factors tell who is."""
    lead = f"{outcome_words(group)}: {_clearly_lowest(group)}"
    if "axes" not in group:
        return f"{lead} ({where})"
    told = group.sel(group=str(group["group_of"].values[0]))
    if told["information_of_axes"].isnull():
        return f"{lead} ({where})"
    if not told["information_of_axes"] > told["axes_by_chance"]:
        return f"{lead}; no two numbers tell surely who has the lowest mean ({where})"
    pair = told["axes"]
    by = " and ".join(f"'{factor_phrase(str(name))}'" for name in pair.values)
    return f"{lead}; {by} tell more of who has the lowest mean than chance would ({where})"


def _clearly_lowest(group: xr.Dataset) -> str:
    """Say at how many points who is clearly lowest; no more is said than chance alone allows."""
    if int(group.attrs["replications"]) < 2:
        return f"who is lowest is {WHY_NOT[Why.ONE_REPLICATION]}"
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


def regret(found: xr.Dataset) -> list[str]:
    """Say who has the least largest regret, and between what the truth lies."""
    return [
        *(f"{regret_found(group, where)}." for where, group in parts(found)),
        "Regret is how much higher an arrangement's mean is than the lowest at the same point. "
        "Since the lowest of noisy means is too low, regret is too large on average; 'checked' "
        "is measured by replications that had no part in choosing the best and the worst point, "
        "and too small on average.",
        "The largest regret is that of one point, often at the edge of the ranges: it depends on "
        "them.",
        SAME_PEOPLE,
    ]  # fmt: skip


def regret_found(group: xr.Dataset, where: str) -> str:
    """Say which arrangement makes the largest regret smallest."""
    chosen, what = np.flatnonzero(group["chosen"].values), outcome_words(group)
    if not len(chosen):
        return f"{what}: regret is not known ({where})"
    names, shares = names_within(group), group["chosen_share"].values
    largest = group["summary_regret"].sel(summary="max").values
    if not np.isfinite(shares).all():
        return f"{what}: who has the least largest regret is not known without resamples ({where})"
    if (largest[:, 0] == largest[chosen[0], 0]).sum() > 1:
        return f"{what}: the least largest regret is that of several ({where})"
    share = float(shares[chosen[0]])
    if share < LEVEL:
        may = [i for i in np.argsort(-shares, kind="stable") if shares[i] > 1 - LEVEL]
        told = ", ".join(f"{names[i]} in {percent(float(shares[i]))}" for i in may)
        return (
            f"{what}: who has the least largest regret is not clear: {told} of resamples ({where})"
        )
    unit = outcome_unit(group)
    low, high = (as_unit(float(end), unit) for end in largest[chosen[0], 1:])
    size = f"{low} to {high} {unit_words(unit)}"
    lead = f"{names[chosen[0]]} has the least largest regret, {size}"
    return f"{what}: {lead}, in {percent(share)} of resamples ({where})"


def satisficing(found: xr.Dataset) -> list[str]:
    """Say at how many points each arrangement is good enough, and what the share is of."""
    return [
        *(f"{enough_found(group, heading(group, found))}." for group in groups(found)),
        f"Good enough is: {' and '.join(map(str, found['threshold'].values))}, by means over "
        "replications. Clearly: all intervals are on the right side; possibly: none is clearly on "
        "the wrong side.",
        EACH_THE_SAME, SAME_PEOPLE,
    ]  # fmt: skip


def enough_found(group: xr.Dataset, where: str) -> str:
    """Say at what share of points each arrangement meets every threshold, between what bounds."""
    names, shares = names_within(group), group["share"].values
    if not np.isfinite(shares[:, 1:]).any():
        return f"Who is good enough at how many points is not known without resamples ({where})"
    told = ", ".join(
        f"{name} at {percent(low)} to {percent(high)}"
        for name, (_, low, high) in zip(names, shares.tolist(), strict=True)
    )
    return f"Good enough: {told} of the points ({where})"


def prim(found: xr.Dataset) -> list[str]:
    """Say where each arrangement misses each threshold, and where there is no telling."""
    boxes = [found.isel(case=i) for i in range(found.sizes["case"])]
    left_out = int(found["points_left_out"].max())
    return [
        *(f"{box_found(one)}." for one in boxes),
        *(f"{case}: {why}." for case, why in json.loads(found.attrs["not_found"]).items()),
        *([f"{left_out} points without runs are left out."] if left_out else []),
        "A search finds a box in anything. Believe a limit that is found again in most of the "
        f"{found.attrs['resamples']} random halves of the points; a quasi-p value is no p value, "
        "since the limit was chosen to look good.",
        "A case is a mean over replications that misses the threshold; with few replications many "
        "a case is chance, and a box cannot tell: compare what is clear under satisficing.",
        "Coverage is the share of all cases that the box holds, density the share of the points in "
        "it that are cases.",
    ]


def box_found(one: xr.Dataset) -> str:
    """Say where a threshold is missed."""
    box = one.isel(step=int(one["chosen"]))
    what = f"{one['of'].values} misses '{one['threshold'].values}'"
    everywhere = percent(float(one["density"][0]))
    found = dict(box_words(box))
    again = one["reproduced"].sel(factor=[*found.values()]).values
    if not found or (again < FOUND_AGAIN).any():
        return f"{what} at {everywhere} of the points; no number tells surely where"
    limits = " and ".join(found)
    return (
        f"{what} mostly where {limits}: {percent(float(box['coverage']))} of its cases, "
        f"{percent(float(box['density']))} of the points there ({everywhere} of all)"
    )


def ladder(found: xr.Dataset) -> list[str]:
    """Say where each arrangement stops being lower than its baseline, or why none is told."""
    told = [
        f"{outcome_words(group)}, {name}: {words} ({where})."
        for where, group in parts(found)
        for i, name in enumerate(names_within(group))
        if (words := tipping_words(group.isel(scenario=i)))
    ]
    return [
        *told,
        "A level is clear where the interval of its difference leaves out zero; these intervals "
        "are so wide that all levels together raise a false alarm once in twenty studies. A "
        "tipping point is where a monotone curve through the means crosses zero; its interval "
        "resamples whole replications.",
        SAME_PEOPLE,
    ]


def ladder_found(group: xr.Dataset, where: str) -> str:
    """Say in few words what is found of each arrangement."""
    named = enumerate(names_within(group))
    told = [words for i, name in named if (words := _turning(group.isel(scenario=i), name))]
    return f"{outcome_words(group)}: {'; '.join(told) or 'no arrangement to compare'} ({where})"


def _turning(one: xr.Dataset, name: str) -> str:
    """Return in few words what is found of an arrangement; "" for a baseline."""
    status, point = str(one["status"].values), float(one["tipping_point"][0])
    if status in (tipping.FOUND, tipping.UNCONFIRMED):
        turn = "stops" if int(one["direction"]) == tipping.RISING else "begins"
        sure = "" if status == tipping.FOUND else ", not surely"
        return f"{name} {turn} being lower at {level_words(one, point)}{sure}"
    if status in (tipping.BELOW, tipping.ABOVE):
        return f"{name} {side_words(one)}"
    told = {
        tipping.SEVERAL: f"{name} lower and higher by turns",
        tipping.NOT_CLEAR: f"{name} not clearly different",
    }
    return told.get(status, "")
