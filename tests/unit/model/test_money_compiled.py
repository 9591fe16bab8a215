"""What is compiled of the money says the same, to the last bit, as its Python form."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from types import ModuleType

import numpy as np
import pytest
from test_money_town import DAYS, FIRST, Town, make_town

from carefunds_sim.model import money, rules
from carefunds_sim.model.money.month import close_month

MONTHS = 30


def modules() -> Iterator[ModuleType]:
    for package in (rules, money):
        for module in pkgutil.iter_modules(package.__path__):
            yield importlib.import_module(f"{package.__name__}.{module.name}")


def town_in_trouble() -> Town:
    """A pool and two commissioners, money that shrinks, a grant, and partners who see something."""
    town = make_town(
        commissioners=(0.6, 0.4),
        pools=[[0.0, 0.5, 0.8, 0.0]],
        in_force=FIRST + 12,
        own={"sight": 0.7, "regard": 0.5, "goodwill": 0.5},
        terms={"yearly_cost": 0.01, "disruption": 0.2, "disruption_months": 6},
    )
    town.frame.money.growth[:, :3] = [[-0.06, -0.05, -0.12]] * 3
    town.frame.money.grants.pounds[0, FIRST + 9, 2] = 2_000.0
    return town


def lived(seed: int) -> Town:
    """The town after months in which people used, waited for and were refused more or less."""
    town, chance = town_in_trouble(), np.random.default_rng(seed)
    for month in range(FIRST - 6, FIRST + MONTHS):
        usual = town.usage()
        waiting_days = DAYS * 3.0 * chance.random(usual.waiting_days.shape)
        chargeable_days = 5.0 * chance.random(usual.chargeable_days.shape)
        usage = town.usage(
            unit_days=usual.unit_days * (0.7 + 0.5 * chance.random(usual.unit_days.shape)),
            waiting_days=waiting_days * [[0.1], [1.0], [1.0], [0.0]],
            chargeable_days=chargeable_days,
            requests=20.0 * chance.random(4),
            requested_units=80.0 * chance.random(4),
            diverted_units=8.0 * chance.random(4),
            refused=3.0 * chance.random(4),
        )
        close_month(town.frame, town.books, town.conditions, usage, month)
    return town


@pytest.mark.parametrize("seed", range(3))
def test_the_money_is_the_same_when_nothing_is_compiled(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiled = lived(seed)
    for module in modules():
        for name, item in vars(module).items():
            if hasattr(item, "py_func"):
                monkeypatch.setattr(module, name, item.py_func)
    read = lived(seed)
    for field in compiled.books._fields:
        one, other = getattr(read.books, field), getattr(compiled.books, field)
        if isinstance(one, tuple):  # books of a hospital, or of markets
            one, other = np.concatenate(one), np.concatenate(other)
        np.testing.assert_array_equal(one, other, err_msg=field)
    for field in compiled.conditions._fields:
        np.testing.assert_array_equal(
            getattr(read.conditions, field), getattr(compiled.conditions, field), err_msg=field
        )


def test_that_town_has_something_to_decide() -> None:
    """What is compared has moved: money, bars and capacity are not what they were at first."""
    town, start = lived(0), town_in_trouble()
    for field in ("budget", "stock", "level", "trust", "deficit"):
        assert (getattr(town.books, field) != getattr(start.books, field)).any(), field
    assert (town.conditions.head_start > 0.0).any()
