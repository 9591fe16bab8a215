"""The tables of the page for classes with system dynamics tools, worked out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import numpy as np

from carefunds_sim.engines import simulate
from carefunds_sim.report.xmile import xmile_text
from carefunds_sim.scenario.load import load_scenario

PAGE = Path(__file__).parents[2] / "docs/how-to/system-dynamics-tools.md"
CHANGE = re.compile(r"`(\w+) = (-?[\d.]+)`")
STEPS_A_YEAR = 1_461
Numbers = Mapping[str, np.ndarray]


def rows(heading: str) -> list[list[str]]:
    """Return the rows of the table below a heading of the page, without its head."""
    text = PAGE.read_text(encoding="utf-8").split(f"## {heading}\n")[1].split("\n## ")[0]
    table = [line for line in text.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table[2:]]


def in_stocks(folder: Path, changes: str = "") -> Numbers:
    """Run *two purses* in Simlin's engine with the changes that a cell of the page names."""
    import simlin

    path = folder / "two_purses.xmile"
    path.write_text(xmile_text(load_scenario("two_purses")), encoding="utf-8")
    instead = {name: float(value) for name, value in CHANGE.findall(changes)}
    table = simlin.load(path).run(overrides=instead, analyze_loops=False).results
    return {str(name): table[name].to_numpy(float) for name in table}


def answer(found: Numbers) -> list[str]:
    """Return what the page shows of a run: when it begins, and how it ends."""
    delayed = found["delayed_for_ic"] + found["delayed_for_hc"]
    begun = np.flatnonzero(delayed > 1.0)
    return [
        f"{begun[0] / STEPS_A_YEAR:.1f}" if len(begun) else "never",
        f"{delayed[-STEPS_A_YEAR:].mean():.0f}",
        *(f"{found[stock][-1]:.0f}" for stock in ("ic_places", "hc_places")),
        f"{found['nhs_deficit'][-1] / 1e6:.1f}".replace("-0.0", "0.0"),
        f"{found['trust'][-1]:.2f}",
    ]


def year(values: np.ndarray, number: int, length: int) -> float:
    """Return the mean of a year, the first being 1, of values that many a year."""
    return float(values[(number - 1) * length : number * length].mean())


def stocks_by_year(found: Numbers, number: int) -> list[str]:
    """Return people delayed, places of intermediate care and trust in a year, in stocks."""
    delayed = found["delayed_for_ic"] + found["delayed_for_hc"]
    return _shown(*(year(each, number, STEPS_A_YEAR)
                    for each in (delayed, found["ic_places"], found["trust"])))  # fmt: skip


def people_by_year(number: int, replications: int = 10) -> list[str]:
    """Return the same in people: the mean of the lesson's own runs."""
    return _shown(*(year(each, number, 12) for each in _people(replications)))


@cache
def _people(replications: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    scenario = load_scenario("two_purses")
    runs = [simulate(scenario, replication=each).values for each in range(replications)]
    delayed = np.mean([run["delayed_days"].sum(axis=(1, 2)) for run in runs], axis=0)
    places = np.mean([run["capacity"][:, 1] for run in runs], axis=0)
    return delayed * 12 / 365.25, places, np.mean([run["trust"] for run in runs], axis=0)


def _shown(delayed: float, places: float, trust: float) -> list[str]:
    return [f"{delayed:.1f}", f"{places:.0f}", f"{trust:.2f}"]
