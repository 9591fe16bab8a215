"""What a sweep says to somebody who has to choose, in tables and pictures."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
from unit.analysis.sweeps import sweep_dataset

from carefunds_sim.analysis.best_where import best_where
from carefunds_sim.analysis.contrasts import paired_differences
from carefunds_sim.analysis.design import provenance_of
from carefunds_sim.analysis.ladder import ladders_with_tipping_points
from carefunds_sim.analysis.objective import each_outcome
from carefunds_sim.analysis.prim import boxes_of_scenarios
from carefunds_sim.analysis.regret import regret
from carefunds_sim.analysis.satisficing import satisficing
from carefunds_sim.report.analyses.prim import limits
from carefunds_sim.report.analyses.registry import ANALYSES
from carefunds_sim.report.analyses.words import value_words
from carefunds_sim.report.figures import save
from carefunds_sim.report.text import WIDTH, as_text, grid

FALL = "squeeze.council.fall"
OUTCOMES = ["delayed_days", "cost_total"]


def outcomes(x: np.ndarray) -> dict[str, np.ndarray]:
    """Return pooled, which is lower until money has fallen by about 20%, beside separate."""
    chance = 0.3 * np.random.default_rng(1).normal(size=(len(x), 3, 8))
    level = 100 + 40 * x[:, np.newaxis]
    mean = level + np.stack([0 * x, -8 + 18 * x, 6 + 0 * x], axis=1)
    return {"delayed_days": mean[..., np.newaxis] + chance,
            "cost_total": 1e6 * (mean[..., np.newaxis] - chance)}  # fmt: skip


@pytest.fixture(scope="module")
def sample() -> xr.Dataset:
    where = np.random.default_rng(3).random((80, 3))
    ranges = {FALL: (0.0, 0.4), "area.services.home_care.price": (15.0, 25.0), "other": (0.5, 2.0)}
    labels = [f"town/{a}/deep_cut" for a in ("separate", "pooled", "care_trust")]
    made = sweep_dataset(where, outcomes(where[:, 0]), method="sobol", factors=ranges,
                         scenarios=labels)  # fmt: skip
    made["factor_unit"] = ("factor", ["share", "GBP an hour", "times the file's"])
    return made


@pytest.fixture(scope="module")
def rungs() -> xr.Dataset:
    x = np.linspace(0, 1, 9)
    made = sweep_dataset(x[:, np.newaxis], outcomes(x), method="full_factorial",
                         factors={FALL: (0.0, 0.4)})  # fmt: skip
    made["factor_unit"] = ("factor", ["share"])
    return made


def told(name: str, found: xr.Dataset) -> str:
    """Return all words of an analysis, which fit a console."""
    tables, sentences = ANALYSES[name].tables(found), ANALYSES[name].caveats(found)
    for width in (60, WIDTH):
        page = "\n".join(as_text(grid(table, width=18), width=width) for table in tables)
        assert max(map(len, page.splitlines())) <= width
    assert page.isascii()
    cells = [cell for table in tables for row in (table.columns, *table.rows) for cell in row]
    return "\n".join([*(table.title for table in tables), *cells, *sentences])


def first(name: str, found: xr.Dataset) -> str:
    """Return the first sentence of an analysis: what it found."""
    return ANALYSES[name].caveats(found)[0]


def titles(name: str, found: xr.Dataset, tmp_path) -> list[str]:
    """Return the titles of an analysis' figures, which are written and name their source."""
    named = []
    for file, figure in ANALYSES[name].figures(found).items():
        assert save(figure, tmp_path / file).stat().st_size > 5000
        assert "replications, seed 1" in figure.get_supxlabel().replace("\n", " ")
        named.append(figure.get_suptitle().replace("\n", " "))
    return named


def test_differences_say_how_many_false_alarms_there_may_be(sample):
    found = each_outcome(sample, OUTCOMES, lambda o: paired_differences(sample, o))
    page = told("differences", found)
    assert "Total cost, GBP million a year" in page
    assert "about 4" in page


def test_the_map_names_the_factors_that_decide(sample, tmp_path):
    found = each_outcome(sample, OUTCOMES, lambda o: best_where(sample, o))
    assert "squeeze council fall" in told("best_where", found)
    named = titles("best_where", found, tmp_path)
    assert len(named) == 2
    assert "separate is clearly lowest at" in named[0]
    assert "'council money falls'" in named[0]


def test_one_factor_alone_makes_no_map(rungs):
    assert (
        ANALYSES["best_where"].figures(
            each_outcome(rungs, OUTCOMES, lambda o: best_where(rungs, o))
        )
        == {}
    )


def test_regret_names_the_choice(sample, tmp_path):
    found = each_outcome(sample, ["cost_total"], lambda o: regret(sample, o, resamples=50))
    page = told("regret", found)
    assert "chosen" in page
    assert "checked" in page
    assert "has the least largest regret" in titles("regret", found, tmp_path)[0]


def test_good_enough_is_told_with_its_thresholds(sample, tmp_path):
    found = satisficing(sample, ["delayed_days <= separate", "cost_total <= 2e8"], resamples=50)
    found.attrs |= provenance_of(sample)
    assert "delayed_days <= separate and cost_total <= 2e+08" in told("satisficing", found)
    assert "Good enough: separate at 100%" in titles("satisficing", found, tmp_path)[0]


def test_a_box_is_told_in_natural_units(sample, tmp_path):
    found = boxes_of_scenarios(sample, ["delayed_days <= separate"])
    page = told("prim", found)
    assert "council money falls by more than 1" in page
    assert "mostly where council money falls by more than" in titles("prim", found, tmp_path)[0]


def test_limits_have_their_unit_and_no_more_digits_than_they_carry(sample):
    box = xr.Dataset(
        {"low": ("factor", [0.1423, 18.04, np.nan]), "high": ("factor", [np.nan, 21.96, 1.25])},
        coords={c: sample[c] for c in ("factor", "factor_unit", "factor_low", "factor_high")},
    )
    assert [words for words, _ in limits(box)] == [
        "council money falls by more than 14%",
        "home care price is between 18.0 GBP an hour and 22.0 GBP an hour",
        "other is less than 1.25 times the file's",
    ]
    assert value_words(1234.5, "beds") == "1,234 beds"


def test_a_ladder_says_where_an_arrangement_stops_being_better(rungs, tmp_path):
    found = ladders_with_tipping_points(rungs, OUTCOMES)
    page = told("ladder", found)
    assert "stops being lower at 17.7%" in page
    assert "beyond the ladder" not in page
    named = titles("ladder", found, tmp_path)
    assert "aligned stops being lower at 17.7%" in named[0]
    assert "pooled higher at every level" in named[0]


def test_what_cannot_be_told_is_said_so(rungs):
    chance = np.random.default_rng(2).normal(size=rungs["delayed_days"].shape)
    flat = ladders_with_tipping_points(
        rungs.assign(delayed_days=0 * rungs["delayed_days"] + chance), ["delayed_days"]
    )
    assert "no clear difference at any of 9 levels" in told("ladder", flat)
    gone = rungs["scenario"] == "town/pooled/deep_cut"
    found = ladders_with_tipping_points(
        rungs.assign(delayed_days=rungs["delayed_days"].where(~gone)), ["delayed_days"]
    )
    assert "pooled:" not in told("ladder", found)


def test_nothing_is_claimed_of_rivals_that_chance_alone_tells_apart(sample):
    chance = np.random.default_rng(3).normal(size=sample["delayed_days"].shape)
    noise = sample.assign(delayed_days=0 * sample["delayed_days"] + chance)
    found = each_outcome(noise, ["delayed_days"], lambda o: best_where(noise, o))
    assert "no arrangement is clearly lowest at more points than chance" in first(
        "best_where", found
    )
    regretted = each_outcome(noise, ["delayed_days"], lambda o: regret(noise, o, resamples=50))
    assert "who has the least largest regret is not clear" in first("regret", regretted)


def test_one_replication_chooses_nobody(sample):
    one = sample.isel(replication=[0])
    found = each_outcome(one, ["delayed_days"], lambda o: best_where(one, o))
    assert "who is lowest is not known from one replication" in first("best_where", found)
    regretted = each_outcome(one, ["delayed_days"], lambda o: regret(one, o))
    assert "not known" in first("regret", regretted)
    enough = satisficing(one, ["delayed_days <= separate"])
    enough.attrs |= provenance_of(one)
    assert "not known" in first("satisficing", enough)
