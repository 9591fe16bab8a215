"""What has to be said beside an analysis of sensitivity, in sentences."""

from __future__ import annotations

import xarray as xr

from carefunds_sim.analysis.ordering import WITHIN, base_points_needed, is_known_share
from carefunds_sim.analysis.screening import CLEAR
from carefunds_sim.report.responses import (
    leaders,
    levels_of,
    outcome_words,
    response_groups,
    response_words,
)
from carefunds_sim.report.sensitivity import noise_words

RANGES = (
    "It depends on the ranges: a number with a wide range may matter for that alone, and one whose "
    "range is not in the design cannot matter here."
)
SAME_PEOPLE = (
    "All points and scenarios meet the same people, so what chance does to all points alike "
    "cancels; the intervals hold for the replications that were run and do not say what other "
    "people would change for all points at once."
)


def main_effects(found: xr.Dataset) -> list[str]:
    """Say how effects were worked out, and how far they may be trusted."""
    if found.attrs["form"] == "levels":
        how = (
            "Means at each level; an effect is the highest level less the lowest, paired within "
            "replications, with Student's t over replications."
        )
        return [how, *_alone(found), RANGES]
    how = (
        "The design fills the space, so an effect is the slope of a linear regression on all "
        "factors, times the whole range, with a bootstrap interval over points. Where R2 is low "
        "the effect is no straight line, or hangs on others: look at the means along the range."
    )
    return [how, RANGES, SAME_PEOPLE]


def _alone(found: xr.Dataset) -> list[str]:
    if '"one_at_a_time"' not in str(found.attrs["design"]):
        return []
    return ["One at a time: nothing is said of what numbers do together, away from the files' own."]


def morris(found: xr.Dataset) -> list[str]:
    """Say what drives each outcome, and what mu* and sigma are."""
    return [
        *_leading(found, "mu_star", "matters most"),
        "mu* is the mean size of what moving a number does, for its whole range; sigma is how much "
        "that differs from place to place: large beside mu*, the effect bends or hangs on others.",
        f"In brackets: not more than {CLEAR:g} times what chance alone would show.",
        *_dropped(found, "trajectories"), RANGES, SAME_PEOPLE,
    ]  # fmt: skip


def sobol(found: xr.Dataset) -> list[str]:
    """Say what drives each outcome, how much of the variance is chance, and what that does."""
    return [
        *_leading(found, "ST", "makes the largest part of the variance"),
        *_noises(found),
        "ST is the share of the variance that a number has a part in, S1 the share it makes by "
        "itself; shares in ST overlap, so they may add up to more than 1. A share whose interval "
        f"reaches more than {WITHIN:g} to either side is not known.",
        *_needed(found),
        *_dropped(found, "base points"), RANGES, SAME_PEOPLE,
    ]  # fmt: skip


def _needed(found: xr.Dataset) -> list[str]:
    """Say how many base points would make every share known, where some are not."""
    known = is_known_share(found[["S1", "ST"]].to_dataarray().transpose(..., "statistic").values)
    if known.all() or found["ST"].isnull().all():
        return []
    half = max(float((found[n][..., 2] - found[n][..., 1]).max()) / 2 for n in ("S1", "ST"))
    used = int(found["used"].max())
    return [f"For all shares to be known about {base_points_needed(used, half):,.0f} base points "
            f"are needed instead of {used}."]  # fmt: skip


def replications(found: xr.Dataset) -> list[str]:
    """Say what was asked and how the number follows from the runs."""
    share, half = float(found.attrs["asked_share"]), float(found.attrs["asked_half_width"])
    asked = (
        f"{100 * share:g}% of the mean (of the baseline's mean for a difference)"
        if share
        else f"{half:g} in the outcome's unit"
    )
    return [
        f"Asked is a half-width of the 95% interval of at most {asked}.",
        "The number follows from the spread of the replications run; its interval is that of the "
        "spread, and wide where they are few. Differences need fewer replications than levels "
        "where both arrangements meet the same people.",
    ]


def _leading(found: xr.Dataset, measure: str, does: str) -> list[str]:
    """Say for every outcome which factor leads, with those that may do as much."""
    return [
        f"{outcome_words(part)} ({heading}): what {does} is {leaders(levels_of(part), measure)}."
        for _, heading, part in response_groups(found)
    ]


def _noises(found: xr.Dataset) -> list[str]:
    """Say for every outcome where replication noise has its largest share of the variance."""
    sentences = []
    for _, heading, part in response_groups(found):
        share = part["noise_share"].sel(statistic="mean").fillna(-1.0).values
        most = int(share.argmax())
        if share[most] >= 0:
            sentences.append(
                f"{outcome_words(part)} ({heading}): replication noise is at most "
                f"{noise_words(part['noise_share'].isel(response=most))} of the variance between "
                f"points, for {response_words(part)[most]}; it adds to the ST of every number (the "
                "bias is in the CSV)."
            )
    return sentences


def _dropped(found: xr.Dataset, what: str) -> list[str]:
    most = int(found["dropped"].max())
    whole = int((found["used"] + found["dropped"]).max())
    if not most:
        return []
    return [f"Up to {most} of {whole} {what} are left out because runs are missing."]
