"""People and pounds, added up from a run's accounts alone: every arrangement, every squeeze."""

from __future__ import annotations

from itertools import cycle, product

import numpy as np
from verification.comparison import ROUNDING, Row, none

from carefunds_sim.engines import simulate
from carefunds_sim.model.record import Run
from carefunds_sim.scenario.catalogue import names
from carefunds_sim.scenario.load import compose
from carefunds_sim.vocabulary import TransferKind

SCALE = {"typical_council": 0.02, "unitary": 0.03, "london_borough": 0.03, "county": 0.008}


def people_kept(run: Run) -> bool:
    """Tell whether people at a month's end are those of the last, with who came, less who went."""
    value = run.values
    more = value["arrivals"].sum(axis=1) - value["departures"] - value["deaths"]
    return bool((np.diff(value["people"]) == more[1:]).all())


def pounds_kept(run: Run) -> bool:
    """Tell whether funds and users paid for care and overhead, once, and transfers cancel out."""
    value, own = run.values, run.names.bodies.index("self")
    by_public = np.delete(value["cost"], own, axis=2).sum(axis=(1, 2))
    borne = by_public + value["overhead"].sum(axis=1)
    spent = value["spend"].sum(axis=1)
    if run.names.trust is not None:  # funds pay a trust its contract; its deficit it bears itself
        income = value["transfers"][:, TransferKind.CONTRACT, run.names.trust]
        borne -= value["cost"][:, :, run.names.trust].sum(axis=1) - income
    kinds = [
        TransferKind.CHARGE,
        TransferKind.RISK_SHARE,
        TransferKind.CONTRACT,
        TransferKind.AGREED,
    ]
    between = value["transfers"][:, kinds].sum(axis=2)
    once = np.abs(borne - spent) <= ROUNDING * spent
    cancel = np.abs(between) <= ROUNDING * spent[:, None]
    return bool(once.all() and cancel.all() and (value["cost"] >= -ROUNDING * spent.max()).all())


def prices_kept(run: Run) -> bool:
    """Tell whether what all bodies bear of a service is what its use and capacity cost.

    It is worked out here from the area's file, for services without premiums.
    """
    months = run.months.astype("datetime64[M]")
    days = ((months + 1).astype("datetime64[D]") - run.months) / np.timedelta64(1, "D")
    squeeze = run.scenario.squeeze
    assert squeeze is not None
    level = (1.0 + squeeze.price_growth.value) ** (1 + np.arange(len(days)) // 12)
    right = True
    for index, (name, service) in enumerate(run.scenario.area.services.items()):
        costs = service.costs
        if costs.escalation_premium or costs.short_term_premium:
            continue
        price = {key: quantity.value for key, quantity in costs if quantity is not None}
        open_units = run.values["capacity"][:, index]
        fixed = np.where(np.isfinite(open_units), open_units, 0.0) * days
        expected = (
            level
            * providers_costs(run, name, len(days))
            * (
                price.get("fixed_per_unit", 0.0) * fixed
                + price.get("variable_per_unit", 0.0) * run.values["unit_days"][:, index]
                + price.get("per_start", 0.0) * run.values["starts"][:, index]
            )
        )
        borne = run.values["cost"][:, index].sum(axis=1)
        right &= bool(np.allclose(borne, expected, rtol=ROUNDING, atol=1e-6))
    return right


def providers_costs(run: Run, name: str, months: int) -> np.ndarray:
    """Return what care of a service that people pay for themselves has come to cost; (m)."""
    area, squeeze = run.scenario.area, run.scenario.squeeze
    path = squeeze.provider_costs if squeeze else None
    held = (
        any(name in market.services for market in area.money.markets.values())
        if area.money
        else False
    )
    if path is None or not held or area.services[name].capacity:
        return np.ones(months)
    yearly = [*path.by_year.value, *[path.after.value] * months][: -(-months // 12)]
    return np.cumprod(1.0 + np.array(yearly)).repeat(12)[:months]


LAWS = {
    "runs that lose or make people": people_kept,
    "runs that lose or make pounds": pounds_kept,
    "runs with costs other than at the file's prices": prices_kept,
}


def rows(
    areas: tuple[str, ...],
    *,
    years: int,
    every: bool,
    engine: str = "compiled",
    at_most: int | None = None,
) -> list[Row]:
    """Run areas in turn under every pair of arrangement and squeeze, or under each in turn."""
    wrong, chosen = dict.fromkeys(LAWS, 0), runs(areas, every=every)[:at_most]
    for area, arrangement, squeeze in chosen:
        settings = {"scale": SCALE[area], "years": years}
        run = simulate(compose(area, arrangement, squeeze, run=settings), engine=engine)
        for law, holds in LAWS.items():
            wrong[law] += not holds(run)
    where = f"{', '.join(areas)}, {engine}, years: {years}"
    return [none(f"{where}: {law}", number, len(chosen), steady=False)
            for law, number in wrong.items()]  # fmt: skip


def runs(areas: tuple[str, ...], *, every: bool) -> list[tuple[str, str, str]]:
    """Return pairs of arrangement and squeeze, all or each in turn, areas taking turns."""
    arrangements, squeezes = list(names("arrangement")), list(names("squeeze"))
    in_turn = zip(arrangements, cycle(squeezes), strict=False)
    pairs = product(arrangements, squeezes) if every else in_turn
    return [(area, *pair) for area, pair in zip(cycle(areas), pairs, strict=False)]
