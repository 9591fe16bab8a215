"""The one-pot lesson: the best split of a fixed pot lies between the extremes."""

from __future__ import annotations

from carefunds_sim.engines import simulate
from carefunds_sim.scenario.load import load_scenario

YEARS, REPLICATIONS = 3, 2


def people_held_up(share_for_beds: float) -> dict[str, float]:
    """Return the mean number waiting outside and blocked in a bed under a split."""
    split = {"hospital": share_for_beds, "care_package": round(1.0 - share_for_beds, 6)}
    scenario = load_scenario("one_pot", years=YEARS).with_value("area.pot.split", split)
    outside = blocked = 0.0
    for number in range(REPLICATIONS):
        value = simulate(scenario, replication=number).values
        outside += value["waiting_days"][:, 0].sum()
        blocked += value["delayed_days"].sum()
    days = 365.25 * YEARS * REPLICATIONS
    return {"outside": outside / days, "blocked": blocked / days}


def test_the_best_split_of_the_pot_lies_inside_and_is_worse_for_different_reasons_outside() -> None:
    few_beds, best, few_packages = map(people_held_up, (0.58, 0.69, 0.77))
    assert few_beds["outside"] > 2.0 * best["outside"]
    assert few_beds["blocked"] < 0.05
    assert few_packages["outside"] > 2.0 * best["outside"]
    assert few_packages["blocked"] > best["blocked"] + 1.0
    assert sum(best.values()) < min(sum(few_beds.values()), sum(few_packages.values()))


def test_the_pot_buys_whole_units_and_never_more_than_it_can_pay() -> None:
    scenario = load_scenario("one_pot", years=1, warmup_months=0)
    beds, packages = simulate(scenario).values["capacity"][0]
    assert (beds, packages) == (33.0, 84.0)  # 8,640 at 260 pounds a day, 3,360 at 40
    assert beds * 260.0 + packages * 40.0 <= 12_000.0
