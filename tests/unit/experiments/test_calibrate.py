"""Fitting: numbers found again that were hidden, rows that still sum, what a file may hold."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from carefunds_sim.experiments.calibrate import (
    Step,
    fit,
    run_and_measure,
)
from carefunds_sim.scenario.fitted import scale_numbers, with_factors
from carefunds_sim.scenario.load import load_calibration, load_scenario
from carefunds_sim.scenario.scenario import Scenario
from carefunds_sim.scenario.schema.study import Calibration

HIDDEN = 0.5
RUN = {"start_year": 2009, "warmup_months": 12, "years": 1, "scale": 0.2, "replications": 2}
STAY = "area.services.acute.stay_days"


@cache
def small() -> Calibration:
    """Return a calibration of two numbers to two facts, which hold where both are hidden."""
    held = {"title": "held", "years": [2010, 2010], "kind": "assumed", "why": "of this test"}
    judged = {"independent": 4.0, "some_help": 6.0, "much_help": 8.0}
    file = {
        "name": "small", "title": "Small", "scenario": "typical_council/separate/none", "run": RUN,
        "targets": {
            "stay": held | {"measure": "mean_stay", "unit": "days", "value": 1.0,
                            "observation_error": 0.01, "discrepancy": 0.0},
            "readmitted": held | {"measure": "readmitted", "unit": "% of stays", "value": 1.0,
                                  "observation_error": 0.1, "discrepancy": 0.0},
        },
        "fitted": {
            "stay": {"title": "Stays", "judged": {STAY: judged}, "between": [0.25, 4]},
            "soon": {"title": "Soon", "between": [0.25, 4],
                     "judged": {"area.behaviour.recent_discharge_admission": 2.0}},
        },
    }  # fmt: skip
    unmet = Calibration.model_validate(file)
    _, rows = run_and_measure(
        with_factors(scenario(unmet), unmet.fitted, {"stay": 2.0, "soon": HIDDEN}), unmet
    )
    for row in rows:
        found = {"value": row.mean, "observation_error": 0.005 * row.mean}
        file["targets"][row.name] |= found  # type: ignore[index]
    return Calibration.model_validate(file)


def scenario(calibration: Calibration) -> Scenario:
    return load_scenario(calibration.scenario).with_run(**calibration.run.model_dump())


def test_hidden_numbers_are_found_again_for_any_number_of_workers() -> None:
    heard: list[Step] = []
    best = fit(small(), workers=1, most_steps=6, on_step=heard.append)
    assert best.factors == pytest.approx({"stay": 2.0, "soon": HIDDEN}, rel=0.05)
    assert [step.misfit for step in heard] == sorted((step.misfit for step in heard), reverse=True)
    assert fit(small(), workers=2, most_steps=6) == best


def test_a_fit_starts_by_scaling_numbers_to_their_own_facts() -> None:
    """One step of least squares from judgement would not reach what rounds alone do."""
    file = small().model_dump(mode="json")
    file["fitted"]["stay"]["facts"], file["fitted"]["soon"]["facts"] = ["stay"], ["readmitted"]
    calibration, heard = Calibration.model_validate(file), list[Step]()
    fit(calibration, workers=1, most_steps=1, on_step=heard.append)
    assert heard[-1].factors == pytest.approx({"stay": 2.0, "soon": HIDDEN}, rel=0.1)
    assert heard[0].factors == {"stay": 1.0, "soon": 1.0}


def test_a_row_of_shares_still_sums_to_one() -> None:
    shipped = load_calibration("england_2010_17")
    shares = dict.fromkeys(shipped.fitted, 1.0) | {"rehabilitation_routes": 1.3}
    changed = with_factors(scenario(shipped), shipped.fitted, shares).area.services["acute"].onward
    assert changed is not None
    for row in changed.value.values():
        assert sum(row.values()) == pytest.approx(1.0, abs=1e-6)


def test_beds_and_places_that_are_fitted_are_whole() -> None:
    """Else the area that a fit writes could not be read."""
    shipped = load_calibration("england_2010_17")
    factors = dict.fromkeys(shipped.fitted, 1.0123)
    services = with_factors(scenario(shipped), shipped.fitted, factors).area.services
    capacities = [s.capacity.value for n, s in services.items() if s.capacity and n != "home_care"]
    assert all(capacity == round(capacity) for capacity in capacities)
    assert services["home_care"].capacity.value == 20700  # hours, to three digits


def test_what_is_fitted_stays_within_its_range_at_both_ends() -> None:
    """Else a fit could leave what is plausible without a word."""
    shipped = load_calibration("england_2010_17")
    start = scenario(shipped)
    for end in (0, 1):
        factors = {name: group.between[end] for name, group in shipped.fitted.items()}
        assert with_factors(start, shipped.fitted, factors).warnings == ()


def test_fitted_numbers_have_three_digits() -> None:
    assert scale_numbers({"a": 112, "b": {"c": 0.3}}, 1 / 3) == {"a": 37.3, "b": {"c": 0.1}}
    assert np.isclose(scale_numbers(20400, 0.9513), 19400)
