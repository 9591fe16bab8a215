"""What moves the results of a sweep: tables, sentences, rows and pictures."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest
import xarray as xr
from SALib.sample import morris as trajectories
from SALib.sample import sobol as base_points
from unit.analysis.sweeps import sweep_dataset

from carefunds_sim.dataset.store import open_results
from carefunds_sim.errors import CarefundsError, UnknownNameError
from carefunds_sim.report.analyses.analysis import Request
from carefunds_sim.report.analyses.registry import ANALYSES
from carefunds_sim.report.analyses.results import analyse, as_json, console, tidy, write
from carefunds_sim.report.analyses.sensitivity import leader, noise_words
from carefunds_sim.report.analyses.words import factor_words
from carefunds_sim.report.text import WIDTH, as_text

FACTORS = {
    "area.services.home_care.capacity": (3000.0, 9000.0),
    "squeeze.council.fall": (0.0, 0.4),
    "pooled.pools.pool.share": (0.1, 0.9),
}
PROBLEM = {"num_vars": 3, "names": list(FACTORS), "bounds": [[0.0, 1.0]] * 3}
REQUEST = Request(("delayed_days",))


def sweep(where, *, effects=(-300.0, 1000.0, 0.0), noise=20.0, **design):
    """Two arrangements; of the second only half of every effect is left."""
    chance = np.random.default_rng(1)
    level = 3000 + np.asarray(where) @ np.array(effects)
    both = np.stack([level, 2000 + 0.5 * level], axis=1)[..., np.newaxis]
    values = both + noise * chance.standard_normal((len(where), 2, 4))
    outcomes = {"delayed_days": values, "cost_total": 1e5 * values}
    return sweep_dataset(np.asarray(where), outcomes, factors=FACTORS, **design)


@pytest.fixture
def saltelli():
    where = base_points.sample(PROBLEM, 32, calc_second_order=False, seed=2)
    return sweep(where, method="saltelli", base_points=32, second_order=False)


@pytest.fixture
def morris():
    where = trajectories.sample(PROBLEM, 6, num_levels=4, seed=2)
    return sweep(where, method="morris", trajectories=6, levels=4)


@pytest.fixture
def alone():
    where = np.full((7, 3), 0.5)
    for i in range(3):
        where[1 + 2 * i, i], where[2 + 2 * i, i] = 0.0, 1.0
    return sweep(where, method="one_at_a_time")


def page(dataset, *names, **request):
    made = analyse(dataset, names, Request(("delayed_days",), **request))
    return as_text(console(made), width=200)  # so that no cell is broken over lines


def flat(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def test_all_that_fits_is_told_and_what_does_not_fit_is_named(saltelli):
    made = analyse(saltelli, [], REQUEST)
    decisions = ["differences", "best_where", "regret", "satisficing"]
    assert list(made.found) == ["main_effects", "sobol", "replications", *decisions]
    assert list(made.not_made) == ["morris", "prim", "ladder"]
    assert "of 160 points" in made.not_made["prim"]
    told = as_text(console(made))
    for width in (60, WIDTH):
        page = as_text(console(made), width=width)
        assert max(map(len, page.splitlines())) <= width
    assert told.isascii()
    assert "Not shown: morris needs a sweep by morris (this one is by saltelli)." in flat(told)
    assert "1280 runs: 160 points, 2 scenarios, 4 replications." in flat(told)


def test_sobol_is_told_with_intervals_and_noise(saltelli):
    told = flat(page(saltelli, "sobol"))
    assert "largest part of the variance is 'squeeze council fall' for every arrangement" in told
    assert re.search(r"home care capacity 0\.\d\d \(0\.\d\d to 0\.\d\d\)", told)
    assert re.search(r"squeeze council fall not known \(0\.\d\d to", told)
    assert re.search(r"replication noise is at most \d+% \(\d+% to \d+%\)", told)


def test_effects_within_chance_stand_in_brackets(morris):
    told = page(morris, "morris")
    rows = [line for line in told.splitlines() if line.strip().startswith("pooled pools pool")]
    assert all("[" in row for row in rows)
    rows = [line for line in told.splitlines() if line.strip().startswith("squeeze council")]
    assert "[" not in rows[0]


def test_one_at_a_time_says_what_it_cannot_say(alone):
    told = flat(page(alone, "main_effects"))
    assert "One at a time: nothing is said of what numbers do together" in told
    assert "squeeze council" in told


def test_replications_are_asked_by_a_share(alone):
    told = flat(page(alone, "replications", share=0.002))
    assert "at most 0% of the mean" not in told
    assert "at most 0.2% of the mean" in told


def test_pounds_are_millions(alone):
    made = analyse(alone, ["main_effects"], Request(("cost_total",)))
    told = as_text(console(made))
    assert "Total cost, GBP million a year" in told
    assert re.search(r"\+9\d\.\d\d|\+10\d\.\d\d", told)


def test_rows_name_all_that_a_number_is_of(alone):
    made = analyse(alone, [], REQUEST)
    table = tidy(made.found["main_effects"])
    assert set(table.columns) == {
        "measure", "outcome", "response", "factor", "units", "level", "level_value",
        "value", "low", "high",
    }  # fmt: skip
    one = table.query("measure == 'level_mean' and factor == 'squeeze.council.fall'")
    assert one["level_value"].tolist()[:3] == [0.0, 0.2, 0.4]
    assert (one["low"] < one["value"]).all()
    assert (one["value"] < one["high"]).all()


def test_what_two_replications_cannot_tell_is_left_out(alone, tmp_path):
    made = analyse(alone.isel(replication=[0, 1]), ["replications"], REQUEST)
    assert set(tidy(made.found["replications"])["measure"]) == {"wanted"}
    assert write(made, tmp_path)[0].is_file()
    nothing = made.found["replications"][["needed"]]
    assert tidy(nothing).empty


def test_json_is_what_the_rows_say(saltelli):
    made = analyse(saltelli, ["sobol"], REQUEST)
    told = json.loads(as_json(made, []))
    rows = told["analyses"]["sobol"]["rows"]
    (first,) = [
        row for row in rows
        if row["measure"] == "ST" and row["factor"] == "squeeze.council.fall"
        and row["response"] == "town/separate/deep_cut"
    ]  # fmt: skip
    found = made.found["sobol"]["ST"].sel(
        outcome="delayed_days", response="town/separate/deep_cut", factor="squeeze.council.fall"
    )
    assert [first["value"], first["low"], first["high"]] == found.values.tolist()
    assert told["design"]["method"] == "saltelli"


def test_a_folder_holds_tables_results_and_pictures(saltelli, tmp_path):
    made = analyse(saltelli, ["sobol"], REQUEST)
    files = {path.relative_to(tmp_path).as_posix() for path in write(made, tmp_path)}
    picture = "figures/sobol_delayed_days_town_deep_cut.png"
    assert files == {"analysis.txt", "sobol.csv", "sobol.nc", picture}
    again = open_results(tmp_path / "sobol.nc")
    np.testing.assert_array_equal(again["ST"], made.found["sobol"]["ST"])


@pytest.mark.parametrize("name", ["saltelli", "morris", "alone"])
def test_every_figure_names_its_finding_and_its_source(name, request):
    made = analyse(request.getfixturevalue(name), [], REQUEST)
    drawn, sensitivity = 0, ("main_effects", "morris", "sobol", "replications")
    for which, found in ((w, f) for w, f in made.found.items() if w in sensitivity):
        for figure in ANALYSES[which].figures(found).values():
            assert "squeeze council fall" in flat(figure.get_suptitle())
            assert "points x 4 replications, seed 1" in flat(figure.get_supxlabel())
            drawn += 1
    assert drawn


def test_a_comparison_is_told_how_many_replications_it_needs(study):
    made = analyse(study, [], REQUEST)
    assert list(made.found) == ["replications"]
    assert "care trust less" in flat(as_text(console(made)))


def test_a_named_analysis_that_does_not_fit_is_refused(saltelli):
    with pytest.raises(CarefundsError, match="morris needs a sweep by morris"):
        analyse(saltelli, ["morris"], REQUEST)
    with pytest.raises(UnknownNameError, match="did you mean 'sobol'"):
        analyse(saltelli, ["sobl"], REQUEST)


def test_a_leader_is_told_only_where_intervals_bear_it(saltelli):
    found = analyse(saltelli, ["sobol"], REQUEST).found["sobol"].isel(outcome=0, response=0)
    assert leader(found, "ST") == "'squeeze council fall'"
    of = found["ST"]
    of[0] = found["S1"][0] = [0.6, 0.5, 0.7]
    of[1] = found["S1"][1] = [0.7, 0.6, 0.8]
    both = "not clear between 'squeeze council fall' and 'home care capacity'"
    assert leader(found, "ST") == both
    of[2] = [0.6, 0.5, 0.7]
    assert leader(found, "ST") == "not clear"
    of[1] = [0.9, -0.1, 1.9]
    assert leader(found, "ST") == "not clear"
    of[1] = [0.9, 0.1, 1.7]
    assert leader(found, "ST") == "not known (32 base points are too few; about 512 are needed)"


def test_nothing_is_claimed_of_four_base_points_or_one_replication(saltelli):
    few = sweep(saltelli["position"][:20].values, method="saltelli", second_order=False)
    told = flat(page(few, "sobol"))
    assert "not known (4 base points are too few; at least 16 are needed)" in told
    one = flat(page(saltelli.isel(replication=[0])))
    assert one.count("not known from one replication") == 2
    assert "'squeeze council fall'" not in one


@pytest.mark.parametrize("name", ["saltelli", "morris", "alone"])
def test_a_number_that_is_rounded_away_did_not_move(name, request):
    where = request.getfixturevalue(name)["position"].values
    design = json.loads(request.getfixturevalue(name).attrs["design"])
    dataset = sweep(np.where([True, True, False], where, 0.5), noise=0.0, **design)
    dataset["position"][:] = where
    made = analyse(dataset, [], REQUEST)
    told = flat(as_text(console(made)))
    assert "'pooled pools pool share' did not move: none of its values" in told
    assert "0.00 (0.00 to 0.00)" not in told
    assert json.loads(as_json(made, []))["did_not_move"] == ["pooled.pools.pool.share"]


def test_where_nothing_moves_every_analysis_says_so():
    where = base_points.sample(PROBLEM, 16, calc_second_order=False, seed=2)
    dataset = sweep(where, effects=(0.0, 0.0, 0.0), noise=0.0, method="saltelli",
                    second_order=False)  # fmt: skip
    made = analyse(dataset, [], REQUEST)
    for which in ("main_effects", "sobol"):
        table = ANALYSES[which].tables(made.found[which])[0]
        assert {cell for row in table.rows[:3] for cell in row[1:]} == {"did not move"}
    told = flat(as_text(console(made)))
    assert "largest part of the variance is nothing, as nothing changed" in told
    assert told.count("did not move: none of its values") == 3


@pytest.mark.parametrize(
    ("share", "said"),
    [([0.1, 0.05, 0.15], "10% (5% to 15%)"), ([1.1, 0.8, 1.4], "all of it (at least 80%)"),
     ([1.3, 1.1, 1.5], "all of it"), ([np.nan] * 3, "-")],
)  # fmt: skip
def test_noise_is_never_more_than_all(share, said):
    assert noise_words(xr.DataArray(share, dims="statistic")) == said


def test_words_for_factors_are_short_while_they_are_distinct():
    assert factor_words(list(FACTORS)) == {
        "area.services.home_care.capacity": "home care capacity",
        "squeeze.council.fall": "squeeze council fall",
        "pooled.pools.pool.share": "pooled pools pool share",
    }
    alike = ["area.services.home_care.capacity", "area.home_care.capacity"]
    assert factor_words(alike) == {name: name for name in alike}
