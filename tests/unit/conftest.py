"""Made-up runs of a small area, for the layers that only read what an engine leaves behind."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from types import SimpleNamespace as Made
from typing import Any

import numpy as np
import pytest

from carefunds_sim.model.calendar import reporting_months
from carefunds_sim.model.record import ACCOUNTS, Run
from carefunds_sim.model.resolve import make_names
from carefunds_sim.vocabulary import DelayReason, Responsible, ServiceKind, Setting

MONTHS = 24


def service(title: str, kind: ServiceKind, setting: Setting = Setting.HOME, **flags: bool) -> Made:
    known = {"unmet_need": False, "long_term": False, "rehabilitation": False}
    return Made(title=title, kind=kind, setting=setting, rationing=None, **{**known, **flags})


def made_up_services() -> dict[str, Made]:
    return {
        "acute_beds": service("Acute beds", ServiceKind.BEDS, Setting.ACUTE),
        "intermediate_care_beds": service(
            "Intermediate care beds", ServiceKind.BEDS, Setting.NON_ACUTE, rehabilitation=True
        ),
        "home_care": service("Home care", ServiceKind.HOURS, long_term=True),
        "care_home": service("Care home", ServiceKind.BEDS, Setting.CARE_HOME, long_term=True),
        "going_without": service("Going without", ServiceKind.UNLIMITED, unmet_need=True),
    }


def responsibility() -> Made:
    split = {r: {Responsible.NHS: 0.25, Responsible.SOCIAL_CARE: 0.75} for r in DelayReason}
    return Made(acute=Made(value=split), non_acute=Made(value=split))


def scenario(arrangement: str = "separate", squeeze: str = "none", *, money: bool = True) -> Made:
    cited = {"area.beds": Made(source="beds_statistics"), "area.guess": Made(source=None)}
    return Made(
        name=f"town/{arrangement}/{squeeze}",
        title=f"Town under {arrangement}",
        area=Made(
            name="town",
            title="A town",
            services=made_up_services(),
            streams=dict.fromkeys(("hospital", "community")),
            commissioners=None,
            money=Made(hospital=None) if money else None,
            residents=Made(population=Made(value={0: 5000.0})) if money else None,
            responsibility=responsibility() if money else None,
            timetable=None,
        ),
        arrangement=Made(
            name=arrangement,
            title=arrangement.capitalize(),
            pools={"pool": Made()} if arrangement == "pooled" else {},
            timetable=None,
        ),
        squeeze=Made(name=squeeze, title=squeeze.replace("_", " ").capitalize(), timetable=None),
        timetable=None,
        replaced=None,
        run=Made(scale=0.1, years=2, warmup_months=12, replications=3, seed=1, start_year=2008),
        hash=f"hash of {arrangement} {squeeze}",
        text=json.dumps({"arrangement": {"name": arrangement}}),
        warnings=(),
        evidence_counts=lambda: {"measured": 41, "derived": 23, "assumed": 18},
        all_quantities=lambda: iter(cited.items()),
    )


def made_up_run(of: Made, replication: int = 0, *, level: float = 1.0, **changes: Any) -> Run:
    """A run of random but consistent accounts; ``level`` raises delays, ``changes`` replace."""
    names = make_names(of)
    chance = np.random.default_rng(replication)
    values = {
        account.name: 1000
        * chance.random((MONTHS, *(len(names.along(dim)) for dim in account.dims)))
        for account in ACCOUNTS
    }
    values["delayed_days"] *= level
    values["capacity"][:, -1] = np.inf
    values["in_force"] = (np.arange(MONTHS) >= 6).astype(float)
    months = reporting_months(of.run)
    return Run(of, names, 1, replication, "simpy", months, values | changes)


@pytest.fixture
def make_scenario() -> Callable[..., Made]:
    return scenario


@pytest.fixture
def make_run() -> Callable[..., Run]:
    return made_up_run


@pytest.fixture
def study(_study: Any) -> Any:
    """A finished study: four arrangements, two squeezes, three replications, baseline separate."""
    return copied(_study)


def copied(dataset: Any) -> Any:
    """Return a dataset that a test may change: the one that was made is for all tests."""
    copy = dataset.copy(deep=True)
    copy.attrs = deepcopy(dataset.attrs)
    return copy


@pytest.fixture(scope="session")
def _study() -> Any:
    from carefunds_sim.dataset.build import build
    from carefunds_sim.dataset.provenance import provenance

    levels = {"separate": 1.0, "aligned": 0.99, "pooled": 0.8, "care_trust": 0.7}
    scenarios = [scenario(a, s) for s in ("none", "deep_cut") for a in levels]
    runs = {
        (i, r): made_up_run(of, r, level=levels[of.arrangement.name])
        for i, of in enumerate(scenarios)
        for r in range(3)
    }
    dataset = build(scenarios, runs, replications=3)
    dataset.attrs = provenance(
        scenarios, seed=1, engine="simpy", study="made_up", baseline="separate"
    )
    dataset.attrs |= {"incomplete": 0, "interrupted": 0, "failures": "[]", "warnings": "[]"}
    return dataset


@pytest.fixture
def split_study(_split_study: Any) -> Any:
    """A best split beside two arrangements and today's split: half as many delays as any."""
    return copied(_split_study)


@pytest.fixture(scope="session")
def _split_study() -> Any:
    from carefunds_sim.dataset.build import build
    from carefunds_sim.dataset.provenance import provenance

    levels = {"separate": 1.0, "pooled": 0.8, "own_split": 1.0, "best_split": 0.5}
    scenarios = [scenario(arrangement) for arrangement in levels]
    runs = {
        (i, r): made_up_run(of, r, level=levels[of.arrangement.name])
        for i, of in enumerate(scenarios)
        for r in range(3)
    }
    dataset = build(scenarios, runs, replications=3)
    money = np.array([[np.nan, 4e6, 5e6, 1e6, np.nan], [np.nan, 3e6, 5e6, 2e6, np.nan]])
    advantage = np.array([[9.0, 11.0, np.nan], [1.0, 2.0, 3.0], [-1.0, 1.0, 0.0]])
    dataset = dataset.assign(
        split_money=(("split", "service"), money),
        split_limit=(("limit", "service"), np.array([0.5, 2.0])[:, None] * money[0]),
        advantage=(("sample", "run"), advantage, {"units": "bed days a year"}),
    ).assign_coords(
        split=["own_split", "best_split"], limit=["low", "high"],
        sample=["search", "choice", "comparison"],
    )  # fmt: skip
    aim = {
        "objective": "delayed_days", "no_more": ["cost_total"], "between": [0.5, 2.0],
        "evaluations": 60, "search_replications": 2, "choice_replications": 3, "chosen": 7,
        "protected": False, "cut_short": False,
    }  # fmt: skip
    dataset.attrs = provenance(
        scenarios, seed=1, engine="simpy", study="best_split", baseline="separate"
    ) | {
        "incomplete": 0, "interrupted": 0, "failures": "[]", "warnings": "[]",
        "best": "town/best_split/none", "today": "town/own_split/none", "aim": json.dumps(aim),
    }  # fmt: skip
    return dataset
