"""What an attribution found: tables for the console, tidy rows, plain values, files."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr
from rich.console import Group, RenderableType

from carefunds_sim.analysis.attribution import contribution_estimates
from carefunds_sim.analysis.intervals import STATISTICS
from carefunds_sim.disk import put
from carefunds_sim.report.caveats import evidence_counted
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
    within_sentence,
)

HEADLINES = ("delayed_days", "unmet_need_days", "cost_total")
"""The outcomes that are shown unless others are asked for."""

PAIRS = 4
"""Most pairs of which it is told that they do more, or less, together."""

PARTS = ("contribution", "alone", "last")


def attribution(dataset: xr.Dataset, outcomes: Sequence[str] = HEADLINES) -> Group:
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
    return Group(*parts, *listed("What to keep in mind", remarks(dataset)))


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
    unit = str(one["unit"].item())
    unit = "GBP million a year" if unit == "GBP a year" else unit
    start, end = ends(dataset)
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
            clear.append(f"{words} ({signed(mean, unit)}, {_interval_words(low, high, unit)})")
    if not clear:
        return f"No part clearly changes {title}."
    told = "GBP million a year" if unit == "GBP a year" else unit
    return f"{capitalised(title)}, in {told}: clear parts: {joined(clear)}."


def _interval_words(low: float, high: float, unit: str) -> str:
    return interval(low, high, unit).strip("()")


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
    return "exactly" if low == high == 0 else _interval_words(low, high, unit)


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
    rows = [
        (
            str(loop).replace("_", " "),
            *(
                _cell(found["knock_out"].sel(loop=loop, outcome=name), str(unit))
                for name, unit in zip(found["outcome"].values, found["unit"].values, strict=True)
            ),
        )
        for loop in found["loop"].to_numpy()
    ]
    titles = [
        f"{title}, GBP m" if unit == "GBP a year" else str(title)
        for title, unit in zip(found["outcome_title"].values, found["unit"].values, strict=True)
    ]
    return Table("What each loop by itself adds while all others run", ("", *titles), tuple(rows))


def remarks(dataset: xr.Dataset) -> list[str]:
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
    pairs = zip(dataset["player"].to_numpy(), dataset["player_title"].to_numpy(), strict=True)
    return [f"{str(player).replace('_', ' ')}: {_lowered(str(title))}." for player, title in pairs]


def _lowered(words: str) -> str:
    return words[:1].lower() + words[1:]


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
    told = {
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
        "contributions": [_bare(row) for row in tidy(dataset).to_dict("records")],
        "interactions": list(_all_pairs(contribution_estimates(dataset))),
        "files": [file.as_posix() for file in files],
    }
    return json.dumps(told, allow_nan=False)


def _all_pairs(found: xr.Dataset) -> Iterator[dict[str, Any]]:
    if "interaction" not in found:
        return
    names = [str(name) for name in found["player"].to_numpy()]
    for outcome in found["outcome"].to_numpy():
        values = found["interaction"].sel(outcome=outcome).to_numpy()
        for i, j in zip(*np.triu_indices(len(names), k=1), strict=True):
            numbers = dict(zip(STATISTICS, values[i, j].tolist(), strict=True))
            yield _bare({"outcome": str(outcome), "parts": [names[i], names[j]], **numbers})


def _bare(row: dict[Any, Any]) -> dict[str, Any]:
    return {
        key: None if isinstance(value, float) and not math.isfinite(value) else value
        for key, value in row.items()
    }


def write(dataset: xr.Dataset, folder: Path, *, outcomes: Sequence[str] = HEADLINES) -> list[Path]:
    """Write the tables as text and CSV, the dataset, and a figure of each outcome."""
    from carefunds_sim.dataset.store import FILE_NAME, save
    from carefunds_sim.dataset.tidy import write_csv
    from carefunds_sim.report.figures import save as save_figure
    from carefunds_sim.report.figures.waterfall import waterfall

    stored = save(dataset, folder / FILE_NAME)
    figures = [(name, waterfall(dataset, name)) for name in outcomes]
    return [
        put(folder / "summary.txt", as_text(attribution(dataset, outcomes))),
        *(save_figure(figure, folder / "figures" / name) for name, figure in figures if figure),
        write_csv(tidy(dataset), folder / "contributions.csv"),
        stored,
    ]
