"""Sentences about differences are never surer than the intervals allow."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from carefunds_sim.report.findings import Direction, findings, headline, sentence, shares

ARRANGEMENTS = {"separate": "Separate budgets", "pooled": "A pooled fund (section 75)"}
SQUEEZES = {"none": "No squeeze", "cut": "A cut"}


def study(delayed: dict[tuple[str, str], list[float]], unit: str = "bed days a year") -> xr.Dataset:
    """Return a dataset of one outcome: replications by arrangement and squeeze."""
    keys = [*delayed]
    coordinates = {
        "scenario": [f"town/{a}/{s}" for a, s in keys],
        "area": ("scenario", ["town" for _ in keys]),
        "area_title": ("scenario", ["A town" for _ in keys]),
        "arrangement": ("scenario", [a for a, _ in keys]),
        "arrangement_title": ("scenario", [ARRANGEMENTS[a] for a, _ in keys]),
        "squeeze": ("scenario", [s for _, s in keys]),
        "squeeze_title": ("scenario", [SQUEEZES[s] for _, s in keys]),
    }
    values = np.array([*delayed.values()], dtype=float)
    attrs = {"kind": "outcome", "units": unit, "long_name": "Delayed days"}
    return xr.Dataset(
        {"delayed_days": (("scenario", "replication"), values, attrs)},
        coords=coordinates,
        attrs={"baseline": "separate"},
    )


def test_a_clear_difference_is_given_with_its_bounds() -> None:
    told = sentence(study({("separate", "none"): [100, 101, 99, 100],
                           ("pooled", "none"): [110, 112, 108, 110]}), "delayed_days")  # fmt: skip
    assert told == (
        "Compared with separate budgets, delayed days (bed days a year): "
        "higher with a pooled fund (by 8.70 to 11.3)."
    )


def test_an_interval_with_zero_in_it_is_no_difference_found() -> None:
    found = study({("separate", "none"): [100, 101, 99], ("pooled", "none"): [110, 90, 101]})
    assert "no clear difference with a pooled fund" in sentence(found, "delayed_days")
    assert headline(found, "delayed_days").endswith("no clear difference")


def test_one_replication_tells_no_difference() -> None:
    found = study({("separate", "none"): [100], ("pooled", "none"): [200]})
    assert findings(found, "delayed_days")[0].direction is Direction.NO_INTERVAL
    assert "one replication" in headline(found, "delayed_days")
    assert "200" not in sentence(found, "delayed_days")


@pytest.mark.parametrize(
    ("pooled", "direction"),
    [([100.0, 101.0], Direction.SAME), ([np.nan, np.nan], Direction.MISSING)],
)
def test_what_is_the_same_or_missing_says_so(pooled: list[float], direction: Direction) -> None:
    found = study({("separate", "none"): [100, 101], ("pooled", "none"): pooled})
    assert findings(found, "delayed_days")[0].direction is direction


def test_a_headline_counts_the_squeezes() -> None:
    found = study({
        ("separate", "none"): [100, 101, 99], ("pooled", "none"): [90, 91, 89],
        ("separate", "cut"): [100, 101, 99], ("pooled", "cut"): [150, 151, 149],
    })  # fmt: skip
    assert headline(found, "delayed_days") == (
        "Delayed days against separate budgets, by squeeze: "
        "lower in 1 of 2 and higher in 1 of 2 with a pooled fund"
    )


def test_a_range_that_begins_at_nothing_says_up_to() -> None:
    found = study(
        {("separate", "none"): [0, 0, 0, 0], ("pooled", "none"): [7e3, 11e3, 3e3, 7e3]},
        "GBP a year",
    )
    assert "by up to 0.01" in sentence(found, "delayed_days")


def test_shares_say_how_often_each_payer_bears_more() -> None:
    found = study({
        ("separate", "none"): [100, 101, 99], ("pooled", "none"): [90, 91, 89],
        ("separate", "cut"): [100, 101, 99], ("pooled", "cut"): [100, 90, 110],
    })  # fmt: skip
    (told,) = shares(found, {"delayed_days": "the NHS bears"})
    assert told == "with a pooled fund the NHS bears less in 1 of 2 (by 10.0)"


def test_one_scenario_is_given_as_a_level() -> None:
    found = study({("separate", "none"): [100, 102, 98]})
    assert sentence(found, "delayed_days") == (
        "Delayed days are 100 bed days a year (95% interval 95.0 to 105)."
    )
