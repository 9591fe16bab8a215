"""Attribution: hybrids on the same people, shares of nothing that is half run."""

from __future__ import annotations

import json

import numpy as np
import pytest
import xarray as xr

from carefunds_sim.analysis.attribution import contribution_estimates
from carefunds_sim.dataset.store import open_results, save
from carefunds_sim.errors import CarefundsError, SimulationError, UnknownNameError
from carefunds_sim.experiments.attribute import attribute
from carefunds_sim.experiments.coalition_runs import LoopGame, RuleGame
from carefunds_sim.experiments.compare import compare
from carefunds_sim.experiments.executors.task import Failure, Study
from carefunds_sim.scenario.load import load_scenario
from carefunds_sim.vocabulary import Loop

TWO = ("acute_first", "reallocation")


def small(arrangement, **run):
    settings = {"scale": 0.02, "years": 1, "replications": 2, **run}
    return load_scenario(f"typical_council/{arrangement}/deep_cut", **settings)


@pytest.fixture(scope="module")
def ends():
    """Two arrangements that differ in few rules, so that there are few hybrids."""
    one = small("separate")
    values = {
        "arrangement.own_funds.cycle": 3.0,
        "arrangement.own_funds.sight": 1.0,
        "arrangement.charge": False,
    }
    return one, one.with_values(values).renamed("typical_council/other/deep_cut")


@pytest.fixture(scope="module")
def by_rules(ends):
    return attribute(*ends, workers=1)


@pytest.fixture(scope="module")
def by_loops(ends):
    return attribute(*ends, by="loops", loops=TWO, workers=1, replications=2)


def test_players_are_the_rules_that_differ_and_parts_add_up(by_rules):
    assert by_rules["player"].values.tolist() == ["sight", "cycle", "charge"]
    assert by_rules.sizes["scenario"] == by_rules.sizes["coalition"] == 8
    total = by_rules["everybody"] - by_rules["nobody"]
    assert np.allclose(by_rules["contribution"].sum("player"), total, equal_nan=True)
    assert float(abs(total).max()) > 0.0


def test_the_difference_is_that_of_a_comparison(ends, by_rules):
    compared = compare(ends, baseline=ends[0].name, workers=1)["delayed_days"]
    gap = (by_rules["everybody"] - by_rules["nobody"]).sel(outcome="delayed_days")
    assert gap.values.tolist() == (compared[1] - compared[0]).values.tolist()


def test_it_is_saved_and_read_back_as_it_was(by_loops, tmp_path):
    save(by_loops, tmp_path / "results.nc")
    xr.testing.assert_identical(open_results(tmp_path), by_loops)


@pytest.mark.slow
def test_the_number_of_processes_changes_nothing(ends, by_rules):
    two = attribute(*ends, workers=2)
    xr.testing.assert_identical(two["contribution"], by_rules["contribution"])


def test_rules_of_a_pool_share_runs_where_there_is_no_pool():
    game = RuleGame.between(small("separate"), small("pooled"))
    assert len(game.players) == 6
    (nothing,), (sight,), (both,) = (
        game.scenarios(members) for members in ([], ["sight"], ["funds", "sight"])
    )
    assert sight is nothing
    assert both is not nothing


def test_loops_share_out_what_is_left_beside_the_other_loops(by_loops):
    assert by_loops["player"].values.tolist() == list(TWO)
    assert by_loops.sizes["loop"] == len(Loop)
    found = contribution_estimates(by_loops).sel(outcome="delayed_days", statistic="mean")
    whole = float(found["nobody"] + found["contribution"].sum())
    assert whole == pytest.approx(float(found["everybody"]))
    single = found["knock_out"].sel(loop=list(TWO)).values
    assert single == pytest.approx(found["last"].values)


def test_a_loop_that_is_off_already_is_no_player(ends):
    off = LoopGame.of(ends, ["acute_first"]).scenarios([])
    assert "acute_first" not in LoopGame.of(off).players
    with pytest.raises(CarefundsError, match="no loop called 'acute_first' runs in"):
        LoopGame.of(off, ["acute_first"])


def test_of_one_scenario_loops_share_out_its_own_outcome():
    found = attribute(small("separate"), by="loops", loops=TWO[:1], workers=1, replications=1)
    gap = (found["everybody"] - found["nobody"]).sel(outcome="delayed_days")
    assert found["contribution"].sel(outcome="delayed_days").values.ravel() == gap.values
    assert found.attrs["from"] == ""


@pytest.mark.slow
def test_loops_are_chosen_by_their_knock_outs():
    found = attribute(small("separate"), by="loops", workers=1, replications=3)
    knocked = contribution_estimates(found)["knock_out"].sel(outcome="delayed_days")
    low, high = knocked.sel(statistic="low"), knocked.sel(statistic="high")
    clear = set(knocked["loop"].values[((low > 0) | (high < 0)).values])
    assert set(found["player"].values) <= clear
    assert len(found["player"]) == min(len(clear), 6)


def test_drawn_orders_add_up_too(ends):
    found = attribute(*ends, permutations=4, replications=1, workers=1)
    assert found.attrs["orders_drawn"] == 4
    total = (found["everybody"] - found["nobody"]).values
    assert np.allclose(found["contribution"].sum("player"), total, equal_nan=True)


def test_nothing_is_shared_out_of_a_replication_that_lacks_a_run(ends, monkeypatch):
    made = Study.run

    def one_broken(self, task, tick):
        broken = task.place == (3, 1)
        return Failure(task, "lost a pound") if broken else made(self, task, tick)

    monkeypatch.setattr(Study, "run", one_broken)
    found = attribute(*ends, workers=1)
    assert found.attrs["incomplete"] == 1
    assert json.loads(found.attrs["failures"])[0]["message"] == "lost a pound"
    known = found["contribution"].sel(outcome="delayed_days").notnull().all("player")
    assert known.values.tolist() == [True, False]


def test_an_interruption_keeps_whole_replications(ends, monkeypatch):
    made = Study.run

    def interrupted(self, task, tick):
        if task.place == (2, 1):
            raise KeyboardInterrupt
        return made(self, task, tick)

    monkeypatch.setattr(Study, "run", interrupted)
    found = attribute(*ends, workers=1)
    assert (found.attrs["incomplete"], found.attrs["interrupted"]) == (1, 1)
    known = found["contribution"].sel(outcome="delayed_days").notnull().all("player")
    assert known.values.tolist() == [True, False]


def test_loops_are_not_chosen_by_half_their_knock_outs(ends, monkeypatch):
    def interrupted(_self, _task, _tick):
        raise KeyboardInterrupt

    monkeypatch.setattr(Study, "run", interrupted)
    with pytest.raises(SimulationError, match="interrupted before loops were chosen"):
        attribute(*ends, by="loops", workers=1)


def test_when_every_run_fails_it_says_why(ends, monkeypatch):
    monkeypatch.setattr(Study, "run", lambda _self, task, _tick: Failure(task, "no beds"))
    with pytest.raises(SimulationError, match="every run failed, the first with: no beds"):
        attribute(*ends, workers=1)


def test_it_says_beforehand_how_much_there_is_to_run(ends):
    notes = []
    attribute(*ends, workers=1, progress=lambda at: notes.append(at.note) if at.note else None)
    assert any("8 different scenarios x 2 replications = 16 runs; about" in note for note in notes)


@pytest.mark.parametrize(
    ("given", "error", "said"),
    [
        ({"on": "delayed_day"}, UnknownNameError, "did you mean"),
        ({"loops": TWO}, CarefundsError, "by='loops' only"),
        ({"by": "money"}, CarefundsError, "rules or loops"),
        ({"other": None}, CarefundsError, "between two scenarios"),
        ({"by": "loops", "loops": ["acute"]}, CarefundsError, "did you mean 'acute_first'"),
    ],
)
def test_what_cannot_be_attributed_is_refused_before_anything_runs(ends, given, error, said):
    with pytest.raises(error, match=said):
        attribute(ends[0], **{"other": ends[1], **given})


def test_the_same_rules_leave_nothing_to_share_out(ends):
    with pytest.raises(CarefundsError, match="have the same rules"):
        attribute(ends[0], ends[0].renamed("again"))


def test_a_timetable_of_the_scenario_itself_is_not_among_the_rules():
    change = {"month": "2010-06", "set": {"area.money.charge": 200.0}}
    dated = small("separate").with_value("timetable.fee", change)
    with pytest.raises(CarefundsError, match="differ by their own timetables"):
        attribute(dated, small("pooled"), workers=1)
