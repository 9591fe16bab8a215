"""A pool that changes no rule changes nothing, whatever it holds, to the penny.

Each partner's growth and cuts fall on its own lines, it bears its own risk, decides on its own
pounds by the rules of its own fund, and disputes and charges are as in separate budgets.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from unit.model.test_money_town import FIRST, Town, make_town

from carefunds_sim.engines import simulate
from carefunds_sim.model.money.month import close_month
from carefunds_sim.model.record import ACCOUNTS
from carefunds_sim.scenario.load import compose
from carefunds_sim.vocabulary import Budgeting, RiskShare

IN_NAME = {
    "budgeting": Budgeting.BY_ORIGIN,
    "risk_share": RiskShare.OWN,
    "by_partner": True,
    "ends_disputes": False,
    "ends_charge": False,
    "sight": 0.0,
    "regard": 0.0,
    "goodwill": 1.0,
    "lag": 3,
    "virement": 0.05,
    "cycle": 12,
}
BY_FUND = {account.name for account in ACCOUNTS if "fund" in account.dims}
PENNY = 0.01
shares = st.lists(st.sampled_from([0.0, 1.0, 0.034, 0.5, 0.7311]), min_size=4, max_size=4)


def towns(share: list[float], second: list[float], chance: np.random.Generator) -> list[Town]:
    """Two towns alike but for two pools in name; money shrinks by body, and a grant comes."""
    second = [min(more, 1.0 - one) for one, more in zip(share, second, strict=True)]
    growth = chance.uniform(-0.15, 0.1, size=(3, 3))
    made = [
        make_town(commissioners=(0.6, 0.4), in_force=FIRST + 12),
        make_town(
            commissioners=(0.6, 0.4), in_force=FIRST + 12, pools=[share, second], pool=IN_NAME
        ),
    ]
    for town in made:
        town.frame.money.growth[:, :3] = growth
        town.frame.money.grants.pounds[0, FIRST + 20, 2] = 2_000.0
    return made


def a_month(town: Town, seed: list[int]) -> dict[str, Any]:
    """What people may do in a month: more or less than usual, some of them waiting or refused."""
    chance, usual = np.random.default_rng(seed), town.usage()
    return {
        "unit_days": usual.unit_days * chance.uniform(0.6, 1.3, usual.unit_days.shape),
        "waiting_days": 90.0 * chance.random(usual.waiting_days.shape),
        "chargeable_days": 5.0 * chance.random(usual.chargeable_days.shape),
        "requests": 20.0 * chance.random(4),
        "requested_units": 80.0 * chance.random(4),
        "refused": 3.0 * chance.random(4),
    }


@settings(max_examples=60, deadline=None)
@given(share=shares, second=shares, seed=st.integers(0, 10**6))
def test_a_pool_in_name_moves_no_penny_between_lines_or_bodies(
    share: list[float], second: list[float], seed: int
) -> None:
    apart, pooled = towns(share, second, np.random.default_rng(seed))
    for month in range(FIRST - 3, FIRST + 34):
        closed = [
            close_month(
                town.frame,
                town.books,
                town.conditions,
                town.usage(**a_month(town, [seed, month])),
                month,
            )
            for town in (apart, pooled)
        ]
        for name in ("cost", "overhead", "transfers", "service_budget"):
            one, other = (getattr(accounts, name) for accounts in closed)
            np.testing.assert_allclose(other, one, rtol=0, atol=PENNY, err_msg=name)
        for name in ("contribution", "budget", "year_cost", "spent", "allocation"):
            one, other = (getattr(town.books, name).sum(axis=0) for town in (apart, pooled))
            np.testing.assert_allclose(other, one, rtol=0, atol=PENNY, err_msg=name)
        for name in ("deficit", "trust", "planned", "level", "hold", "cut", "short_term"):
            one, other = (getattr(town.books, name) for town in (apart, pooled))
            np.testing.assert_allclose(other, one, rtol=1e-9, atol=1e-6, err_msg=name)


@pytest.mark.parametrize(
    ("area", "scale", "squeeze", "share"),
    [
        ("typical_council", 0.06, "deep_cut", {"every_service": 0.5, "acute": 0.1}),
        ("county", 0.03, "winter_grants", {"every_service": 0.034}),
        ("london_borough", 0.06, "front_loaded", {"reablement": 1, "home_care": 0.9}),
    ],
)
def test_people_and_pounds_are_as_in_separate_budgets(
    area: str, scale: float, squeeze: str, share: dict[str, float]
) -> None:
    settings_of_run = {"scale": scale, "years": 4}
    apart = simulate(compose(area, "separate", squeeze, run=settings_of_run))
    scenario = compose(area, "pooled_in_name", squeeze, run=settings_of_run)
    pooled = simulate(scenario.with_values({"arrangement.pools.pool.share": share}))
    for name in set(apart.values) - BY_FUND - {"in_force"}:
        one, other = apart.values[name], pooled.values[name]
        np.testing.assert_allclose(other, one, rtol=1e-9, atol=PENNY, err_msg=name)
    for name in BY_FUND:
        one, other = apart.values[name].sum(axis=1), pooled.values[name].sum(axis=1)
        np.testing.assert_allclose(other, one, rtol=1e-9, atol=PENNY, err_msg=name)
    assert pooled.values["payment"][-1, -1].sum() > 0.0
