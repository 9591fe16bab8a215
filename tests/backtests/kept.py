"""What is kept of the shipped study: its headline numbers, read and written."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr
from backtests import page

from carefunds_sim.analysis.contrasts import differences
from carefunds_sim.analysis.intervals import STATISTICS
from carefunds_sim.dataset.build import VARIABLES
from carefunds_sim.dataset.tidy import write_csv
from carefunds_sim.experiments.compare import compare
from carefunds_sim.report.figures import drawings
from carefunds_sim.report.tables import FLOWS, MONEY

STUDY = "four_arrangements"
FOLDER = Path(__file__).parents[2] / "results" / STUDY
FILES = ("headline.csv", "differences.csv", "scenarios.csv")
LARGEST = 250_000
"""Characters of a picture that is kept; larger ones, of every month's intervals, are not."""

HEADLINE = (*FLOWS, *MONEY, "net_cost_nhs", "net_cost_council")
OF_SCENARIOS = (
    "area", "area_title", "arrangement", "arrangement_title", "squeeze", "squeeze_title",
    "scenario_hash",
)  # fmt: skip
OF_STUDY = (
    "study", "study_title", "baseline", "seed", "engine", "scale", "years", "warmup_months",
    "package_version",
)  # fmt: skip


def renew() -> None:
    """Run the study and write what is kept of it."""
    dataset = compare(STUDY)
    FOLDER.mkdir(parents=True, exist_ok=True)
    rows = xr.Dataset({name: dataset[name].reset_coords(drop=True) for name in HEADLINE})
    write_csv(rows.to_dataframe().reset_index(), FOLDER / "headline.csv")
    words = {name: dataset[name].to_numpy() for name in ("scenario", *OF_SCENARIOS)}
    study = {name: dataset.attrs[name] for name in OF_STUDY}
    write_csv(pd.DataFrame(words | study), FOLDER / "scenarios.csv")
    stored = read()
    write_csv(gaps(stored), FOLDER / "differences.csv")
    text = page.page(stored, _pictures(dataset))
    (FOLDER / "README.md").write_text(text, encoding="utf-8", newline="\n")


def _pictures(dataset: xr.Dataset) -> dict[str, str]:
    """Write the small figures anew; return what each shows, by its name."""
    folder = FOLDER / "pictures"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    drawn = {n: each for n, each in drawings(dataset).items() if len(each.svg) < LARGEST}
    for name, drawing in drawn.items():
        (folder / f"{name}.svg").write_text(drawing.svg, encoding="utf-8", newline="\n")
    return {name: drawing.words for name, drawing in drawn.items()}


def read() -> xr.Dataset:
    """Return the headline numbers that are kept, as a dataset of the study."""
    table = pd.read_csv(FOLDER / "headline.csv").set_index(["scenario", "replication"])
    found = scenarios()
    labels = found.index.to_numpy(np.str_)
    dataset = xr.Dataset.from_dataframe(table).sel(scenario=labels)
    for name in HEADLINE:
        dataset[name].attrs = dict(VARIABLES[name].attrs)
    words = {name: ("scenario", found[name].to_numpy(np.str_)) for name in OF_SCENARIOS}
    attrs = {name: found[name].iloc[0] for name in OF_STUDY}
    return dataset.assign_coords(scenario=labels, **words).assign_attrs(attrs)


def scenarios() -> pd.DataFrame:
    """Return the scenarios that are kept, with their hashes."""
    return pd.read_csv(FOLDER / "scenarios.csv", index_col="scenario")


def gaps(dataset: xr.Dataset) -> pd.DataFrame:
    """Return paired differences with intervals, one row for each scenario and outcome."""
    found = differences(dataset)
    tables = []
    for name in HEADLINE:
        table = found[name].drop_vars(OF_SCENARIOS).to_pandas().reset_index()
        table["share_lower"] = found[f"{name}_share_lower"].to_numpy()
        tables.append(table.assign(outcome=name, unit=dataset[name].attrs["units"],
                                   compared_with=found["compared_with"].to_numpy()))  # fmt: skip
    columns = ["scenario", "compared_with", "outcome", "unit", *STATISTICS, "share_lower"]
    return pd.concat(tables, ignore_index=True)[columns].rename_axis(columns=None)
