"""The replications algorithm, and how precise a study is."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from carefunds_sim.analysis.precision import half_width_share, precision
from carefunds_sim.analysis.replications import first_kept, look_ahead


def series(seed, spread):
    """Whole numbers from 100 on, the same on any machine."""
    state, found = seed, []
    for _ in range(200):
        state = (1103515245 * state + 12345) % 2**31
        found.append(100.0 + (state >> 16) % spread)
    return np.array(found)


def needed(values, share):
    precise = [half_width_share(values[np.newaxis, : n + 1])[0] <= share
               for n in range(len(values))]  # fmt: skip
    return first_kept(precise)


# As sim-tools 1.3.0 (Monks, Heather and Harper) finds with its ReplicationsAlgorithm.
SIM_TOOLS = [
    (1, 20, 0.05, 4), (1, 60, 0.05, 36), (1, 60, 0.1, 6), (1, 200, 0.05, 136),
    (3, 20, 0.05, 3), (3, 60, 0.05, 30), (3, 60, 0.1, 5), (3, 200, 0.05, 94),
    (6, 20, 0.05, 8), (6, 60, 0.05, 26), (6, 60, 0.1, 12), (6, 200, 0.05, 137),
    (9, 20, 0.05, 7), (9, 60, 0.05, 31), (9, 60, 0.1, 10), (9, 200, 0.05, 112),
]  # fmt: skip


@pytest.mark.parametrize(("seed", "spread", "share", "number"), SIM_TOOLS)
def test_the_number_is_that_of_a_published_implementation(seed, spread, share, number):
    assert needed(series(seed, spread), share) == number


def test_the_half_width_is_that_of_students_t():
    values = np.array([[10.0, 12.0, 14.0], [5.0, 5.0, 5.0]])
    half = stats.t.ppf(0.975, 2) * stats.sem(values[0])
    np.testing.assert_allclose(half_width_share(values), [half / 12.0, 0.0])


def test_a_failed_run_is_left_out_and_two_values_say_nothing():
    values = np.array([[10.0, np.nan, 12.0, 14.0], [10.0, np.nan, np.nan, 14.0]])
    share = half_width_share(values)
    assert share[0] == half_width_share(values[:1, [0, 2, 3]])[0]
    assert np.isnan(share[1])


def test_precision_by_chance_is_not_kept():
    kept = [False, False, True, True, False, *[True] * 6]
    assert first_kept(kept) == 6
    assert first_kept(kept[:-1]) is None


def test_three_replications_are_the_least():
    assert first_kept([True] * 8) == 3
    assert first_kept([True] * 7) is None


@pytest.mark.parametrize(("number", "further"), [(3, 5), (100, 5), (119, 5), (120, 6), (400, 20)])
def test_the_look_ahead_grows_with_the_number(number, further):
    assert look_ahead(number) == further
    before = [False] * (number - 1) if number > 3 else [True, True]
    assert first_kept(before + [True] * (further + 1)) == number
    assert first_kept(before + [True] * further) is None


def test_a_study_tells_how_precise_means_and_paired_differences_are(study):
    found = precision(study, "delayed_days")
    assert len(found["scenarios"]) == 8
    assert len(found["differences"]) == 6
    mine = study["delayed_days"].sel(scenario="town/pooled/none").values
    base = study["delayed_days"].sel(scenario="town/separate/none").values
    (gap,) = (d for d in found["differences"] if d["scenario"] == "town/pooled/none")
    half = stats.t.ppf(0.975, 2) * stats.sem(mine - base)
    assert gap["compared_with"] == "town/separate/none"
    assert gap["half_width"] == pytest.approx(half)
    assert gap["share"] == pytest.approx(half / base.mean())


def test_what_is_not_known_is_none(study):
    study["delayed_days"].loc[{"scenario": "town/pooled/none"}] = np.nan
    found = precision(study, "delayed_days")
    (mine,) = (s for s in found["scenarios"] if s["scenario"] == "town/pooled/none")
    assert mine == {"scenario": "town/pooled/none", "mean": None, "half_width": None,
                    "share": None}  # fmt: skip


def test_one_scenario_has_no_differences(study):
    assert precision(study.isel(scenario=[0]), "bed_days")["differences"] == []
