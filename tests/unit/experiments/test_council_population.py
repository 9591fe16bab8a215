"""Councils drawn from a joint distribution, what their ratios move, and what is concluded."""

from __future__ import annotations

import json

import numpy as np
import pytest
import xarray as xr

from carefunds_sim.analysis.councils import effects, how_often, spreads, where
from carefunds_sim.errors import ArgumentError, ScenarioError
from carefunds_sim.experiments.population import drawn, moves_of, population, settings
from carefunds_sim.scenario.change import value_at
from carefunds_sim.scenario.load import compose, load_population, validate_files
from carefunds_sim.scenario.schema.population import PRACTICE

MODEL = load_population("england_2011_14")


def test_drawn_councils_have_the_means_spreads_and_correlations_of_the_file():
    rows = drawn(MODEL, 20_000, np.random.default_rng(5))
    logs = np.log([[row[name] for name in (*MODEL.numbers, PRACTICE)] for row in rows])
    assert logs[:, :-1].mean(0) == pytest.approx([n.mean for n in MODEL.numbers.values()], abs=0.02)
    assert logs[:, :-1].std(0) == pytest.approx([n.sd for n in MODEL.numbers.values()], rel=0.03)
    together = np.corrcoef(logs.T)
    assert np.abs(together[:-1, :-1] - MODEL.matrix).max() < 0.03
    assert np.abs(together[-1, :-1]).max() < 0.03
    left = MODEL.delays.sd**2 * (1 - MODEL.delays.explained) * MODEL.delays.persists
    assert logs[:, -1].var() == pytest.approx(left, rel=0.05)


def test_a_ratio_moves_its_paths_to_their_power_and_shares_stay_at_1():
    scenario = compose("typical_council", "separate", "none")
    ratios = dict.fromkeys((*MODEL.numbers, PRACTICE), 1.0)
    found = settings(scenario, {**ratios, "oldest": 16.0, PRACTICE: 4.0}, moves_of(MODEL))
    parts = dict(scenario.parts())
    beds = "area.services.acute.capacity"
    assert found[beds] == pytest.approx(2 * value_at(parts, beds))
    chances = found["area.stages.assessment.from_hospital"]
    assert chances["residential"] == 1.0
    assert chances["intermediate_beds"] == pytest.approx(4 * 0.113)
    assert found["run.scale"] == scenario.run.scale
    scenario.with_values(found)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("run.scale: 1", "run.size: 1", "must be the path of numbers"),
        ("  oldest: {size:", "  oldest: {siz:", "must say how oldest goes with size"),
        ("area: typical_council", "area: nowhere", "must name an area"),
        ("persists: 0.", "persists: 7.", "delays.persists"),
    ],
)
def test_a_fault_of_a_file_is_found_with_its_line(tmp_path, before, after, said):
    from carefunds_sim.scenario import catalogue

    text = catalogue.find("population", "england_2011_14").read_text(encoding="utf-8")
    assert before in text
    file = tmp_path / "mine.yaml"
    file.write_text(text.replace(before, after, 1).replace("england_2011_14", "mine", 1))
    faults = validate_files([file])
    assert any(said in fault.message and fault.line > 1 for fault in faults), faults
    with pytest.raises(ScenarioError):
        load_population(file)


@pytest.mark.parametrize(
    "given", [{"councils": 3}, {"arrangements": ["separate"]}, {"replications": 0}]
)
def test_a_population_that_says_nothing_is_refused(given):
    with pytest.raises(ArgumentError):
        population(**given)


def made_up(councils=200, *, effect=0.2):
    """Delays fall where practice is large; nothing else has to do with anything."""
    random = np.random.default_rng(8)
    numbers = [*MODEL.numbers, PRACTICE]
    ratio = np.exp(random.standard_normal((councils, len(numbers))) * 0.3)
    base = 100 * np.exp(0.3 * random.standard_normal((councils, 1, 1)))
    noise = 0.01 * random.standard_normal((councils, 2, 3))
    change = np.zeros((councils, 1, 3))
    change[:, 0, 0] = -effect * np.log(ratio[:, -1])
    value = np.stack([np.broadcast_to(base, noise.shape), base * (1 + change + noise)], axis=1)
    delays = np.exp(0.5 * random.standard_normal((councils, 1, 1)) + np.zeros((1, 2, 3)))
    return xr.Dataset(
        {
            "value": (("council", "arrangement", "replication", "outcome"), value),
            "delays": (("council", "replication", "year"), delays),
            "ratio": (("council", "number"), ratio),
        },
        coords={
            "council": [f"council {i}" for i in range(councils)],
            "arrangement": ["separate", "pooled"], "number": numbers, "year": [2011, 2012, 2013],
            "outcome": ["delayed_days", "unmet_need", "cost_total"],
        },
        attrs={"seed": 1, "population": MODEL.model_dump_json(exclude={"councils"})},
    )  # fmt: skip


def test_a_known_effect_is_counted_and_its_place_is_named_alone():
    dataset = made_up()
    often = how_often(dataset).sel(arrangement="pooled")
    known = -0.2 * np.log(dataset["ratio"].sel(number=PRACTICE))
    counted = often.sel(outcome="delayed_days")
    assert int(counted["lower"]) == pytest.approx(int((known < -0.05).sum()), abs=8)
    assert int(often.sel(outcome="unmet_need")["same"]) == 200
    assert float(counted["real"]) > 0.95
    assert float(often.sel(outcome="cost_total")["real"]) < 0.3
    named = where(dataset)["named"].sel(arrangement="pooled")
    assert bool(named.sel(outcome="delayed_days", number=PRACTICE))
    assert int(named.sum()) == 1


def test_where_there_is_nothing_nothing_is_named():
    assert int(where(made_up(effect=0.0))["named"].sum()) == 0


def test_councils_without_every_run_are_left_out():
    dataset = made_up(30)
    dataset["value"][4, 1, 1, :] = np.nan
    assert effects(dataset).sizes["council"] == 29


def test_modelled_spread_stands_beside_the_published_one():
    found = spreads(made_up())
    assert found.published == json.loads(MODEL.delays.model_dump_json(include=set(found.published)))
    assert found.modelled["sd"] == pytest.approx(0.5, rel=0.15)
    assert found.modelled["persists"] == pytest.approx(1.0)
    assert set(found.with_delays) == {*MODEL.numbers, PRACTICE}
