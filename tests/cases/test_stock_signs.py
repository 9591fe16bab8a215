"""The signs of information links are those of the rules: more of a cause, more or less of it.

A link is tried by moving one argument of the rule that works its effect out, in every case of the
files beside this one: some case must answer, and none the other way.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from test_cases import CASES, Case
from test_equations import answer

from carefunds_sim.scenario.stock_flow import View
from carefunds_sim.scenario.stock_views import arrows
from carefunds_sim.scenario.stocks import PARTS

# cause, effect, rule, argument; how the argument follows the cause, and the effect the answer
TRIED = [
    ("deficits", "recovered", "partnership.recovery", "deficit", +1, +1),
    ("eligibility", "refused", "pathway.acceptance_chance", "level", +1, -1),
    ("eligibility", "starts", "pathway.acceptance_chance", "level", +1, +1),
    ("beds_in_use", "escalation_cost", "pricing.escalation_cost", "escalation_days", +1, +1),
    ("beds_in_use", "cut_short", "pathway.cut_short", "occupied", +1, +1),
    ("free_beds", "drawn_in", "partnership.refill", "use", -1, +1),
    ("free_beds", "admissions", "pathway.fits", "used", -1, +1),
    ("delayed", "charge", "partnership.charge", "chargeable_days", +1, +1),
    ("delayed", "decline", "pathway.hazard_rates", "deconditioning", +1, +1),
    ("cut_short", "readmissions", "pathway.hazard_rates", "early", +1, +1),
    ("overspend", "cuts", "steering.severity", "overspend", +1, +1),
    ("overspend", "carried", "partnership.carried_forward", "over", +1, +1),
    ("overspend", "eroded", "partnership.next_trust", "overspend", +1, -1),
    ("charge", "eroded", "partnership.next_trust", "transferred", +1, -1),
    ("trust", "weight", "worth.weight_on_body", "trust", +1, +1),
    ("weight", "worth", "worth.worth_per_pound", "waiting_cost", +1, +1),
    ("demand_seen", "worth", "worth.chance_wanted", "load", +1, +1),
    ("free_places", "search", "market.search_factor", "free", +1, +1),
    ("search", "places_given", "pathway.search_chance", "factor", +1, -1),
    ("provider_income", "places_open", "market.opened", "income", +1, +1),
    ("provider_income", "places_close", "market.closed", "income", +1, +1),
    ("caseload", "arranging", "arranging.caseload_factor", "load", +1, +1),
    ("attention", "arranging", "arranging.attention_factor", "pressure", +1, +1),
    ("used_to", "attention", "arranging.attention_factor", "used_to", +1, -1),
    ("beds_in_use", "attention", "arranging.bed_pressure", "use", +1, +1),
    ("prevention", "referrals", "prevention.share_coming", "felt", +1, +1),
    ("refused", "uncovered", "partnership.uncovered", "refused_share", +1, +1),
    ("budget_outside", "recruit", "steering.planned_capacity", "budget", +1, +1),
    ("fees", "recruit", "steering.planned_capacity", "unit_year", +1, +1),
    ("hospital_deficit", "beds_saved", "contract.savings_plan", "standing", +1, +1),
    ("demand_seen", "bar_moves", "steering.next_acceptance", "requested_per_day", +1, +1),
    ("leaving_seen", "bar_moves", "steering.starts_wanted", "mean_stay", -1, +1),
    ("escalation_cost", "overspend", "steering.forecast", "spent", +1, +1),
]


def moved(case: Case, argument: str) -> tuple[float, float]:
    """Return the first number of the answer before and after one argument is a little more."""
    given = {key: case.coded(key, value) for key, value in case.complete.items()}
    more = {**given, argument: _more(given[argument])}
    before, after = (np.ravel(answer(case, each)).astype(float) for each in (given, more))
    return float(before.sum()), float(after.sum())


def _more(value: Any) -> Any:
    if isinstance(value, list):
        return [_more(each) for each in value]
    return value + 0.1 * abs(value) + 0.01


def answers(cases: list[Case], argument: str) -> set[int]:
    """Return which way cases answer; a rule may be another one where there is nothing at all."""
    changes = [np.subtract(*moved(case, argument)[::-1]) for case in cases]
    return {int(np.sign(change)) for change in changes if abs(change) > 1e-12}


@pytest.mark.parametrize(
    ("cause", "effect", "rule", "argument", "of_cause", "of_effect"), TRIED,
    ids=[f"{cause} to {effect}" for cause, effect, *_ in TRIED],
)  # fmt: skip
def test_the_rule_moves_as_the_sign_says(
    cause: str, effect: str, rule: str, argument: str, of_cause: int, of_effect: int
) -> None:
    said = next(a.sign for a in arrows(View.COMPLETE) if a[:2] == (cause, effect))
    assert rule in {*PARTS[cause].equations, *PARTS[effect].equations}
    cases = [case for case in CASES if case.rule == rule]
    some = [case for case in cases if np.any(case.complete[argument])] or cases
    signs = answers(some, argument) or answers(cases, argument)
    assert signs == {said * of_cause * of_effect}


def test_no_link_is_tried_twice() -> None:
    assert len({tried[:2] for tried in TRIED}) == len(TRIED)
