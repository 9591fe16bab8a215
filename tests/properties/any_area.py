"""Areas of a test's own, with every feature of flows on or off at random.

Numbers are few and round on purpose: stays of equal length from equal moments make events tie, and
whole days make them tie with month ends and capacity steps. Second choices of no patience and
refusals lead forward only, so that nobody goes round without time passing.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

Part = dict[str, Any]
Draw = st.DrawFn

ON = st.sampled_from([False, True, True])
SELDOM = st.sampled_from([False, False, False, False, True])
DAYS = st.sampled_from([1, 2, 7, 14, 30, 31, 0.75, 45.5])
SHARES = st.sampled_from([0, 0.3, 0.8, 1])
RATES = st.sampled_from([0, 0.3, 1, 6])  # a person-year
FACTORS = st.sampled_from([1, 0.5, 2, 0, 3.7])
SETTINGS = st.sampled_from(["non_acute", "home", "care_home", "acute"])
REASONS = st.sampled_from(
    ["assessment", "residential_home", "care_package_at_home", "further_nhs_care", "housing"]
)
HOSPITAL_BEDS = st.sampled_from([8, 12, 20, 3])
CAPACITY = {
    "beds": st.sampled_from([1, 3, 2, 8, 0]),
    "places": st.sampled_from([1, 3, 2, 8, 0]),
    "hours": st.sampled_from([9.5, 25, 40.3, 0]),
    "team": st.sampled_from([1, 2, 4]),
}
UNITS = {
    "beds": st.sampled_from([1, 2, 0.5, 0]),
    "places": st.sampled_from([1, 2, 0.1, 0.3, 0]),
    "hours": st.sampled_from([2.5, 9.5, 0.1, 15.5]),
    "unlimited": st.sampled_from([1, 9.5, 0.3]),
}
STEP_DAYS = (1, 30, 61, 91, 100.5, 275)  # most of them the first of a month
LIMITED = ("ward", "rehab", "homes", "packages")
UNLIMITED = ("private", "family", "without")


@st.composite
def areas_with_anything(draw: Draw) -> Part:
    """Draw a hospital, up to four limited services after it, and what people fall back on."""
    names = ["hospital", *LIMITED[: draw(NUMBER)], *UNLIMITED]
    fixed = not draw(ON)  # all stays fixed, so that whoever starts together stays together
    services = {name: service(draw, name, names, fixed=fixed or draw(SELDOM)) for name in names}
    stages = [f"stage_{number}" for number in range(draw(NUMBER))]
    for name in ("team", "other_team") if stages else ():
        services[name] = team(draw)
    return {
        "streams": streams(draw, names),
        "services": services,
        "stages": {name: stage(draw, names) for name in stages},
        "behaviour": behaviour(draw),
        **({"admitted_to": "hospital"} if not draw(SELDOM) else {}),
        **({"commissioners": draw(COMMISSIONERS)} if draw(ON) else {}),
    }


NUMBER = st.sampled_from([0, 1, 2, 3, 3, 4, 4])
COMMISSIONERS = st.sampled_from(
    [{"nhs_east": 0.5, "nhs_west": 0.5}, {"north": 0.34, "south": 0.28, "east": 0.22, "west": 0.16}]
)


# --- Services -------------------------------------------------------------------------------


def service(draw: Draw, name: str, names: list[str], *, fixed: bool) -> Part:
    """Draw a service with any of its features on."""
    later = names[names.index(name) + 1 :]
    made: Part = {"title": name, **kind_of(draw, name), **stay(draw, fixed=fixed)}
    made["hazards"] = hazards(draw)
    onward(draw, made, name, names, later)
    if draw(ON):
        made["units_per_person"] = by_dependency(draw, UNITS[made["kind"]])
    if draw(ON):
        made["improvement"] = by_dependency(draw, SHARES)
    if draw(ON):
        made["hip_fracture_stay"] = draw(st.sampled_from([1, 2, 0.5]))
        made["hip_fracture_death"] = draw(FACTORS)
    for flag in ("arranged", "long_term", "rehabilitation"):
        if draw(ON):
            made[flag] = True
    if made["kind"] != "unlimited":
        limited_service(draw, made)
    what_becomes_of_requests(draw, made, name, names, later)
    return made


def kind_of(draw: Draw, name: str) -> Part:
    """Draw what a service is counted in, where it is, and how much of it there is."""
    if name in UNLIMITED:
        setting = draw(st.sampled_from(["home", "care_home"]))
        made: Part = {"kind": "unlimited", "setting": "home" if name == "without" else setting}
        if name == "without" and not draw(SELDOM):
            made["unmet_need"] = True
            if draw(SELDOM):  # people wait there whether there is room or not
                made |= {"kind": "places", "capacity": 2, "delay_reason": "housing"}
        return made
    if name == "hospital":
        return {"kind": "beds", "setting": "acute", "capacity": draw(HOSPITAL_BEDS)}
    kind = draw(st.sampled_from(["beds", "places", "hours"]))
    return {
        "kind": kind,
        "setting": draw(SETTINGS),
        "capacity": draw(CAPACITY[kind]),
        "delay_reason": draw(REASONS),
    }


def stay(draw: Draw, *, fixed: bool) -> Part:
    """Draw how long people stay; where stays are fixed they follow no trend."""
    made: Part = {"stay_days": by_dependency(draw, DAYS), "stay_family": "fixed"}
    if fixed:
        return made
    made["stay_family"] = draw(st.sampled_from(["exponential", "lognormal", "fixed"]))
    if made["stay_family"] == "lognormal":
        made["stay_spread"] = draw(st.sampled_from([0.4, 1.15, 0, 2.5]))
    if draw(ON):
        made["stay_trend"] = draw(st.sampled_from([-0.017, 0.2, -0.5]))
    return made


def hazards(draw: Draw) -> Part:
    """Draw what may happen to people while they are somewhere."""
    kinds = ("death", "admission", "decline", "attendance")
    return {kind: by_dependency(draw, RATES) for kind in kinds if draw(ON)}


def onward(draw: Draw, made: Part, name: str, names: list[str], later: list[str]) -> None:
    """Let people move on, seldom back, and those with a hip fracture perhaps elsewhere."""
    back = draw(SELDOM)
    targets = [other for other in names if other != name] if back else later
    if targets and (name == "hospital" or draw(ON)):
        made["onward"] = routes(draw, targets, back=back)
        if draw(ON):
            made["onward_hip_fracture"] = routes(draw, targets, back=back)


def rationing(draw: Draw, later: list[str]) -> Part:
    """Draw whom an eligibility bar refuses, and what they fall back on."""
    return {
        "refused_to": shares_of(draw, later),
        "dependency_weight": by_dependency(draw, FACTORS),
        "origin_weight": {"hospital": draw(FACTORS), "community": draw(FACTORS)},
        "lowest_acceptance": draw(st.sampled_from([0.05, 0, 0.5])),
        **({"smaller_packages": draw(st.sampled_from([0.25, 0.6, 1]))} if draw(ON) else {}),
        **({"tolerated_wait": draw(st.sampled_from([7, 0, 40]))} if draw(ON) else {}),
        **({"delayed_starts": draw(st.sampled_from([3, 0, 10]))} if draw(SELDOM) else {}),
        **({"eligible": by_dependency(draw, SHARES)} if draw(SELDOM) else {}),
    }


def limited_service(draw: Draw, made: Part) -> None:
    """Give a limited service what only those have."""
    if draw(ON):
        made["escalation"] = draw(st.sampled_from([2, 1, 4]))
    if draw(ON):
        made["capacity_steps"] = steps(draw, made["kind"])


def what_becomes_of_requests(
    draw: Draw, made: Part, name: str, names: list[str], later: list[str]
) -> None:
    """Draw who is sent elsewhere, refused or gives up; seldom so where people are admitted."""
    likely = SELDOM if name == "hospital" else ON
    if name not in ("hospital", "without") and draw(ON):
        made["kept_in_hospital"] = True
    if name in ("hospital", *LIMITED) and draw(likely):
        made["self_funded_as"] = "private"
    if later and draw(likely):
        made["rationing"] = rationing(draw, later)
    if made["kind"] == "unlimited":
        return
    if name != "hospital" and not draw(ON):
        made["waits"] = "at_home"
    if draw(likely):
        made |= second_choice(draw, names, later)


def second_choice(draw: Draw, names: list[str], later: list[str]) -> Part:
    """Draw what people take instead of waiting on; without any patience it is a later service."""
    if later and draw(ON):
        patience = draw(st.sampled_from([7, 0, 1, 30, 3.25]))
        return {"second_choice": draw(st.sampled_from(later)), "patience": patience}
    patience = draw(st.sampled_from([7, 1, 30, 3.25]))
    return {"second_choice": draw(st.sampled_from(names)), "patience": patience}


def steps(draw: Draw, kind: str) -> list[Part]:
    """Draw one to three days on which the capacity steps."""
    days = sorted(draw(st.sets(st.sampled_from(STEP_DAYS), min_size=1, max_size=3)))
    return [{"day": day, "capacity": draw(CAPACITY[kind])} for day in days]


def team(draw: Draw) -> Part:
    """Draw a team that works at stages, one person a member of staff at a time."""
    return {
        "title": "Team",
        "kind": "team",
        "capacity": draw(CAPACITY["team"]),
        **stay(draw, fixed=draw(ON)),
        "stay_days": {"independent": draw(st.sampled_from([1, 0.5, 2, 0]))},
        **({"patience": draw(st.sampled_from([2, 0, 10]))} if draw(ON) else {}),
    }


# --- Streams and stages ---------------------------------------------------------------------


def streams(draw: Draw, names: list[str]) -> Part:
    """Draw who comes: admissions to hospital, and perhaps referrals from home."""
    made = {"admissions": stream(draw, ["hospital"]) | {"origin": "hospital"}}
    if draw(ON):
        made["referrals"] = stream(draw, names) | {"origin": "community"}
        if draw(ON):
            made["referrals"]["waits_in"] = draw(st.sampled_from(["without", "family"]))
    if draw(SELDOM):
        made["never"] = stream(draw, names) | {"thinned_by": "freed_beds"}
    return made


def stream(draw: Draw, firsts: list[str]) -> Part:
    """Draw a stream of people of any make-up, who need one of some services first."""
    made: Part = {
        "title": "A stream",
        "per_day": draw(st.sampled_from([0.7, 0.2, 1.3])),
        "first": {"independent": shares_of(draw, firsts)},
        "dependency": {
            "aged_65_74": draw(
                st.sampled_from(
                    [
                        {"independent": 0.4, "some_help": 0.3, "much_help": 0.3},
                        {"independent": 1},
                        {"much_help": 1},
                    ]
                )
            )
        },
    }
    if draw(ON):
        made["season"] = [1.3, 1, 1, 0.8, 0.7, 0.9, 1, 1, 1.1, 1, 1.1, 1.2]
    if draw(ON):
        made["weekday"] = [1.4, 1, 1, 1.1, 1, 0.5, 0]
    for share in ("hip_fracture", "self_funded"):
        if draw(ON):
            made[share] = {"aged_65_74": draw(SHARES)}
    return made


def stage(draw: Draw, names: list[str]) -> Part:
    """Draw a stage of arranging care: a team's work or a delay, before or after being declared."""
    made: Part = {"title": "A stage"}
    if draw(ON):
        made["team"] = draw(st.sampled_from(["team", "other_team"]))
    else:
        made |= {"days": draw(st.sampled_from([1, 3, 0, 2.5]))}
        made["family"] = draw(st.sampled_from(["fixed", "exponential", "lognormal"]))
        if made["family"] == "lognormal":
            made["spread"] = 0.7
    if draw(ON):
        made["reason"] = draw(REASONS)
    if not draw(ON):
        made["declared_ready"] = False
    elif not draw(ON):
        made |= {"dispute": True, "reason": "disputes"}
    for origin in ("from_hospital", "from_other_beds", "from_community"):
        if draw(ON):
            chance = draw(st.sampled_from([1, 0.5, 0.2]))
            made[origin] = dict.fromkeys(names, chance)
    return made


def behaviour(draw: Draw) -> Part:
    """Draw how people and wards respond."""
    made: Part = {}
    if draw(ON):
        made["recent_discharge_days"] = draw(st.sampled_from([30, 7, 14]))
        made["recent_discharge_admission"] = draw(st.sampled_from([3, 0]))
    if draw(ON):
        made["deconditioning"] = draw(st.sampled_from([0.02, 0.3]))
    if draw(ON):
        made["early_discharge"] = {
            "above_occupancy": draw(st.sampled_from([0.9, 0, 1])),
            "chance": draw(st.sampled_from([1, 0.4])),
            "stay_cut": draw(st.sampled_from([0.3, 1, 0])),
            "readmission": draw(st.sampled_from([2, 10])),
        }
    if draw(ON):
        made["readmission_hip_fracture"] = {"aged_65_74": draw(SHARES)}
    if draw(ON):
        made["attendances_per_resident"] = {"aged_65_74": 0.4}
    return made


# --- Numbers by something -------------------------------------------------------------------


def by_dependency(draw: Draw, numbers: st.SearchStrategy[float]) -> dict[str, float]:
    """Draw a number for each dependency, or one for all."""
    made = {"independent": draw(numbers)}
    return made | {"some_help": draw(numbers), "much_help": draw(numbers)} if draw(ON) else made


def shares_of(draw: Draw, names: list[str]) -> dict[str, float]:
    """Draw up to three names, the first ones rather than others, and shares that sum to one."""
    chosen = [draw(st.sampled_from(names[:3])), draw(st.sampled_from(names))]
    chosen = list(dict.fromkeys([*chosen, names[0]] if draw(ON) else chosen))
    shares = {1: [1.0], 2: [0.7, 0.3], 3: [0.5, 0.3, 0.2]}[len(chosen)]
    return dict(zip(chosen, shares, strict=True))


def routes(draw: Draw, names: list[str], *, back: bool) -> Part:
    """Draw where people move on to by dependency; nobody goes round for ever."""
    made = {}
    for dependency in ("independent", "much_help"):
        total = draw(st.sampled_from([0.8, 0.3] if back else [0.8, 0.3, 1]))
        shares = shares_of(draw, names)
        made[dependency] = {name: share * total for name, share in shares.items()}
    return made
