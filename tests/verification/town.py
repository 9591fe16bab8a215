"""The town of hand_worked/: what the package makes of its files, beside the tables."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
from verification.comparison import Row

from carefunds_sim.engines import simulate
from carefunds_sim.model.record import Run
from carefunds_sim.scenario.load import load_scenario
from carefunds_sim.vocabulary import TransferKind

FOLDER = Path(__file__).parent / "hand_worked"
CENT = 0.01
COSTLY = ("hospital", "nursing", "home_care")
TABLES = sorted(path.stem.removesuffix("_months") for path in FOLDER.glob("*_months.csv"))


def table(name: str) -> dict[str, np.ndarray]:
    """Return a table's columns of numbers; the row below the names says how each is worked out."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        columns, _, *rows = csv.reader(file)
    return {
        column: np.array([float(row[at]) for row in rows])
        for at, column in enumerate(columns)
        if at > 0
    }


def by_package(name: str, engine: str) -> Run:
    """Run one of the town's files."""
    return simulate(load_scenario(FOLDER / f"{name}.yaml"), engine=engine)


def months_of(run: Run) -> dict[str, np.ndarray]:
    """Return the columns of a table by month that the accounts have."""
    value = run.values
    found = {"charge": value["transfers"][:, TransferKind.CHARGE, 0]}
    for at, service in enumerate(COSTLY):
        found[f"{service} cost"] = value["cost"][:, at].sum(axis=1)
        if service != "hospital":
            found[f"{service} budget"] = value["service_budget"][:, at]
            found[f"{service} open"] = value["capacity"][:, at]
            found[f"{service} plan"] = value["planned_capacity"][:, at]
    for at, fund in enumerate(run.names.funds):
        found[f"{fund} spends"] = value["spend"][:, at]
        found[f"{fund} allocation"] = value["budget"][:, at]
    return found


def years_of(run: Run) -> dict[str, np.ndarray]:
    """Return the columns of a table by year that the accounts have."""
    by_year = {name: run.values[name].reshape(-1, 12, *run.values[name].shape[1:])
               for name in ("transfers", "budget", "spend")}  # fmt: skip
    found = {}
    for at, body in enumerate(("nhs", "council")):
        found[f"{body} receives"] = by_year["transfers"][:, :, TransferKind.RISK_SHARE, at].sum(1)
    for at, fund in enumerate(run.names.funds):
        charge = by_year["transfers"][:, :, TransferKind.CHARGE, at].sum(1) if at < 2 else 0.0
        found[f"{fund} money"] = by_year["budget"][:, :, at].sum(axis=1)
        found[f"{fund} net"] = by_year["spend"][:, :, at].sum(axis=1) - charge
    return found


def rows(name: str, engine: str = "compiled") -> list[Row]:
    """Compare every column of both tables that the accounts have, to the cent."""
    run = by_package(name, engine)
    found = []
    for suffix, columns in (("months", months_of(run)), ("years", years_of(run))):
        worked = table(f"{name}_{suffix}")
        for column, ours in columns.items():
            apart = np.abs(ours - worked[column]).round(6)  # which month, whatever the last bit
            at = int(apart.argmax())
            found.append(
                Row(f"{name}, {suffix}: {column}", worked[column][at], float(ours[at]), CENT, 0)
            )
    return found
