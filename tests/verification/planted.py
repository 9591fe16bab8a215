"""Planted faults: one at least for each kind of check, each caught by the check that it is for.

Some change a number of the simulated scenario and leave the theory as it is, some change a rule
of the program while a check runs. Rules that people meet are compiled into machine code, which a
test cannot reach, so these are changed for the SimPy engine, which calls them one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from unittest.mock import patch

import numpy as np
from verification import (
    blocking,
    capacity_step,
    conservation,
    littles_law,
    one_queue,
    priority,
    rhythm,
    stays,
    three_services,
    town,
    unlimited_service,
)
from verification.comparison import Row
from verification.one_queue import Ward

from carefunds_sim.engines import month_end, simpy_engine
from carefunds_sim.engines.steps import movements, tables, waiting
from carefunds_sim.engines.steps.records import Record, World
from carefunds_sim.model.money import accounts, year_end
from carefunds_sim.model.rules import partnership, pathway, pricing, steering

Check = Callable[[], list[Row]]


@contextmanager
def rule(module: object, name: str, changed: Callable[..., object]) -> Iterator[None]:
    """Change a rule while a check runs; ``changed`` is given the right one first."""
    right = getattr(module, name)

    def wrong(*given: object, **named: object) -> object:
        return changed(right, *given, **named)

    with patch.object(module, name, wrong):
        yield


def under(module: object, name: str, changed: Callable[..., object], check: Check) -> Check:
    """Return a check that runs while a rule is changed."""

    def run() -> list[Row]:
        with rule(module, name, changed):
            return check()

    return run


def _one_ward_bed_fewer() -> list[Row]:
    ward = Ward(2.5, 9.0, 25)
    return one_queue.rows(ward, 80, 10, simulated=ward._replace(beds=24))


def _longer_patience() -> list[Row]:
    ward = Ward(2.5, 9.0, 24, 2.0)
    return one_queue.rows(ward, 80, 10, simulated=ward._replace(patience=2.5))


def _longer_stays() -> list[Row]:
    longer = unlimited_service.MEAN_DAYS * 1.05
    return unlimited_service.occupancy_rows("lognormal", 80, 5, simulated_days=longer)


def _one_place_more() -> list[Row]:
    case = blocking.SMALL
    more = case._replace(places=case.places + 1)
    return blocking.rows("four beds", 80, 10, simulated=more)


def _more_go_on() -> list[Row]:
    more = blocking.ALL_GO_ON._replace(share_going_on=0.95)
    return blocking.rows("everybody goes on", 80, 10, simulated=more)


def _step_too_late() -> list[Row]:
    return capacity_step.rows(1, 200.0, 400, simulated_step=214.0)


def _one_bed_more_than_ciw() -> list[Row]:
    return three_services.rows(2, "compiled", simulated=three_services.Chain(capacity=(24, 13, 28)))


def _ciw_and_simpy() -> list[Row]:
    return three_services.rows(1, "simpy")


def _no_head_start() -> list[Row]:
    """Waits without it vary far more than those of theory, so this takes more replications."""
    return priority.rows("a third go first", 120, 2, days_ahead=0.0)


def _no_weekdays() -> list[Row]:
    """Weekdays even out over a month but for the fifth ones, so this takes many replications."""
    return rhythm.rows("exponential", 1, 600, weekday=[1.0] * 7)


def _money(name: str) -> Check:
    return lambda: town.rows(name)


def _little() -> list[Row]:
    return littles_law.rows(littles_law.run_of("simpy", scale=0.02, years=1))


def _conserved(engine: str = "compiled") -> list[Row]:
    return conservation.rows(("typical_council",), years=1, every=False, engine=engine, at_most=2)


def _counted_at_midnight(check: Check) -> Check:
    for module in (tables, movements, waiting):
        check = under(
            module, "change", lambda right, level, by, day: right(level, by, np.floor(day)), check
        )
    return check


def _without_deaths(right: Callable[..., None], w: World, person: Record, *, died: bool) -> None:
    right(w, person, died=died)
    tables.month_of_run(w).deaths -= died


def _unchecked(check: Check) -> Check:
    """Return a check of runs that do not check themselves, as they would stop with an error."""
    for own in ("check_people", "check_pounds"):
        check = under(month_end, own, lambda *_: None, check)
    return check


PLANTED: dict[str, Check] = {
    "one bed fewer than the theory of a ward has": _one_ward_bed_fewer,
    "patience of two days and a half instead of two": _longer_patience,
    "stays 5% longer": _longer_stays,
    "one place more after four beds": _one_place_more,
    "one in twenty does not go on": _more_go_on,
    "places opened a fortnight late": _step_too_late,
    "one rehabilitation bed more than Ciw has": _one_bed_more_than_ciw,
    "no head start at all": _no_head_start,
    "all weekdays alike": _no_weekdays,
    "stays 1% longer than stated": lambda: stays.drawn_rows(longer=1.01),
    "stays 0.1% longer than drawn": lambda: [
        stays.lived_row(stays.AREAS[0], "compiled", 1, longer=1.001)
    ],
    "who is blocked last moves on first": under(
        pathway, "queue_place", lambda right, *given: -right(*given), _ciw_and_simpy
    ),
    "days counted at midnight": _counted_at_midnight(_little),
    "deaths that are not counted": _unchecked(
        under(simpy_engine, "leave_model", _without_deaths, lambda: _conserved("simpy"))
    ),
    "a hundredth of all spending borne by nobody": _unchecked(
        under(accounts, "attribute", lambda right, *given: 0.99 * right(*given), _conserved)
    ),
    "places paid for in use only, not when open": under(
        pricing,
        "month_cost",
        lambda right, days, **named: right(days, **named | {"fixed": 0.0 * named["fixed"]}),
        _conserved,
    ),
    "the charge counted twice": under(
        accounts, "charge_due", lambda right, *given: 2.0 * right(*given), _money("town")
    ),
    "the charge due inside a pool too": under(
        accounts,
        "charge_due",
        lambda right, days, share, per_day, pooled: right(days, share, per_day, 0.0 * pooled),
        _money("town_pool_by_contribution"),
    ),
    "deficits never recovered": under(
        partnership, "recovery", lambda right, *given: 0.0 * right(*given), _money("town")
    ),
    "cuts twice as hard": under(
        steering,
        "severity",
        lambda right, *given, **named: min(0.15, 2.0 * right(*given, **named)),
        _money("town"),
    ),
    "the cap of a risk share forgotten": under(
        partnership,
        "borne_share",
        lambda right, _, *given, **named: right(0, *given, **named),
        _money("town_pool_capped"),
    ),
    "overhead left out": under(
        accounts, "overhead", lambda right, *given: 0.0 * right(*given), _money("town_pool_set_up")
    ),
    "a year's growth and recovery counted twice": under(
        year_end,
        "allocate",
        lambda right, *given: (right(*given), right(*given))[1],
        _money("town_per_head"),
    ),
}
