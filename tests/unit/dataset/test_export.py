"""Results in the forms of other programs."""

from __future__ import annotations

import json
import sys

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from unit.analysis.sweeps import sweep_dataset

from carefunds_sim.dataset.export import problem, to_ema, to_table, write_ema, write_parquet
from carefunds_sim.dataset.tidy import write_csv
from carefunds_sim.errors import CarefundsError
from carefunds_sim.scenario.load import load_scenario
from carefunds_sim.scenario.sweep_design import sweep_design

POINTS, SCENARIOS, REPLICATIONS = 40, 3, 2


def made_up(**options):
    """A sweep in which delayed days are high where the first factor is and the second is not."""
    chance = np.random.default_rng(3)
    where = chance.random((POINTS, 2))
    days = 100 * (where[:, 0] > 0.6) * (where[:, 1] < 0.7)
    noise = chance.random((POINTS, SCENARIOS, REPLICATIONS))
    outcomes = {"delayed_days": days[:, None, None] + noise, "cost_total": 10 * noise}
    return sweep_dataset(where, outcomes, **{"factors": {"beds": (0, 1), "pay": (5, 9)}} | options)


@pytest.fixture(scope="module")
def sweep():
    return made_up()


@pytest.fixture
def with_months(study):
    """The study at two points of one factor, the second with doubled numbers."""
    two = xr.concat([study, study.map(lambda v: v * 2 if v.dtype.kind == "f" else v)], "point")
    return two.assign_coords(
        point=[0, 1], factor=["beds"], factor_low=("factor", [1.0]), factor_high=("factor", [2.0])
    ).assign(value=(("point", "factor"), [[1.0], [2.0]]))


def test_a_table_has_a_row_for_each_number_and_a_column_for_each_factor(sweep):
    table = to_table(sweep)
    assert len(table) == POINTS * SCENARIOS * REPLICATIONS * 2
    place = {"point": 7, "arrangement": "pooled", "replication": 1, "outcome": "delayed_days"}
    (row,) = table[np.logical_and.reduce([table[k] == v for k, v in place.items()])].to_dict(
        orient="records"
    )
    at = {"point": 7, "scenario": "town/pooled/deep_cut", "replication": 1}
    assert row["value"] == sweep["delayed_days"].sel(at).item()
    assert row["pay"] == sweep["value"].sel(point=7, factor="pay").item()


def test_a_table_of_a_study_without_points_is_what_it_was(study):
    assert "point" not in to_table(study)
    assert len(to_table(study, monthly=True)) > 0


def test_what_is_not_finished_has_no_row(sweep):
    holed = sweep.where((sweep["point"] != 3) | (sweep["replication"] != 0)).assign(
        value=sweep["value"]
    )
    for name in ("delayed_days", "cost_total"):
        holed[name].attrs = sweep[name].attrs
    table = to_table(holed)
    assert set(table[table["point"] == 3]["replication"]) == {1}


def test_months_of_a_sweep_are_told_by_point(with_months, study):
    table = to_table(with_months, monthly=True)
    sums = table[table["account"] == "delayed_days"].groupby("beds")["value"].sum()
    assert sums[2.0] == pytest.approx(2 * sums[1.0])
    alone = to_table(study, monthly=True)
    assert len(table) == 2 * len(alone)


def test_a_table_survives_csv_and_parquet_with_what_made_it(sweep, tmp_path):
    pytest.importorskip("pyarrow", reason="Parquet files are written by an extra package")
    table = to_table(sweep)
    plain = pd.read_csv(write_csv(table, tmp_path / "t.csv"))
    assert plain["value"].tolist() == table["value"].tolist()
    parquet = pd.read_parquet(write_parquet(table, tmp_path / "t.parquet"))
    pd.testing.assert_frame_equal(parquet, table)
    assert parquet.attrs["package_version"] == sweep.attrs["package_version"]
    assert json.loads(parquet.attrs["design"])["method"] == "csv"


def test_without_the_parquet_package_its_extra_is_told(sweep, tmp_path, monkeypatch):
    table = to_table(sweep)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(CarefundsError, match=r'pip install "carefunds-sim\[parquet\]"'):
        write_parquet(table, tmp_path / "t.parquet")


def test_a_factor_may_not_be_called_like_a_column():
    with pytest.raises(CarefundsError, match="factor 'value' has the name of a column"):
        to_table(made_up(factors=["value", "pay"]))
    with pytest.raises(CarefundsError, match="factor 'policy' has the name of a column"):
        to_ema(made_up(factors=["policy", "pay"]))


def test_months_that_are_not_kept_are_told(sweep):
    for exported in (to_table, to_ema):
        with pytest.raises(CarefundsError, match="no monthly numbers"):
            exported(sweep, monthly=True)


def test_an_experiment_is_a_point_and_a_scenario(sweep):
    experiments, outcomes = to_ema(sweep)
    assert experiments.columns.tolist() == ["beds", "pay", "scenario", "policy", "model"]
    number = 5 * SCENARIOS + 2
    row = experiments.loc[number]
    assert (row["scenario"], row["policy"], row["model"]) == (5, "pooled/deep_cut", "town")
    assert row["pay"] == sweep["value"].sel(point=5, factor="pay").item()
    mean = sweep["delayed_days"].isel(point=5, scenario=2).mean().item()
    assert outcomes["delayed_days"].shape == (POINTS * SCENARIOS,)
    assert outcomes["delayed_days"][number] == pytest.approx(mean)


def test_replications_and_months_are_kept_when_asked_for(with_months):
    experiments, outcomes = to_ema(with_months, replications=True, monthly=True)
    assert outcomes["delayed_days"].shape == (16, 3)
    assert outcomes["monthly_cost[council]"].shape == (16, 3, 24)
    at = {"point": 1, "scenario": 2, "replication": 1, "month": 5, "body": 0}
    body = with_months["body"][0].item()
    cost = with_months["monthly_cost"].isel(at).sum().item()
    assert outcomes[f"monthly_cost[{body}]"][8 + 2, 1, 5] == pytest.approx(cost)
    service = with_months["service"][1].item()
    waits = with_months["wait_days"].isel(point=1, scenario=2, replication=1, service=1).item()
    assert outcomes[f"wait_days[{service}]"][8 + 2, 1] == waits
    assert len(experiments) == 16


def test_a_study_without_points_is_experiments_too(study):
    experiments, outcomes = to_ema(study)
    assert experiments["policy"].nunique() == len(experiments) == 8
    assert set(experiments["scenario"]) == {0}
    assert np.isfinite(outcomes["delayed_days"]).all()


def test_policies_that_would_be_the_same_are_called_by_their_scenario(sweep):
    alike = sweep.assign_coords(arrangement=("scenario", ["pooled"] * SCENARIOS))
    assert set(to_ema(alike)[0]["policy"]) == set(sweep["scenario"].values)


@pytest.mark.slow  # importing the Workbench takes five seconds
@pytest.mark.filterwarnings("ignore:The inplace keyword")  # its use of pandas is older than ours
@pytest.mark.filterwarnings("ignore:altair based:ImportWarning")  # it draws more with altair
def test_the_workbench_reads_what_is_written_and_finds_the_box(sweep, tmp_path):
    pytest.importorskip("ema_workbench", reason="the Workbench is large; nothing of ours needs it")
    from ema_workbench.analysis import feature_scoring, prim
    from ema_workbench.util.utilities import load_results

    results = to_ema(sweep, replications=True)
    experiments, outcomes = load_results(write_ema(results, tmp_path / "sweep.tar.gz"))
    pd.testing.assert_frame_equal(experiments, results[0])
    np.testing.assert_allclose(outcomes["delayed_days"], results[1]["delayed_days"], rtol=1e-14)

    experiments, outcomes = to_ema(sweep)
    high = outcomes["delayed_days"] > 50
    box = prim.Prim(experiments[["beds", "pay"]], high, threshold=0.8).find_box()
    limits = box.box_lims[-1]
    assert limits["beds"][0] == pytest.approx(0.6, abs=0.1)
    assert limits["pay"][1] == pytest.approx(5 + 4 * 0.7, abs=0.5)
    scores = feature_scoring.get_feature_scores_all(experiments, outcomes)
    assert scores.loc["policy", "delayed_days"] < scores.loc["beds", "delayed_days"]


def test_salib_takes_our_ranges(sweep):
    sample = pytest.importorskip("SALib.sample.latin")
    found = problem(sweep)
    assert found == {"num_vars": 2, "names": ["beds", "pay"], "bounds": [[0.0, 1.0], [5.0, 9.0]]}
    points = sample.sample(found, 8, seed=1)
    assert ((points >= [0, 5]) & (points <= [1, 9])).all()


def test_a_sweep_that_is_not_run_yet_is_a_problem_too():
    town = load_scenario("typical_council/separate/deep_cut", scale=0.05, years=1)
    design = sweep_design(
        [town], ["area.services.acute.capacity"], method="latin_hypercube", points=4
    )
    (factor,) = design.factors
    assert problem(design) == {
        "num_vars": 1, "names": [factor.name], "bounds": [[factor.low, factor.high]],
    }  # fmt: skip


def test_a_study_is_no_problem_for_salib(study):
    with pytest.raises(CarefundsError, match="not those of a sweep"):
        problem(study)
