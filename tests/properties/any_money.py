"""Money for areas of a test's own: prices, an arrangement and a squeeze, of any kind at random."""

from __future__ import annotations

from hypothesis import strategies as st
from properties.any_area import FACTORS, ON, SELDOM, Draw, Part, areas_with_anything

PRICES = st.sampled_from([20, 0.5, 175, 7.35])
PREMIUMS = st.sampled_from([0.4, 0.1, 1])
SMALL_SHARES = st.sampled_from([0.05, 0, 0.3, 1])
SHARES = st.sampled_from([0, 0.5, 1, 0.8])
CYCLES = st.sampled_from([1, 3, 6, 12])
PER_1000 = st.sampled_from([90, 200, 40])
PAID_BY = st.sampled_from(
    [
        {"nhs": 1},
        {"council": 1},
        {"nhs": 0.25, "council": 0.75},
        {"council": 0.79, "self": 0.21},
        {"nhs": 0.17, "council": 0.66, "self": 0.17},
        {"self": 1},
    ]
)
RESPONSIBLE = {
    "assessment": {"nhs": 0.4, "social_care": 0.6},
    "residential_home": {"social_care": 1},
    "care_package_at_home": {"social_care": 0.9, "both": 0.1},
    "further_nhs_care": {"nhs": 1},
    "housing": {"both": 1},
}


@st.composite
def areas_with_money(draw: Draw) -> Part:
    """Draw an area with residents and prices, and two streams that only feedback lets come."""
    area = draw(areas_with_anything())
    area["residents"] = {
        "population": {"aged_65_74": 2000, "aged_75_84": 900, "aged_85_plus": 300},
        "growth": {"aged_65_74": 0.02, "aged_75_84": 0, "aged_85_plus": -0.01},
    }
    people_by_band(draw, area["streams"])
    for name, service in area["services"].items():
        service.pop("capacity_steps", None)  # money steers capacity
        pay_for(draw, name, service)
    area["money"] = money(draw)
    area["responsibility"] = {"acute": RESPONSIBLE, "non_acute": RESPONSIBLE}
    if draw(ON):
        area["behaviour"]["refill"] = draw(FACTORS)
    if draw(ON):
        providers(draw, area)
    stages = {name: draw(FACTORS) for name in area["stages"]}
    if stages:
        area["practices"] = {"practice": {"title": "A practice", "factors": stages}}
    return area


def providers(draw: Draw, area: Part) -> None:
    """Let one or two markets of providers hold some services, and arranging change."""
    services = [
        name
        for name, service in area["services"].items()
        if service["kind"] != "team"
        and service.get("setting") != "acute"
        and any(
            service.get("costs", {}).get(key) for key in ("fixed_per_unit", "variable_per_unit")
        )
    ]
    if not services:
        return
    named = draw(st.sets(st.sampled_from(services), min_size=1, max_size=4))
    held = sorted(named)
    cut = draw(st.integers(0, len(held) - 1))
    parts = [part for part in (held[:cut], held[cut:]) if part]
    area["money"]["markets"] = {
        f"market_{number}": market(draw, part) for number, part in enumerate(parts)
    }
    for stage in area["stages"].values():
        if "team" not in stage and draw(ON):
            stage["market"] = draw(st.sampled_from(list(area["money"]["markets"])))
    if draw(ON):
        area["money"]["arranging"] = {
            "caseload": draw(SHARES),
            "attention": draw(st.sampled_from([0, 1, 3])),
            "wears_off": draw(st.sampled_from([12, 0, 1])),
        }


def market(draw: Draw, services: list[str]) -> Part:
    """Draw a market that its services share."""
    return {
        "title": "A market",
        "services": services,
        "occupancy": draw(st.sampled_from([0.9, 0.5, 0.99])),
        "places": draw(st.sampled_from([1, 0.8, 2])),
        "turnover": draw(st.sampled_from([0.02, 0, 0.5])),
        "response": draw(st.sampled_from([9.5, 0, 40])),
        "lag": draw(st.sampled_from([24, 0, 6])),
        "vacancies": draw(st.sampled_from([0.055, 0])),
        "vacancy_response": draw(st.sampled_from([0, 0.3])),
        "closed_by_vacancies": draw(st.sampled_from([1, 0, 3])),
        "fee_growth": draw(st.sampled_from([0, 0.05, -0.2])),
        "fee_restraint": draw(SHARES),
        "search": draw(st.sampled_from([1, 0, 0.5])),
        "longest_search": draw(st.sampled_from([4, 1, 10])),
    }


def people_by_band(draw: Draw, streams: Part) -> None:
    """Let streams follow the residents, and add those that follow freed beds and hidden need."""
    for name, stream in streams.items():
        if name == "admissions" or draw(ON):
            del stream["per_day"]
            stream["per_1000_per_year"] = {"aged_65_74": draw(PER_1000), "aged_85_plus": 300}
            if draw(ON):
                stream["growth_as_dependent"] = draw(st.sampled_from([0.2, 0, 1]))
    streams.pop("never", None)
    for name, like in (("freed_beds", "admissions"), ("uncovered_need", "referrals")):
        if like in streams and draw(ON):
            streams[name] = {**streams[like], "thinned_by": name}
            if draw(SELDOM):
                streams[name]["grows_with_need"] = False


def pay_for(draw: Draw, name: str, service: Part) -> None:
    """Give a service a price, payers, and bounds within which money may change it."""
    if name in ("hospital", "packages") or draw(ON):
        service["costs"] = {"fixed_per_unit": draw(PRICES)}
        service["paid_by"] = draw(PAID_BY)
        for key in ("variable_per_unit", "per_start"):
            if draw(ON):
                service["costs"][key] = draw(PRICES)
        for key in ("escalation_premium", "short_term_premium"):
            if draw(ON):
                service["costs"][key] = draw(PREMIUMS)
    service["flexing"] = {
        "movable": not draw(SELDOM),
        "protected": name == "hospital" and draw(ON),
        "control": draw(st.sampled_from(["none", "hold", "cut"])),
    }
    usual = {
        "floor": st.sampled_from([0.5, 0, 0.92]),
        "market_limit": st.sampled_from([1.25, 1, 3]),
        "lag_up": st.sampled_from([4, 0, 12]),
        "lag_down": st.sampled_from([3, 0, 9]),
        "expected_use": st.sampled_from([0.92, 0.99, 0.6]),
    }
    if draw(SELDOM):
        usual["winter"] = st.sampled_from([0.2, 1])
    service["flexing"] |= {key: draw(values) for key, values in usual.items() if draw(ON)}


def money(draw: Draw) -> Part:
    """Draw prices and habits that hold under every arrangement."""
    return {
        "home_wait_cost": draw(st.sampled_from([12, 0, 90])),
        "charge": draw(st.sampled_from([100, 0, 120])),
        "charge_notice": draw(st.sampled_from([3, 0])),
        "priority": {
            "head_start": draw(st.sampled_from([0, 4, 30])),
            "head_start_per_cost_ratio": draw(st.sampled_from([0, 1, 10])),
        },
        "steering": {
            "first_forecast_month": draw(st.sampled_from([3, 1])),
            "tolerance": draw(st.sampled_from([0.01, 0])),
            "strength": draw(SHARES),
            "largest_cut": draw(st.sampled_from([0.15, 0.5])),
            "late_year_month": draw(st.sampled_from([10, 6, 12])),
            "late_year_spending": draw(SHARES),
            "reserve_limit": draw(st.sampled_from([0.02, 0, 0.1])),
            "acceptance_speed": draw(st.sampled_from([0.3, 1])),
            "commitment_horizon": draw(st.sampled_from([6, 2])),
            "hysteresis": draw(st.sampled_from([0.15, 0])),
        },
    }


# --- Arrangements ---------------------------------------------------------------------------


@st.composite
def arrangements(draw: Draw, services: list[str], practices: list[str]) -> Part:
    """Draw an arrangement with no pool, one or two, and with any terms."""
    pools = [pool(draw, services) for _ in range(draw(st.sampled_from([0, 1, 1, 2])))]
    return {
        "name": "arrangement",
        "title": "An arrangement",
        "about": "Of this test.",
        "own_funds": rules(draw) | {"council_offset": draw(st.sampled_from([6, 0, 1]))},
        "pools": {f"pool_{number}": each for number, each in enumerate(pools)},
        "disputes": {"chance": draw(FACTORS), "length": draw(FACTORS)},
        "practice": practices if draw(ON) else [],
        "charge": draw(ON),
        "overhead": overhead(draw),
        **({"reinvested": reinvested(draw, services)} if draw(ON) else {}),
        "trust": {
            "initial": draw(st.sampled_from([0.5, 1, 0])),
            "built": draw(SHARES),
            "eroded_by_overspend": draw(st.sampled_from([6, 0])),
            "eroded_by_transfer": draw(st.sampled_from([10, 0])),
        },
    }


def rules(draw: Draw) -> Part:
    """Draw how the decision makers of a fund see, weigh and move."""
    return {
        "sight": draw(SHARES),
        "sight_lag": draw(st.sampled_from([3, 0, 12])),
        "regard": draw(SHARES),
        "goodwill": draw(SHARES),
        "virement": draw(SMALL_SHARES),
        "cycle": draw(CYCLES),
    }


def pool(draw: Draw, services: list[str]) -> Part:
    """Draw a pool of at most half of anything, so that two fit beside each other."""
    named = draw(st.sets(st.sampled_from(services), max_size=3))
    made: Part = {
        "title": "A pool",
        "share": {
            name: draw(st.sampled_from([0.5, 0.1, 0])) for name in ["every_service", *sorted(named)]
        },
        "rules": rules(draw),
        "risk_share": draw(st.sampled_from(["by_contribution", "capped", "host", "own"])),
    }
    shares = made["share"]
    held = [name for name in services if shares.get(name, shares["every_service"])]
    ways = ["by_origin", "pro_rata", *["fixed_and_variable"] * bool(held)]
    made["budgeting"] = draw(st.sampled_from(ways))
    if made["budgeting"] == "fixed_and_variable":
        made["fixed"] = sorted(draw(st.sets(st.sampled_from(held), min_size=1, max_size=2)))
    if draw(ON):
        made["minimum"] = draw(SHARES)
    if draw(SELDOM):
        made["decided_by"] = "partners"
        del made["rules"]
    made |= {"ends_disputes": draw(ON), "ends_charge": draw(ON)}
    if made["risk_share"] in ("capped", "host") or "fixed" in made:
        made["host"] = draw(st.sampled_from(["nhs", "council"]))
    if made["risk_share"] == "capped":
        made["risk_cap"] = draw(st.sampled_from([0.01, 0, 0.2]))
    if draw(ON):
        made["lead"] = draw(st.sampled_from(["nhs", "council"]))
    return made


def reinvested(draw: Draw, services: list[str]) -> Part:
    """Draw what shares of a saving are spent on which services that are always limited."""
    kept = [name for name in services if name not in ("private", "family", "without")]
    named = draw(st.sets(st.sampled_from(kept), max_size=2))
    return {name: draw(st.sampled_from([0.25, 0, 0.5])) for name in sorted(named)}


def overhead(draw: Draw) -> Part:
    """Draw what an arrangement itself costs, and how long it takes to set up."""
    made = {
        "setup_months": draw(st.sampled_from([0, 0, 12, 6, 24])),
        "setup_cost": draw(st.sampled_from([0, 0.01])),
        "yearly_cost": draw(st.sampled_from([0, 0.03])),
        "disruption": draw(st.sampled_from([0, 0.2, 0.5])),
        "disruption_months": draw(st.sampled_from([0, 12])),
        "saving": draw(st.sampled_from([0, 0.02])),
        "saving_after": draw(st.sampled_from([0, 12])),
    }
    return made | ({"joint_working": 50_000} if draw(ON) else {})


# --- Squeezes -------------------------------------------------------------------------------


@st.composite
def squeezes(draw: Draw) -> Part:
    """Draw what happens to money and need in each of the first years."""
    return {
        "name": "squeeze",
        "title": "A squeeze",
        "about": "Of this test.",
        "nhs": growth(draw),
        "council": growth(draw),
        "need_growth": draw(st.sampled_from([0, 0.02, 0.2])),
        "price_growth": draw(st.sampled_from([0, 0.005, -0.1])),
        "grants": [grant(draw) for _ in range(draw(st.integers(0, 2)))],
        **{
            key: path(draw)
            for key in ("vacancies", "provider_costs", "fees", "delay_target")
            if draw(ON)
        },
    }


def path(draw: Draw) -> Part:
    """Draw a dated change."""
    changes = st.sampled_from([0, 0.02, -0.1, 0.3])
    return {"by_year": [draw(changes)], "after": draw(changes)}


def growth(draw: Draw) -> Part:
    """Draw how a body's money grows or shrinks."""
    changes = st.sampled_from([0, 0.009, -0.05, -0.3, 0.2])
    return {
        "basis": draw(st.sampled_from(["total", "per_head", "with_need"])),
        "by_year": [draw(changes)],
        "after": draw(changes),
    }


def grant(draw: Draw) -> Part:
    """Draw one-off money to a body for some months of the first or second year."""
    return {
        "year": draw(st.sampled_from([1, 2])),
        "months": draw(st.sampled_from([[12, 1, 2, 3], [4], [7, 8]])),
        "to": draw(st.sampled_from(["council", "nhs"])),
        "gbp_per_resident": draw(st.sampled_from([22, 300])),
    }
