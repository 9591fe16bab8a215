"""What an attribution found, in words: parts that add up, what is not clear, what is missing."""

from __future__ import annotations

import json

import numpy as np
import pytest
import xarray as xr

from carefunds_sim.analysis.attribution import all_coalitions, contribution_estimates, contributions
from carefunds_sim.report.analyses import attribution as report
from carefunds_sim.report.analyses.attribution import waterfall
from carefunds_sim.report.text import as_text

PLAYERS = ("funds", "set_up", "regard")
ATTRS = {
    "by": "rules", "from": "town/separate/none", "to": "town/pooled/none", "from_short": "separate",
    "to_short": "pooled", "package_version": "0.1.0", "seed": 1, "engine": "compiled", "years": 10,
    "scale": 1.0, "evidence": '{"measured": 3, "assumed": 4}', "incomplete": 0, "interrupted": 0,
    "failures": "[]",
}  # fmt: skip


def found(replications=5, *, lost=()):
    """Funds add 1,000 days, set-up about nothing, regard exactly nothing; funds cost 2 million."""
    drawn = all_coalitions(PLAYERS)
    swing = np.random.default_rng(3).normal(size=replications)
    days = 8000 + drawn.member @ np.array([1000.0, 0.0, 0.0])
    runs = days[:, np.newaxis] + 30 * np.outer(drawn.member[:, 1], swing)
    runs[:, list(lost)] = np.nan
    names = {"kind": "outcome", "units": "bed days a year", "long_name": "Delayed days"}
    pounds = {"kind": "outcome", "units": "GBP a year", "long_name": "Total cost"}
    dims = ("scenario", "replication")
    dataset = xr.Dataset(
        {
            "delayed_days": (dims, runs, names),
            "cost_total": (dims, 2000 * runs, pounds),
            "completed": (dims, np.isfinite(runs)),
            "member": (("coalition", "player"), drawn.member),
            "orders": (("order", "player_place"), drawn.orders),
            "scenario_of": (("coalition", "end"), np.arange(8)[:, np.newaxis]),
        },
        coords={
            "player": list(PLAYERS),
            "player_title": ("player", ["Whose money it is", "How long", "How much it weighs"]),
            "replication": np.arange(replications),
        },
    )
    shared = contributions(dataset)
    return dataset.merge(shared).assign_attrs({**ATTRS, **shared.attrs})


@pytest.fixture(scope="module")
def dataset():
    return found()


def test_the_table_goes_from_one_end_to_the_other_largest_part_first(dataset):
    one = contribution_estimates(dataset).sel(outcome="delayed_days")
    rows = report.table(one, dataset).rows
    assert [row[0].strip() for row in rows] == ["separate", "funds", "set up", "regard", "sum",
                                                "pooled"]  # fmt: skip
    assert rows[0][1] == "8,000"
    assert rows[1][1] == "+1,000"
    assert rows[2][1].startswith("(")
    assert rows[3][1:3] == ("0", "exactly")


def test_pounds_are_told_in_millions(dataset):
    words = as_text(report.console(dataset, ["cost_total"]))
    assert "Total cost: from separate to pooled (GBP million a year)" in words
    assert "+2.00" in words


def test_it_says_what_the_parts_are_and_how_well_they_add_up(dataset):
    words = as_text(report.console(dataset, ["delayed_days"]))
    assert "set up: how long." in words
    assert "all 8 combinations of 3" in words
    assert "INCOMPLETE" not in words


def test_it_says_what_is_missing():
    dataset = found(lost=[1])
    dataset.attrs |= {
        "incomplete": 1,
        "failures": json.dumps([{"scenario": "x", "replication": 1, "message": "lost a pound"}]),
    }
    said = " ".join(report.caveats(dataset))
    assert "INCOMPLETE (some runs failed): 32 of 40 runs were made. Only the 4" in said
    assert "Failed: x, replication 1: lost a pound" in said


def test_of_nothing_whole_nothing_is_drawn_or_told():
    dataset = found(replications=2, lost=[0, 1])
    dataset.attrs |= {"incomplete": 1, "interrupted": 1}
    assert waterfall(dataset, "delayed_days") is None
    assert "Only the 0 replications" in " ".join(report.caveats(dataset))
    assert "+" not in as_text(report.console(dataset, ["delayed_days"])).split("What")[0]
    told = json.loads(report.as_json(dataset))
    assert all(row["mean"] is None for row in told["contributions"])


def test_the_waterfall_has_a_bar_for_each_part_and_ends_where_the_other_end_is(dataset):
    (axis,) = waterfall(dataset, "delayed_days").axes
    assert [bar.get_width() for bar in axis.patches] == pytest.approx(
        [1000.0, *axis_parts(dataset)]
    )
    assert [label.get_text() for label in axis.get_yticklabels()] == [
        "separate", "funds", "set up", "regard", "pooled",
    ]  # fmt: skip


def axis_parts(dataset):
    mean = dataset["contribution"].sel(outcome="delayed_days").mean("replication")
    return mean.sel(player=["set_up", "regard"]).values


def test_json_tells_every_pair_once(dataset):
    told = json.loads(report.as_json(dataset))
    assert len(told["interactions"]) == 2 * 3
    rows = [row for row in told["contributions"] if row["measure"] == "contribution"]
    assert {(row["outcome"], row["part"]) for row in rows} == {
        (outcome, player) for outcome in ("delayed_days", "cost_total") for player in PLAYERS
    }
