"""What a population of councils showed: console, page in Markdown, figure, rows and JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr
from matplotlib.figure import Figure
from rich.console import Group, RenderableType

from carefunds_sim.analysis.councils import SIZES, Spreads, effects, how_often, spreads, where
from carefunds_sim.dataset.tidy import write_csv
from carefunds_sim.disk import put
from carefunds_sim.report import figures, markdown
from carefunds_sim.report.caveats import source_line
from carefunds_sim.report.figures.style import NotebookFigure, add_caption, in_house_style
from carefunds_sim.report.tables import Table
from carefunds_sim.report.text import as_text, grid, listed
from carefunds_sim.report.wording import (
    MISSING,
    capitalised,
    joined,
    percent,
    plain,
    plain_word,
    signed_percent,
)

WORDS = {
    "delayed_days": "delayed days", "unmet_need": "people without care", "cost_total": "total cost",
}  # fmt: skip
COLOURS = ("#12436D", "#801650", "#28A197", "#F46A25")


def console(dataset: xr.Dataset) -> Group:
    """Return the answer and what to keep in mind, ready for the console."""
    tables = (grid(table, width=12) for table in _tables(dataset))
    return Group(*tables, *listed("What this says", _answer(dataset)),
                 *listed("What to keep in mind", caveats(dataset)))  # fmt: skip


def page(dataset: xr.Dataset, command: str) -> str:
    """Return the answer as a page in Markdown, the same for the same numbers."""
    lines = ["# How often, and where\n", f"Found by\n\n    {command}\n",
             *(f"- {sentence}" for sentence in _answer(dataset)), ""]  # fmt: skip
    for table in _tables(dataset):
        columns = (table.columns[0], *(f">{column}" for column in table.columns[1:]))
        lines += [f"## {table.title}\n", *markdown.table(columns, table.rows)]
    lines += ["## What to keep in mind\n", *(f"- {sentence}" for sentence in caveats(dataset))]
    return "\n".join(lines) + "\n"


def published(model: dict[str, Any]) -> list[RenderableType]:
    """Return what a population file says of councils, as tables for the console."""
    numbers = tuple(
        (of["title"], plain(of["england"]), of["unit"], f"{of['sd']:.2f}",
         _signed(of["coefficient"]))
        for of in model["numbers"].values()
    )  # fmt: skip
    columns = ("Number", "England", "Unit", "SD of logs", "Slope of delays")
    return [grid(Table("What councils differ in", columns, numbers)),
            *listed("Delays", _spread_said(model["delays"]))]  # fmt: skip


def _spread_said(own: dict[str, Any]) -> list[str]:
    bodies = {"nhs": "NHS days", "social_care": "social care days"}
    apart = [
        f"{percent(share)} of the variance of {bodies[body]}"
        for body, share in own["apart"].items()
    ]
    found = [
        f"{own['councils']} councils: the logarithm of delayed days per resident has a standard "
        f"deviation of {own['sd']:.2f} within a year.",
        f"The joined numbers explain {percent(own['explained'])} of its variance; as many numbers "
        f"of other councils would explain {percent(own['explained_by_chance'])}.",
        f"Of what is left, {percent(own['persists'])} persists from the first year to the last, "
        f"{percent(own['next_year'])} from one year to the next.",
    ]
    return found + ([f"They explain {joined(apart)}."] if apart else [])


def _tables(dataset: xr.Dataset) -> Iterator[Table]:
    often, found, spread = how_often(dataset), where(dataset), spreads(dataset)
    base = plain_word(str(dataset["arrangement"].to_numpy()[0]))
    councils = effects(dataset).sizes["council"]
    yield Table(
        f"How often: {councils} councils, each against {base}",
        ("", "Lower", "Same", "Higher", "Median", "Tenth", "Ninetieth", "Not chance"),
        tuple(_often(often)),
    )
    names = [str(name) for name in found["number"].to_numpy()]
    yield Table(
        "Where: rank correlation of the effect with councils' numbers",
        ("", *(_called(name) for name in names)),
        tuple(_where(found, names)),
    )
    yield Table(
        f"Spread of delays between councils under {base}, and in England",
        ("", "Published", "Modelled"), tuple(_spread(spread)),
    )  # fmt: skip
    yield Table(
        "What goes with delays: correlation of logarithms",
        ("", "Published", "Modelled"),
        tuple((_called(name), *map(_signed, both)) for name, both in spread.with_delays.items()),
    )  # fmt: skip


def _each(found: xr.Dataset) -> Iterator[tuple[str, str, xr.Dataset]]:
    """Yield arrangement, outcome and what was found of both."""
    for arrangement in map(str, found["arrangement"].to_numpy()):
        for outcome in map(str, found["outcome"].to_numpy()):
            yield arrangement, outcome, found.sel(arrangement=arrangement, outcome=outcome)


def _often(often: xr.Dataset) -> Iterator[tuple[str, ...]]:
    for arrangement, outcome, one in _each(often):
        counts = (str(int(one[key])) for key in ("lower", "same", "higher"))
        ends = (signed_percent(float(one[key]), 1) for key in ("middle", "low", "high"))
        called = f"{_called(arrangement)}: {WORDS[outcome]} by {percent(SIZES[outcome])}"
        yield called, *counts, *ends, percent(float(one["real"]))


def _where(found: xr.Dataset, names: list[str]) -> Iterator[tuple[str, ...]]:
    for arrangement, outcome, one in _each(found):
        cells = (_rho(one.sel(number=name)) for name in names)
        yield f"{_called(arrangement)}: {WORDS[outcome]}", *cells


def _rho(one: xr.Dataset) -> str:
    words = _signed(float(one["rank_correlation"]))
    return words if bool(one["named"]) else f"({words})"


def _spread(spread: Spreads) -> Iterator[tuple[str, ...]]:
    words = {
        "explained": "Explained by the joined numbers", "explained_by_chance": "the same by chance",
        "persists": "Persists of the rest, first to last year",
        "next_year": "Persists of the rest, to the next year",
    }  # fmt: skip
    yield "SD of logarithms", f"{spread.published['sd']:.2f}", f"{spread.modelled['sd']:.2f}"
    for key, called in words.items():
        yield called, percent(spread.published[key]), percent(spread.modelled[key])


def _signed(value: float) -> str:
    return f"{value:+.2f}" if np.isfinite(value) else MISSING


def _called(name: str) -> str:
    """Return a name as it stands beside a row."""
    return capitalised(plain_word(name).replace("gbp", "GBP"))


def _answer(dataset: xr.Dataset) -> list[str]:
    """Return how often, where, and what is left, in sentences."""
    often, found, spread = how_often(dataset), where(dataset), spreads(dataset)
    councils = effects(dataset).sizes["council"]
    counts: dict[str, list[str]] = {}
    pairs: dict[str, list[str]] = {}
    for arrangement, outcome, one in _each(often):
        lower, higher = int(one["lower"]), int(one["higher"])
        said = f"{WORDS[outcome]} lower in {lower} and higher in {higher}"
        counts.setdefault(arrangement, []).append(said)
    for arrangement, outcome, one in _each(found):
        named = one["rank_correlation"].where(one["named"], drop=True)
        falls = float(often["middle"].sel(arrangement=arrangement, outcome=outcome)) < 0
        pairs.setdefault(arrangement, []).extend(
            f"the {'fall' if falls else 'rise'} in {WORDS[outcome]} is "
            f"{'smaller' if (float(rho) > 0) == falls else 'larger'} with more "
            f"{_called(str(rho['number'].item())).lower()} ({float(rho):+.2f})"
            for rho in named
        )
    own, made = spread.published, spread.modelled
    low, middle, high = map(plain, spread.levels)
    return [
        *(f"{_called(one)}, of {councils} councils: {joined(all_of)}."
          for one, all_of in counts.items()),
        *(f"Where, {_called(one)}: {'; '.join(said) or 'none'}." for one, said in pairs.items()),
        f"In England the joined numbers explain {percent(own['explained'])} of the variance of "
        f"delays between councils ({percent(own['explained_by_chance'])} by chance); of the rest "
        f"{percent(own['persists'])} persists over the years published.",
        f"Modelled delays per 1,000 residents 65+: {middle} in the middle council, {low} and "
        f"{high} at the tenth and ninetieth of a hundred; spread (SD of logs) {made['sd']:.2f} "
        f"against {own['sd']:.2f} published.",
    ]  # fmt: skip


def caveats(dataset: xr.Dataset) -> list[str]:
    """Say what the councils are, what counts, and what cannot be said."""
    attrs = dataset.attrs
    sizes = joined([f"{percent(share)} of {WORDS[name]}" for name, share in SIZES.items()])
    made = "drawn from the joint distribution" if attrs["drawn"] else "real councils, as published"
    found = [
        f"Councils are {made}: the typical council's numbers, moved as the file says. All "
        "arrangements meet the same people and chances in each.",
        f"Lower or higher means by more than {sizes}; 'not chance' is the share of the variance "
        "between councils that is not that between replications.",
        "In brackets: no larger than the largest of all these correlations would be by chance once "
        "in twenty times.",
        "A correlation over councils is no effect of the number, in the model or in England.",
        *json.loads(attrs["population"])["caveats"],
        f"{attrs['runs']} runs of {attrs['years']} years, squeeze {attrs['squeeze']}, "
        f"{dataset.sizes['replication']} replications, seed {attrs['seed']}.",
    ]
    if attrs["incomplete"]:
        why = "interrupted" if attrs["interrupted"] else "some runs failed"
        found.append(f"INCOMPLETE ({why}): only councils with every run are counted.")
    return found


def tidy(dataset: xr.Dataset) -> pd.DataFrame:
    """Return one row for each council: its numbers, delays, and effects as shares."""
    mean = effects(dataset).mean("replication")
    ratio = dataset["ratio"].sel(council=mean["council"])
    rows = pd.DataFrame(ratio.to_numpy(), mean["council"].to_numpy(), ratio["number"].to_numpy())
    rows.index.name = "council"
    per_1000 = dataset["delays"].mean(("replication", "year"))
    rows["delays_per_1000"] = per_1000.sel(council=mean["council"]).to_numpy()
    for arrangement, outcome, effect in _each(mean.to_dataset(name="effect")):
        rows[f"{arrangement}_{outcome}"] = effect["effect"].to_numpy()
    return rows.reset_index()


def as_json(dataset: xr.Dataset, files: list[Path]) -> str:
    """Return every answer and every council as one JSON object on one line."""
    attrs, found, often = dataset.attrs, where(dataset), how_often(dataset)
    spread = spreads(dataset)
    made = {key: value if np.isfinite(value) else None for key, value in spread.modelled.items()}
    rows = often.to_dataframe().reset_index()
    named = found.to_dataframe().reset_index()
    return json.dumps(
        {
            "study": attrs["study"], "version": attrs["package_version"],
            "seed": int(attrs["seed"]), "engine": attrs["engine"], "squeeze": attrs["squeeze"],
            "runs": int(attrs["runs"]), "complete": not attrs["incomplete"],
            "failures": json.loads(attrs["failures"]), "sizes": SIZES,
            "how_often": _records(rows), "where": _records(named),
            "limit_of_chance": found.attrs["limit"],
            "spread": {"published": spread.published, "modelled": made},
            "councils": _records(tidy(dataset)),
            "files": [file.as_posix() for file in files],
        },
        allow_nan=False,
    )  # fmt: skip


def _records(rows: pd.DataFrame) -> list[dict[Any, Any]]:
    return rows.astype(object).where(rows.notna(), None).to_dict("records")


def write(dataset: xr.Dataset, folder: Path, *, command: str) -> list[Path]:
    """Write the answer as text and Markdown, the councils as CSV, and the figure."""
    return [
        put(folder / "summary.txt", as_text(console(dataset))),
        put(folder / "population.md", page(dataset, command)),
        write_csv(tidy(dataset), folder / "councils.csv"),
        figures.save(figure(dataset), folder / "figures" / "how_often"),
    ]


@in_house_style
def figure(dataset: xr.Dataset) -> Figure:
    """Effects of each arrangement, councils in order, a panel for each outcome."""
    mean = 100 * effects(dataset).mean("replication")
    drawn = NotebookFigure(figsize=(11, 4.2), layout="constrained")
    axes = drawn.subplots(1, mean.sizes["outcome"])
    at = (np.arange(mean.sizes["council"]) + 0.5) / mean.sizes["council"] * 100
    for axis, outcome in zip(axes, mean["outcome"].to_numpy(), strict=True):
        for name, colour in zip(mean["arrangement"].to_numpy(), COLOURS, strict=False):
            values = np.sort(mean.sel(arrangement=name, outcome=outcome).to_numpy())
            axis.plot(at, values, color=colour, label=_called(str(name)))
        size = 100 * SIZES[str(outcome)]
        axis.axhspan(-size, size, color="#E3E3E3", zorder=0)
        axis.set_title(capitalised(WORDS[str(outcome)]))
        axis.set_xlabel("Councils in order, %")
    axes[0].set_ylabel(f"Against {plain_word(str(dataset['arrangement'].to_numpy()[0]))}, %")
    axes[0].legend(frameon=False, fontsize=8)
    runs = f"{dataset.sizes['council']} councils, {dataset.sizes['replication']} replications"
    title = "How often an arrangement helps: every council in order"
    below = f"Grey: counted as the same. {source_line(dataset, runs)}"
    return add_caption(drawn, title=title, below=below)  # fmt: skip
