"""What an attribution found: tables, sentences, waterfalls, rows and files."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter
from rich.console import Group, RenderableType

from carefunds_sim.analysis.attribution import contribution_estimates
from carefunds_sim.analysis.intervals import STATISTICS
from carefunds_sim.dataset.store import FILE_NAME, save
from carefunds_sim.dataset.tidy import write_csv
from carefunds_sim.disk import put
from carefunds_sim.report import figures, machine
from carefunds_sim.report.caveats import evidence_counted, source_line
from carefunds_sim.report.figures.style import (
    QUIET,
    TEXT,
    NotebookFigure,
    add_caption,
    in_house_style,
)
from carefunds_sim.report.tables import Table
from carefunds_sim.report.text import as_text, grid, listed
from carefunds_sim.report.wording import (
    MISSING,
    as_unit,
    capitalised,
    interval,
    is_clear,
    joined,
    signed,
    unit_words,
    within_sentence,
)

HEADLINES = ("delayed_days", "unmet_need_days", "cost_total")
"""The outcomes that are shown unless others are asked for."""

PAIRS = 4
"""Most pairs that are named as doing more, or less, together."""

PARTS = ("contribution", "alone", "last")
MORE, LESS = "#F46A25", "#5694CA"
ROOM = 0.12
"""Share of the width that is left free beside the outermost whisker."""


def console(dataset: xr.Dataset, outcomes: Sequence[str] = HEADLINES) -> Group:
    """Return how much of each difference comes from what, ready for the console."""
    found = contribution_estimates(dataset)
    parts: list[RenderableType] = []
    for name in outcomes:
        one = found.sel(outcome=name)
        parts.append(grid(table(one, dataset)))
        parts += listed("Together they do more (+) or less (-) than apart", _pairs(one))
    if "knock_out" in found:
        parts.append(grid(_knock_outs(found.sel(outcome=list(outcomes)))))
    parts += listed("What the parts are", meanings(dataset))
    return Group(*parts, *listed("What to keep in mind", caveats(dataset)))


def ordered(one: xr.Dataset) -> list[str]:
    """Return the players of one outcome, the largest contribution first; unknown ones last."""
    size = abs(one["contribution"].sel(statistic="mean")).fillna(-1.0).to_numpy()
    return [str(one["player"].to_numpy()[i]) for i in np.argsort(-size, kind="stable")]


def ends(dataset: xr.Dataset) -> tuple[str, str]:
    """Return in words what the contributions lead from, and to."""
    one, other = dataset.attrs["from_short"], dataset.attrs["to_short"]
    if dataset.attrs["by"] == "rules":
        return one, other
    what = f"{other} less {one}" if one else other
    return f"{what}, these loops off", f"{what}, as it is"


def heading(one: xr.Dataset, dataset: xr.Dataset) -> str:
    """Return what is shared out, and its unit."""
    start, end = ends(dataset)
    unit = unit_words(str(one["unit"].item()))
    return f"{one['outcome_title'].item()}: from {start} to {end} ({unit})"


def table(one: xr.Dataset, dataset: xr.Dataset) -> Table:
    """Return the parts of one outcome's difference, largest first, and their sum."""
    unit = str(one["unit"].item())
    start, end = ends(dataset)
    rows: list[tuple[str, ...]] = [(start, _mean(one["nobody"], unit), "", "", "")]
    for player in ordered(one):
        mine = one.sel(player=player)
        label = f"  {player.replace('_', ' ')}"
        cells = [_cell(mine[part], unit) for part in PARTS]
        rows.append((label, cells[0], _interval(mine["contribution"], unit), *cells[1:]))
    whole = one["difference"]
    rows.append(("  sum", _cell(whole, unit), _interval(whole, unit), "", ""))
    rows.append((end, _mean(one["everybody"], unit), "", "", ""))
    columns = ("", "Contribution", "95% interval", "Joining first", "Joining last")
    return Table(heading(one, dataset), columns, tuple(rows))


def largest(one: xr.Dataset) -> str:
    """Say which parts of one outcome's difference are clear."""
    unit, title = str(one["unit"].item()), within_sentence(str(one["outcome_title"].item()))
    clear = []
    for player in ordered(one):
        mean, low, high = map(float, one["contribution"].sel(player=player).to_numpy())
        if is_clear(low, high):
            words = player.replace("_", " ")
            ends_words = interval(low, high, unit).strip("()")
            clear.append(f"{words} ({signed(mean, unit)}, {ends_words})")
    if not clear:
        return f"No part clearly changes {title}."
    return f"{capitalised(title)}, in {unit_words(unit)}: clear parts: {joined(clear)}."


def _mean(values: xr.DataArray, unit: str) -> str:
    return as_unit(float(values.sel(statistic="mean")), unit)


def _cell(values: xr.DataArray, unit: str) -> str:
    """Return a mean, in brackets where its interval does not say which side of zero it is."""
    mean, low, high = map(float, values.to_numpy())
    if not math.isfinite(mean):
        return MISSING
    words = signed(mean, unit)
    return words if is_clear(low, high) or mean == low == high == 0 else f"({words})"


def _interval(values: xr.DataArray, unit: str) -> str:
    _, low, high = map(float, values.to_numpy())
    if not math.isfinite(low):
        return MISSING
    return "exactly" if low == high == 0 else interval(low, high, unit).strip("()")


def _pairs(one: xr.Dataset) -> list[str]:
    """Say which pairs clearly do more, or less, together than apart, the largest first."""
    if "interaction" not in one:
        return []
    unit, names = str(one["unit"].item()), one["player"].to_numpy()
    clear = []
    for i, j in zip(*np.triu_indices(len(names), k=1), strict=True):
        mean, low, high = map(float, one["interaction"].to_numpy()[i, j])
        if is_clear(low, high) and signed(mean, unit).strip("+-0.,"):
            words = f"{names[i]} and {names[j]}: {signed(mean, unit)} {interval(low, high, unit)}"
            clear.append((abs(mean), words.replace("_", " ")))
    return [f"{words}." for _, words in sorted(clear, key=lambda pair: -pair[0])[:PAIRS]]


def _knock_outs(found: xr.Dataset) -> Table:
    """Return what each loop by itself does while all others run."""
    units = [*map(str, found["unit"].values)]
    rows = tuple(
        (loop.replace("_", " "), *map(_cell, found["knock_out"].sel(loop=loop), units))
        for loop in map(str, found["loop"].values)
    )
    titles = [
        f"{title}, GBP m" if unit == "GBP a year" else str(title)
        for title, unit in zip(found["outcome_title"].values, units, strict=True)
    ]
    return Table("What each loop by itself adds while all others run", ("", *titles), rows)


def caveats(dataset: xr.Dataset) -> list[str]:
    """Say what a contribution is, how it was found, and what is missing."""
    attrs, drawn = dataset.attrs, int(dataset.attrs["orders_drawn"])
    combinations = f"all {dataset.sizes['coalition']} combinations of {dataset.sizes['player']}"
    how = f"{drawn} random orders, half of them the others reversed" if drawn else combinations
    found = [
        "A contribution is a Shapley value: what joining adds, on average over all orders in which "
        f"the parts can join; found from {how}. The parts add up to the difference, here to within "
        f"{residual_share(dataset):.1g} of the outcome. In brackets: not clearly above or below "
        "zero.",
        "Joining first is what a part does by itself, joining last what is lost without it. Where "
        "the two differ, it works through the others.",
        f"{dataset.sizes['scenario']} scenarios, {whole(dataset)} replications of {attrs['years']} "
        f"years, seed {attrs['seed']}, scale {float(attrs['scale']):g}; the same people in all of "
        "them.",
        f"Numbers behind this: {evidence_counted(dataset)}.",
    ]
    return [*found, *_missing(dataset)]


def meanings(dataset: xr.Dataset) -> list[str]:
    """Say what each part is."""
    titles = zip(dataset["player"].values, map(str, dataset["player_title"].values), strict=True)
    return [f"{name.replace('_', ' ')}: {words[:1].lower()}{words[1:]}." for name, words in titles]


def whole(dataset: xr.Dataset) -> int:
    """Return how many replications could be shared out."""
    known = xr.apply_ufunc(np.isfinite, dataset["contribution"])
    return int(known.all("player").any("outcome").sum())


def residual_share(dataset: xr.Dataset) -> float:
    """Return the largest miss of any sum, as a share of the outcome it is of."""
    size = abs(dataset["nobody"]) + abs(dataset["everybody"])
    share = float((abs(dataset["residual"]) / size.where(size > 0)).max())
    return share if math.isfinite(share) else 0.0


def _missing(dataset: xr.Dataset) -> list[str]:
    """Say which runs are missing, and that nothing is made of half a replication."""
    if not dataset.attrs["incomplete"]:
        return []
    wanted, done = dataset["completed"].size, int(dataset["completed"].sum())
    why = "interrupted" if dataset.attrs["interrupted"] else "some runs failed"
    failures = json.loads(dataset.attrs["failures"])
    return [
        f"INCOMPLETE ({why}): {done} of {wanted} runs were made. Only the {whole(dataset)} "
        "replications of which every run is there are shared out.",
        *(f"Failed: {f['scenario']}, replication {f['replication']}: {f['message']}"
          for f in failures[:5]),
    ]  # fmt: skip


def tidy(dataset: xr.Dataset) -> pd.DataFrame:
    """Return one row for each outcome, part and measure, with its interval."""
    found = contribution_estimates(dataset)
    tables = []
    for measure in (*PARTS, "knock_out", "difference", "nobody", "everybody"):
        if measure not in found:
            continue
        wide = found[measure].to_dataset("statistic").to_dataframe().reset_index()
        along = next((name for name in ("player", "loop") if name in wide), None)
        wide["part"], wide["measure"] = wide[along] if along else "", measure
        tables.append(wide)
    columns = ["outcome", "unit", "part", "measure", *STATISTICS]
    return pd.concat(tables, ignore_index=True)[columns]


def as_json(dataset: xr.Dataset, files: Sequence[Path] = ()) -> str:
    """Return every contribution to every outcome as one JSON object on one line."""
    attrs = dataset.attrs
    rows = tidy(dataset)
    document = {
        "by": attrs["by"],
        "from": attrs["from"],
        "to": attrs["to"],
        "version": attrs["package_version"],
        "seed": int(attrs["seed"]),
        "engine": attrs["engine"],
        "replications": dataset.sizes["replication"],
        "orders": int(attrs["orders_drawn"]),
        "scenarios": dataset.sizes["scenario"],
        "complete": not attrs["incomplete"],
        "residual": residual_share(dataset),
        "evidence": json.loads(attrs["evidence"]),
        "failures": json.loads(attrs["failures"]),
        "contributions": rows.astype(object).where(rows.notna(), None).to_dict("records"),
        "interactions": list(_interactions(contribution_estimates(dataset))),
        "files": [file.as_posix() for file in files],
    }
    return json.dumps(document, allow_nan=False)


def _interactions(found: xr.Dataset) -> Iterator[dict[str, Any]]:
    if "interaction" not in found:
        return
    names = [str(name) for name in found["player"].to_numpy()]
    for outcome in map(str, found["outcome"].to_numpy()):
        values = found["interaction"].sel(outcome=outcome).to_numpy()
        for i, j in zip(*np.triu_indices(len(names), k=1), strict=True):
            parts = [names[i], names[j]]
            yield {"outcome": outcome, "parts": parts, **machine.statistics(values[i, j])}


def write(dataset: xr.Dataset, folder: Path, *, outcomes: Sequence[str] = HEADLINES) -> list[Path]:
    """Write the tables as text and CSV, the dataset, and a figure of each outcome."""
    stored = save(dataset, folder / FILE_NAME)
    drawings = [(name, waterfall(dataset, name)) for name in outcomes]
    return [
        put(folder / "summary.txt", as_text(console(dataset, outcomes))),
        *(figures.save(one, folder / "figures" / name) for name, one in drawings if one),
        write_csv(tidy(dataset), folder / "contributions.csv"),
        stored,
    ]


@in_house_style
def waterfall(dataset: xr.Dataset, outcome: str) -> Figure | None:
    """Contributions to one outcome, each bar beginning where the one before ended.

    None where nothing could be shared out.
    """
    one = contribution_estimates(dataset).sel(outcome=outcome)
    if not math.isfinite(float(one["difference"].sel(statistic="mean"))):
        return None
    names = ordered(one)
    figure = NotebookFigure(figsize=(10, 0.42 * (len(names) + 2) + 2.0), layout="constrained")
    axis = figure.subplots()
    start, end = (float(one[name].sel(statistic="mean")) for name in ("nobody", "everybody"))
    reached = _bars(axis, one, names, start=start)
    for row, value in ((0, start), (len(names) + 1, end)):
        axis.plot([value], [row], marker="D", markersize=8, color=TEXT, linestyle="none")
    axis.plot([reached, end], [len(names) + 0.35, len(names) + 1], color=QUIET, linewidth=0.8)
    first, last = ends(dataset)
    labels = [first, *(name.replace("_", " ") for name in names), last]
    axis.set_yticks(range(len(labels)), labels)
    axis.set_ylim(len(labels) - 0.4, -0.6)
    axis.grid(visible=False, axis="y")
    unit = str(one["unit"].item())
    _numbers(axis, one, names, unit)
    axis.xaxis.set_major_formatter(FuncFormatter(lambda value, _: as_unit(value, unit)))
    axis.set_xlabel(unit_words(unit))
    return add_caption(figure, title=heading(one, dataset), below=_note(dataset))


def _bars(axis: Axes, one: xr.Dataset, names: list[str], *, start: float) -> float:
    """Draw a bar and a whisker for each part; return where the last bar ends."""
    at = start
    for row, name in enumerate(names, start=1):
        mean, low, high = map(float, one["contribution"].sel(player=name).to_numpy())
        axis.plot([at, at], [row - 1 + 0.35, row - 0.35], color=QUIET, linewidth=0.8)
        axis.barh(row, mean, left=at, height=0.7, color=MORE if mean > 0 else LESS)
        if math.isfinite(low):
            axis.plot([at + low, at + high], [row, row], color=TEXT, linewidth=1.2, marker="|",
                      markersize=7)  # fmt: skip
        at += mean
    return at


def _numbers(axis: Axes, one: xr.Dataset, names: list[str], unit: str) -> None:
    """Write every number in a column of its own, beside the bars."""
    low, high = axis.get_xlim()
    axis.set_xlim(low - ROOM * (high - low) / 2, high + ROOM * (high - low) / 2)
    parts = [_number(one["contribution"].sel(player=name), unit) for name in names]
    for row, words in enumerate(
        [_mean(one["nobody"], unit), *parts, _mean(one["everybody"], unit)]
    ):
        axis.annotate(words, xy=(1.02, row), xycoords=("axes fraction", "data"), va="center",
                      fontsize=9, color=TEXT, annotation_clip=False)  # fmt: skip


def _number(values: xr.DataArray, unit: str) -> str:
    mean, low, high = map(float, values.to_numpy())
    if mean == low == high == 0:
        return "0, exactly"
    return signed(mean, unit) + (f" {interval(low, high, unit)}" if math.isfinite(low) else "")


def _note(dataset: xr.Dataset) -> str:
    runs = f"{whole(dataset)} replications of {dataset.attrs['years']} years"
    made = source_line(dataset, f"{dataset.sizes['scenario']} scenarios, {runs}")
    return (
        "Shapley values with 95% intervals, which bound each contribution, not where its bar ends. "
        f"The axis does not begin at zero. {made}"
    )
