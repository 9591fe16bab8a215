"""What is added to an area and concerns nobody changes nobody's day, event for event."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carefunds_sim.engines import simulate
from carefunds_sim.model.record import Event
from carefunds_sim.scenario.load import load_scenario
from carefunds_sim.scenario.scenario import Scenario, resolve
from carefunds_sim.vocabulary import Purpose, key_word

Part = dict[str, Any]

SHORT = {"years": 1, "warmup_months": 0, "start": "full"}
SMALL = {"years": 1, "warmup_months": 12, "scale": 0.03}
SCENARIOS = {
    "blocking": SHORT,
    "one_pot": SHORT,
    "typical_council/separate/nao_decade": SMALL,
    "county/pooled/deep_cut": {**SMALL, "scale": 0.01},
    "london_borough/care_trust/front_loaded": SMALL,
}


def quantity(value: Any) -> Part:
    return {"value": value, "kind": "assumed", "why": "a number of this test"}


def inserted(parts: Part, name: str, part: Any, *, first: bool) -> Part:
    """Return parts with one more, before all others or after them."""
    return {name: part, **parts} if first else {**parts, name: part}


def with_one_more(group: str, part: Callable[[Part], Any]) -> Callable[[Part, bool], None]:
    """Return what adds a part to a group of an area's parts."""

    def add(area: Part, first: bool) -> None:
        area[group] = inserted(area.get(group, {}), "another", part(area), first=first)

    return add


def stream(area: Part) -> Part:
    first = next(iter(area["services"]))
    rate = "per_1000_per_year" if area.get("residents") else "per_day"
    none = {"aged_65_74": 0.0} if area.get("residents") else 0.0
    return {
        "title": "A stream through which nobody comes",
        rate: quantity(none),
        "first": quantity({"independent": {first: 1.0}}),
    }


def service(_area: Part, **more: Any) -> Part:
    return {
        "title": "A service that nobody uses",
        "kind": "unlimited",
        "stay_days": quantity({"independent": 10.0}),
        **more,
    }


def beds(area: Part) -> Part:
    return service(area, kind="beds", setting="non_acute", capacity=quantity(7.0),
                   delay_reason="residential_home")  # fmt: skip


def stage(area: Part) -> Part:
    """Return a stage that meets nobody, for a reason that a small network does not have."""
    nobody = dict.fromkeys(area["services"], 0.0)
    return {
        "title": "A stage that meets nobody",
        "days": quantity(5.0),
        "reason": "housing",
        "from_hospital": quantity(nobody),
        "from_community": quantity(nobody),
    }


def team_and_stage(area: Part, first: bool) -> None:
    """Add a team, and a stage that is its work and meets nobody."""
    meets_nobody = stage(area) | {"team": "another"}
    meets_nobody.pop("days")
    team = service(area, kind="team", capacity=quantity(4.0))
    area["services"] = inserted(area["services"], "another", team, first=first)
    area["stages"] = inserted(area.get("stages", {}), "another", meets_nobody, first=first)


def practice(area: Part) -> Part:
    factors = dict.fromkeys(area.get("stages", {}), 0.5)
    return {"title": "A practice that nobody follows", "factors": quantity(factors)}


def dependency(area: Part, _first: bool) -> None:
    """Say of each stream that nobody is of a dependency that it does not name, and stays so."""
    for each in area["streams"].values():
        mix = each.setdefault("dependency", quantity({"aged_65_74": {"independent": 1.0}}))
        for row in mix["value"].values():
            for word in ("some_help", "much_help"):
                row.setdefault(word, 0.0)
    for each in area["services"].values():
        stays = each["stay_days"]["value"]
        stays.setdefault("much_help", next(reversed(stays.values())))


def commissioner(area: Part, first: bool) -> None:
    """Add a commissioner without residents."""
    whole = area.setdefault("commissioners", quantity({"nhs": 1.0}))
    whole["value"] = inserted(whole["value"], "another", 0.0, first=first)


ADDITIONS: dict[str, Callable[[Part, bool], None]] = {
    "stream": with_one_more("streams", stream),
    "service": with_one_more("services", service),
    "beds": with_one_more("services", beds),
    "stage": with_one_more("stages", stage),
    "team": team_and_stage,
    "practice": with_one_more("practices", practice),
    "dependency": dependency,
    "commissioner": commissioner,
}


def with_addition(scenario: Scenario, kind: str, *, first: bool) -> Scenario:
    data = scenario.as_dict()
    ADDITIONS[kind](data["area"], first)
    return resolve(data)


@cache
def events_of(name: str, seed: int) -> list[Event]:
    return simulate(load_scenario(name, **SCENARIOS[name], seed=seed), trace=True).events


@pytest.mark.parametrize("kind", ADDITIONS)
@settings(max_examples=4)
@given(name=st.sampled_from(list(SCENARIOS)), seed=st.integers(1, 2), first=st.booleans())
def test_an_addition_that_concerns_nobody_changes_nobodys_day(
    kind: str, name: str, seed: int, first: bool
) -> None:
    scenario = load_scenario(name, **SCENARIOS[name], seed=seed)
    if kind == "commissioner" and scenario.area.money is None:
        return
    more = with_addition(scenario, kind, first=first)
    assert more.text != scenario.text or kind == "dependency"
    assert simulate(more, trace=True).events == events_of(name, seed)


@pytest.mark.parametrize("kind", ADDITIONS)
def test_both_engines_agree_with_an_addition(kind: str) -> None:
    scenario = load_scenario("blocking", **SHORT | {"start": "empty"})
    more = with_addition(scenario, kind, first=True)
    runs = [simulate(more, engine=engine, trace=True) for engine in ("compiled", "simpy")]
    assert runs[0].events == runs[1].events


def test_a_key_word_depends_on_the_name_alone_and_is_no_purpose() -> None:
    words = [key_word("stage", f"stage_{number}", use) for number in range(2000)
             for use in ("chance", "days")]  # fmt: skip
    assert len(set(words)) == len(words)
    assert min(words) > max(Purpose)
    assert max(words) < 2**32
    assert key_word("stream", "arrivals") == 2_843_525_690  # results rest on it
