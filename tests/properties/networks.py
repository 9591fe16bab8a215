"""Small networks of a test's own, written as files and read as any other."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import strategies as st

from carefunds_sim.scenario.load import load_scenario
from carefunds_sim.scenario.scenario import Scenario

Part = dict[str, Any]


def scenario_of(area: Part, parts: Part | None = None, **run: Any) -> Scenario:
    """Return the scenario of an area written out, one year from empty unless told otherwise.

    ``parts`` are other parts of a scenario's file, such as its arrangement and squeeze.
    """
    file = {
        "kind": "scenario",
        "name": "network",
        "title": "A network of this test",
        "evidence": {"kind": "assumed", "why": "numbers of this test"},
        "area": {"name": "network", "title": "A network", **area},
        "run": {"years": 1, "warmup_months": 0, "start": "empty", **run},
        **(parts or {}),
    }
    with TemporaryDirectory() as folder:
        path = Path(folder) / "network.yaml"
        path.write_text(json.dumps(file), encoding="utf-8")
        return load_scenario(path)


def stream(per_day: float, first: str, **more: Any) -> Part:
    """Return a stream whose people all need one service first."""
    return {
        "title": "A stream",
        "per_day": per_day,
        "dependency": {
            "aged_65_74": {"independent": 0.4, "some_help": 0.3, "much_help": 0.3},
        },
        "first": {"independent": {first: 1.0}},
        **more,
    }


def service(days: float, capacity: float | None = None, **more: Any) -> Part:
    """Return a service of places, or one without a limit."""
    limit = {"kind": "unlimited"} if capacity is None else {"kind": "places", "capacity": capacity}
    return {
        "title": "A service",
        "setting": "non_acute",
        "stay_days": {"independent": days},
        "delay_reason": "further_nhs_care",
        **limit,
        **more,
    }


DAYS = st.floats(0.5, 30.0)
SHARES = st.sampled_from([0.0, 0.1, 0.3, 0.5, 0.8, 1.0])
RATES = st.sampled_from([0.0, 0.2, 1.0, 6.0])  # a person-year


@st.composite
def services(draw: st.DrawFn, name: str, later: list[str]) -> Part:
    """Draw a service that leads to later ones only, with any of its features on."""
    made = service(draw(DAYS), draw(st.sampled_from([None, 0.0, 1.0, 3.0, 8.0, 20.0])))
    made["setting"] = draw(st.sampled_from(["acute", "non_acute", "care_home", "home"]))
    made["stay_days"] = {"independent": draw(DAYS), "much_help": draw(DAYS)}
    made["stay_family"] = draw(st.sampled_from(["exponential", "lognormal", "fixed"]))
    if made["stay_family"] == "lognormal":
        made["stay_spread"] = draw(st.floats(0.1, 1.5))
    if later:
        shares = [draw(SHARES) for _ in later]
        total = max(1.0, sum(shares))
        made["onward"] = {
            "independent": {
                other: share / total for other, share in zip(later, shares, strict=True)
            }
        }
    made["hazards"] = {
        "death": {"independent": draw(RATES)},
        "admission": {"independent": draw(RATES)},
        "decline": {"independent": draw(RATES)},
    }
    made["improvement"] = {"independent": 0.0, "some_help": draw(SHARES), "much_help": draw(SHARES)}
    if made["kind"] == "places":
        made["units_per_person"] = {"independent": 1.0, "much_help": draw(st.sampled_from([1, 2]))}
        if draw(st.booleans()):
            made |= {"second_choice": "home", "patience": draw(DAYS)}
        if draw(st.booleans()):
            made["waits"] = "at_home"
        if draw(st.booleans()):
            made["arranged"] = True
        if draw(st.booleans()):
            day, capacity = draw(st.floats(1.0, 300.0)), draw(st.sampled_from([0.0, 2.0, 10.0]))
            made["capacity_steps"] = [{"day": day, "capacity": capacity}]
    if name != "hospital" and draw(st.booleans()):
        made["kept_in_hospital"] = True
    return made


@st.composite
def areas(draw: st.DrawFn) -> Part:
    """Draw a network of up to three services after a hospital, with a home to wait in.

    Routes lead forward only and every service has a chance of death, so nothing can lock.
    """
    names = ["hospital", *[f"service_{letter}" for letter in "abc"[: draw(st.integers(0, 3))]]]
    made: dict[str, Part] = {}
    for place, name in enumerate(names):
        made[name] = draw(services(name, names[place + 1 :]))
    made["hospital"] |= {"setting": "acute", "escalation": draw(st.sampled_from([0.0, 2.0]))}
    if made["hospital"]["kind"] == "unlimited":
        del made["hospital"]["escalation"]
    for key in ("second_choice", "patience", "waits", "arranged"):
        made["hospital"].pop(key, None)
    made["home"] = service(40.0, setting="home", unmet_need=True)
    made["team"] = service(0.5, 2.0, kind="team", setting="home")
    return {
        "streams": {
            "admissions": stream(draw(st.floats(0.1, 2.0)), "hospital"),
            "referrals": stream(
                draw(st.floats(0.1, 1.0)), names[-1], origin="community", waits_in="home"
            ),
        },
        "services": made,
        "stages": {
            "assessment": {
                "title": "Assessment",
                "team": "team",
                "reason": "assessment",
                "from_hospital": dict.fromkeys(names[1:], 0.5),
                "from_community": dict.fromkeys(names[1:], 0.5),
            },
            "not_yet_declared": {
                "title": "Not yet declared",
                "days": 1.0,
                "declared_ready": False,
                "from_hospital": dict.fromkeys(names[1:], 0.5),
            },
        },
        "admitted_to": "hospital",
        "behaviour": {
            "recent_discharge_days": 30.0,
            "recent_discharge_admission": 3.0,
            "deconditioning": 0.02,
            "early_discharge": {
                "above_occupancy": 0.9, "chance": 0.4, "stay_cut": 0.3, "readmission": 2.0,
            },
        },
    }  # fmt: skip
