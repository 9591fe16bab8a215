"""Titles count only what is clear."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from carefunds_sim.report.figures.captions import NOTHING, ONE, UNKNOWN, sign_counts, tally

UP, DOWN, UNCLEAR = (2.0, 1.0, 3.0), (-2.0, -3.0, -1.0), (1.0, -1.0, 3.0)
SINGLE, LOST = (2.0, np.nan, np.nan), (np.nan, np.nan, np.nan)


def found(*values: tuple[float, float, float]) -> xr.DataArray:
    coordinates = {"statistic": ["mean", "low", "high"]}
    return xr.DataArray(np.array(values), coords=coordinates, dims=("scenario", "statistic"))


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ((UP, DOWN, UNCLEAR), "more in 1 and less in 1 of 3 scenarios"),
        ((UP, UP, LOST), "more in 2 of 2 scenarios"),
        ((DOWN,), "less"),
        ((UNCLEAR, UNCLEAR), NOTHING),
        ((SINGLE, SINGLE), ONE),
        ((LOST,), UNKNOWN),
    ],
)
def test_only_clear_differences_are_counted(values, words):
    assert tally(found(*values), more="more", less="less") == words


def test_rows_that_say_the_same_share_a_clause():
    rows = {"NHS": found(UP, UP), "Council": found(UP, DOWN), "People": found(UP, UP)}
    assert sign_counts(rows, more="more", less="less") == (
        "NHS and people more in 2; council more in 1 and less in 1 of 2 scenarios"
    )


def test_what_is_not_clear_is_said_for_whom():
    rows = {"NHS": found(UP, UP), "Council": found(UNCLEAR, UNCLEAR)}
    assert sign_counts(rows, more="more", less="less") == (
        "NHS more in 2 of 2 scenarios; no clear difference for council"
    )


def test_one_replication_is_said_once():
    rows = {"NHS": found(SINGLE, SINGLE), "Council": found(SINGLE, SINGLE)}
    assert sign_counts(rows, more="more", less="less") == ONE


def test_rows_of_different_scenarios_each_say_how_many():
    rows = {"Council": found(UP, UP), "Pool": found(UP)}
    assert (
        sign_counts(rows, more="over", less="under")
        == "council over in 2 of 2 scenarios; pool over"
    )
