"""Estimates, paired differences, also point by point, and cost shifted."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
from scipy import stats
from unit.analysis.sweeps import sweep_dataset

from carefunds_sim.analysis.contrasts import (
    baselines,
    differences,
    estimates,
    paired_differences,
    select_scenarios,
    shifted,
)
from carefunds_sim.errors import UnknownNameError


def test_an_estimate_is_the_mean_with_a_student_t_interval(study):
    values = study["delayed_days"].sel(scenario="town/pooled/none").values
    found = estimates(study)["delayed_days"].sel(scenario="town/pooled/none")
    low, high = stats.t.interval(0.95, 2, loc=values.mean(), scale=stats.sem(values))
    np.testing.assert_allclose(found, [values.mean(), low, high])


def test_one_replication_has_no_interval(study):
    found = estimates(study.isel(replication=[0]))["delayed_days"]
    assert found.sel(statistic="mean").notnull().all()
    assert found.sel(statistic=["low", "high"]).isnull().all()


def test_a_missing_run_is_left_out(study):
    study["delayed_days"][0, 1] = np.nan
    found = estimates(study)["delayed_days"].isel(scenario=0, statistic=0)
    assert found.item() == pytest.approx(study["delayed_days"][0, [0, 2]].mean().item())


def test_scenarios_are_compared_within_their_own_squeeze(study):
    pairs = baselines(study)
    assert pairs["town/pooled/deep_cut"] == "town/separate/deep_cut"
    assert "town/separate/none" not in pairs
    assert len(pairs) == 6


def test_a_scenario_may_be_the_baseline_by_its_own_name(study):
    pairs = baselines(study, "town/pooled/none")
    assert set(pairs.values()) == {"town/pooled/none"}
    assert len(pairs) == 7


def test_differences_are_taken_pair_by_pair(study):
    mine = study["delayed_days"].sel(scenario="town/pooled/none").values
    base = study["delayed_days"].sel(scenario="town/separate/none").values
    found = differences(study).sel(scenario="town/pooled/none")
    assert found["delayed_days"].sel(statistic="mean").item() == pytest.approx((mine - base).mean())
    assert found["delayed_days_share_lower"].item() == 1.0
    assert str(found["compared_with"].values) == "town/separate/none"


def test_a_pair_with_one_missing_run_counts_for_nothing(study):
    study["delayed_days"].loc[{"scenario": "town/separate/none", "replication": 2}] = np.nan
    found = differences(study).sel(scenario="town/pooled/none")
    whole = study.isel(replication=[0, 1])
    expected = differences(whole).sel(scenario="town/pooled/none")
    xr.testing.assert_allclose(found["delayed_days"], expected["delayed_days"])


def test_cost_moved_is_what_one_bears_less_and_another_more(study):
    base, mine = {"scenario": "town/separate/none"}, {"scenario": "town/pooled/none"}
    for name, change in (("net_cost_nhs", 100.0), ("net_cost_council", -70.0), ("cost_self", 0.0)):
        study[name].loc[mine] = study[name].loc[base].values + change
    found = shifted(study).sel(scenario="town/pooled/none")
    assert found["change"].sel(payer="nhs", statistic="mean").item() == pytest.approx(100)
    assert found["moved"].item() == pytest.approx(70)


def test_a_squeeze_keeps_its_scenarios_only(study):
    found = select_scenarios(study, squeezes=["deep_cut"])
    assert set(found["squeeze"].values) == {"deep_cut"}
    assert found.sizes["scenario"] < study.sizes["scenario"]


def test_nothing_asked_is_the_study_itself(study):
    assert select_scenarios(study) is study


def test_another_baseline_changes_every_pair(study):
    found = select_scenarios(study, baseline="pooled")
    assert {label.split("/")[1] for label in baselines(found).values()} == {"pooled"}
    assert study.attrs["baseline"] == "separate"


@pytest.mark.parametrize(
    "wanted", [{"squeezes": ["none_such"]}, {"areas": ["none_such"]}, {"baseline": "none_such"}]
)
def test_a_name_that_is_not_there_is_an_error_that_lists_what_is(study, wanted):
    with pytest.raises(UnknownNameError, match=r"'none_such'.*there are: "):
        select_scenarios(study, **wanted)


def made(gap: np.ndarray, spread: float = 1.0, replications: int = 10) -> xr.Dataset:
    """Return two arrangements, the second by ``gap`` (point) higher, chance shared and own."""
    rng = np.random.default_rng(3)
    shared = rng.normal(0, 50, (1, 1, replications))
    own = spread * rng.normal(size=(len(gap), 2, replications))
    values = 100 + shared + own
    values[:, 1] += gap[:, np.newaxis]
    return sweep_dataset(np.linspace(0, 1, len(gap))[:, np.newaxis], {"delayed_days": values})


def test_differences_are_clear_though_levels_are_not():
    found = paired_differences(made(np.array([-20.0, 0.0, 20.0, 20.0])), "delayed_days")
    assert found["verdict"].sel(scenario="town/aligned/deep_cut").values.tolist()[::2] == [-1, 1]
    share = found["share"].isel(scenario=0)
    assert share.sel(verdict_kind="higher") == 0.5
    assert float(share.sum()) == 1.0
    assert float(found["false_alarms"][0]) == pytest.approx(0.2)


def test_it_is_what_contrasts_say_at_each_point():
    sweep = made(np.array([1.0, 2.0]))
    found = paired_differences(sweep, "delayed_days")["difference"]
    for point in (0, 1):
        alone = differences(sweep.isel(point=point))["delayed_days"]
        np.testing.assert_allclose(found.isel(point=point), alone.transpose("scenario", ...))


def test_where_nothing_differs_one_in_twenty_points_is_a_false_alarm():
    found = paired_differences(made(np.zeros(2000), replications=6), "delayed_days")
    clear = 1 - float(found["share"].isel(scenario=0).sel(verdict_kind="not clear"))
    assert clear == pytest.approx(0.05, abs=0.015)


def test_a_point_that_was_not_run_is_not_judged():
    sweep = made(np.array([-20.0, 20.0]))
    sweep["delayed_days"][1, 0] = np.nan
    found = paired_differences(sweep, "delayed_days")
    assert int(found["judged"][0]) == 1
    assert found["share"].isel(scenario=0).values.tolist() == [1.0, 0.0, 0.0]


def test_without_replications_nothing_is_judged():
    found = paired_differences(made(np.array([1.0])).isel(replication=[0]), "delayed_days")
    assert int(found["judged"][0]) == 0
    assert found["share"].isnull().all()


def test_a_comparison_has_one_point(study):
    assert paired_differences(study, "delayed_days")["difference"].shape == (1, 6, 3)
