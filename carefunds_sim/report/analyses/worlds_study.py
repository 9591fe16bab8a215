"""The page of a study that was run in all worlds: counts, by year, turns and hinges."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import xarray as xr

from carefunds_sim.analysis.contrasts import baselines
from carefunds_sim.analysis.hinges import Hinge
from carefunds_sim.disk import put
from carefunds_sim.report import figures, markdown
from carefunds_sim.report.figures.hinges import hinge_picture
from carefunds_sim.report.findings import sentence, subject
from carefunds_sim.report.wording import as_unit, capitalised, unit_words
from carefunds_sim.report.worlds import (
    WorldDifference,
    could_differ,
    differences_over_worlds,
    hinge_words,
    sureness,
)

BY_YEAR = ("delayed_days_per_1000", "unmet_need_days", "cost_total")
"""The outcomes that are shown year by year."""


def write(dataset: xr.Dataset, folder: Path, numbers: Mapping[str, np.ndarray]) -> list[Path]:
    """Write the page and a picture of each hinge; return their paths, the page first.

    ``numbers`` are what each uncertain number is in each world, by its path.
    """
    put(folder / "README.md", page(dataset))
    return [folder / "README.md", *(
        figures.save(hinge_picture(dataset, label, outcome, hinge, numbers[hinge.path].tolist()),
                     folder / _picture(dataset, label, hinge))
        for label, outcome, found in _found(dataset)
        for hinge in found
    )]  # fmt: skip


def page(dataset: xr.Dataset) -> str:
    """Return the page in Markdown."""
    outcomes = [str(name) for name in dataset.data_vars if f"yearly_{name}" in dataset]
    lines = [f"# {dataset.attrs['study_title']}\n", f"    {dataset.attrs['command']}\n"]
    lines += [f"- {words}" for words in sureness(dataset)]
    for outcome in outcomes:
        found = differences_over_worlds(dataset, outcome)
        unit = str(dataset[outcome].attrs["units"])
        lines += [
            f"\n## {capitalised(subject(dataset, outcome)[0])}\n",
            sentence(dataset, outcome),
            "",
        ]
        lines += _over_the_period(dataset, found, unit)
        if outcome in BY_YEAR:
            lines += _year_by_year(dataset, found, unit)
    return "\n".join([*lines, *_hinges(dataset)]).rstrip("\n") + "\n"


def _over_the_period(
    dataset: xr.Dataset, found: dict[str, WorldDifference], unit: str
) -> Iterator[str]:
    columns = ("", ">5%", ">Median", ">95%", ">Lower in", ">Higher in", "How sure the count is",
               "The sign over the years")  # fmt: skip
    rows = []
    for label, over in found.items():
        whole = over.whole
        ends = (as_unit(value, unit) for value in (whole.p5, whole.p50, whole.p95))
        rows.append((_name(dataset, label), *ends, str(whole.lower), str(whole.higher),
                     could_differ(whole.agreeing, whole.worlds),
                     over.turning or "stays"))  # fmt: skip
    yield f"Differences from {dataset.attrs['baseline']}, {unit_words(unit)}.\n"
    yield from markdown.table(columns, rows)


def _year_by_year(
    dataset: xr.Dataset, found: dict[str, WorldDifference], unit: str
) -> Iterator[str]:
    years = list(next(iter(found.values())).years)
    rows = []
    for label, over in found.items():
        cells = (f"{as_unit(o.p50, unit)} ({o.lower}/{o.higher})" for o in over.years.values())
        rows.append((_name(dataset, label), *cells))
    yield "By year: the median, and in how many worlds it is lower / higher.\n"
    yield from markdown.table(("", *(f">{year}" for year in years)), rows)


def _hinges(dataset: xr.Dataset) -> Iterator[str]:
    yield "## What the sign hinges on\n"
    for label, _, found in _found(dataset):
        words = "; ".join(hinge_words(each.plain()) for each in found)
        yield f"- {_name(dataset, label)}: {words or 'no number that survives the test'}."
    for label, _, found in _found(dataset):
        for hinge in found:
            file = _picture(dataset, label, hinge)
            yield f"\n![{_name(dataset, label)}, and {hinge.path}]({file}.svg)"


def _found(dataset: xr.Dataset) -> Iterator[tuple[str, str, list[Hinge]]]:
    """Yield the hinges that were looked for: scenario, outcome, and what was found."""
    known = baselines(dataset)
    for key, found in json.loads(dataset.attrs["hinges_on"]).items():
        label, outcome = key.rsplit("/", 1)
        if label in known:
            yield label, outcome, [Hinge(**each) for each in found]


def _picture(dataset: xr.Dataset, label: str, hinge: Hinge) -> str:
    """Return the name of a hinge's picture, without its ending."""
    last = hinge.path.rsplit(".", 1)[-1]
    return f"hinge {_name(dataset, label)} {last}".replace(",", "").replace(" ", "_")


def _name(dataset: xr.Dataset, label: str) -> str:
    one = dataset.sel(scenario=label)
    return f"{one['arrangement'].item()}, {one['squeeze'].item()}".replace("_", " ")
