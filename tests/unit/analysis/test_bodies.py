"""What each body bears."""

from __future__ import annotations

import numpy as np
import pytest

import carefunds_sim as cf
from carefunds_sim.analysis.bodies import by_body
from carefunds_sim.analysis.contrasts import estimates


@pytest.fixture(scope="module")
def county():
    """An area in which the NHS is four bodies."""
    return cf.run(cf.load_scenario("county/pooled/deep_cut", scale=0.02, years=2), replications=2)


@pytest.mark.parametrize(
    ("name", "outcome"),
    [("cost", "cost"), ("net_cost", "net_cost"), ("transfers", "transfers_net")],
)
def test_bodies_of_one_kind_add_up_to_the_outcome(county, name, outcome):
    found = by_body(county)[name]
    for kind in ("nhs", "council"):
        mine = found.sel(body=county["body_kind"].values == kind).sum("body")
        assert mine.values == pytest.approx(county[f"{outcome}_{kind}"].values)


def test_each_body_has_its_own_row_and_an_interval(county):
    found = estimates(by_body(county))["net_cost"]
    assert [str(body) for body in found["body"].values][:4] == [
        "nhs_north", "nhs_south", "nhs_east", "nhs_west"
    ]  # fmt: skip
    assert found.dims == ("scenario", "body", "statistic")
    assert np.isfinite(found.values).all()


def test_a_network_without_money_bears_nothing_known():
    lesson = cf.run(cf.load_scenario("one_queue"), replications=1)
    assert by_body(lesson)["cost"].isnull().all()
