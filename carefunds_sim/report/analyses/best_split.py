"""The best split found and the price of separation: tables, sentences, figure and files."""

from __future__ import annotations

import json
import math
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from rich.console import Group, RenderableType

from carefunds_sim.analysis import best_split
from carefunds_sim.dataset.store import FILE_NAME, save
from carefunds_sim.dataset.tidy import tidy_outcomes, write_csv
from carefunds_sim.disk import put
from carefunds_sim.report import figures, machine, tables
from carefunds_sim.report.analyses.words import difference_words
from carefunds_sim.report.caveats import caveats
from carefunds_sim.report.figures.style import (
    QUIET,
    TEXT,
    NotebookFigure,
    Stroke,
    finish,
    in_house_style,
    strokes,
)
from carefunds_sim.report.scenario_names import groups, names_within
from carefunds_sim.report.tables import Table
from carefunds_sim.report.text import as_text, grid, listed
from carefunds_sim.report.wording import change, is_clear, millions, plain

PRICED = {
    "cost_total": "Total cost, GBP m",
    "delayed_days": "Delayed days",
    "unmet_need_days": "Unmet-need days",
}
SAMPLES = {
    "search": "the search",
    "choice": "the choice among the best",
    "comparison": "the comparison",
}


def console(dataset: xr.Dataset) -> Group:
    """Return the split, what comes of it and the price of separation, ready for the console."""
    parts: list[RenderableType] = [grid(who_gets_what(dataset))]
    for group in groups(dataset):
        has_money = bool(group["cost_total"].notnull().any())
        parts.append(grid(tables.flows(group)))
        parts += [grid(tables.money(group))] if has_money else []
    parts.append(grid(price(dataset), width=22))
    parts.append(grid(by_sample(dataset)))
    parts += listed("What to keep in mind", [*search_caveats(dataset), *caveats(dataset)])
    return Group(*parts)


def who_gets_what(dataset: xr.Dataset) -> Table:
    """Today's split beside the best one: money of the base year, and capacity it opens."""
    rows = tuple(
        (title, millions(before), millions(after), change(before, after), plain(had), plain(has))
        for _, title, (before, after), (had, has) in _services(dataset)
    )
    columns = ("", "Today", "Best found", "Change", "Capacity today", "Best found")
    return Table("Who gets what (GBP million a year, base-year prices)", columns, rows)


def _services(dataset: xr.Dataset) -> Iterator[tuple[str, str, list[float], list[float]]]:
    """Yield each service of the split: name, title, money and capacity, today and at best."""
    money, capacity = dataset["split_money"].values, best_split.capacity_at_start(dataset).values
    names, titles = (map(str, dataset[word].values) for word in ("service", "service_title"))
    for place, (name, title) in enumerate(zip(names, titles, strict=True)):
        if math.isfinite(money[0, place]):
            yield name, title, money[:, place].tolist(), capacity[:, place].tolist()


def price(dataset: xr.Dataset) -> Table:
    """What each arrangement has more of than the best split, a year, with intervals."""
    found = best_split.price_of_separation(dataset)
    outcomes, names = _priced(dataset), _names(dataset)
    rows = tuple(
        (names[label], *(_cell(found[name].sel(scenario=label)) for name in outcomes))
        for label in map(str, found["scenario"].values)
    )
    title = "The price of separation: more than under the best split found (paired, a year)"
    return Table(title, ("", *outcomes.values()), rows)


def by_sample(dataset: xr.Dataset) -> Table:
    """How good the best split looked to those who chose it, and how good it is."""
    seen = best_split.advantage_seen(dataset)
    unit = dataset["advantage"].attrs["units"]
    rows = []
    for sample, words in SAMPLES.items():
        runs = int(dataset["advantage"].sel(sample=sample).notnull().sum())
        less = difference_words(seen.sel(sample=sample), unit)
        rows.append((f"With the people of {words}", str(runs), less))
    title = f"{_objective(dataset)}: by how much less than under {_baseline(dataset)}"
    return Table(title, ("", "Runs", "Less by"), tuple(rows))


def search_caveats(dataset: xr.Dataset) -> list[str]:
    """Say what was searched for, how, and what the result is not."""
    aim = best_split.aim_of(dataset)
    low, high = aim["between"]
    others = " and ".join(_inside(_title(dataset, name)) for name in aim["no_more"])
    no_more = f", with no more {others} than under {_baseline(dataset)}" if others else ""
    found = [
        f"Searched for: the least {_inside(_objective(dataset))}{no_more}; {aim['evaluations']} "
        f"splits on {aim['search_replications']} replications each, every service between {low:g} "
        f"and {high:g} times its own money and within its floor and its market's limit.",
        "The split stands from the first day and stands still, as 'own split' does, which is "
        "today's. It is the best that was found: the best there is may be better, so the price of "
        "separation may be higher than shown.",
        *_limited(dataset),
        *_beaten(dataset),
        *_budgets(dataset),
    ]
    if not aim["protected"] and dataset["split_money"].isnull().any():
        found.append("Protected services, such as acute beds, keep their share of the money.")
    if aim["chosen"] == 0:
        found.append("No split was found that is better than today's.")
    if aim["cut_short"]:
        found.append("INCOMPLETE: the search was interrupted; this is the best it had found.")
    return found


def _limited(dataset: xr.Dataset) -> Iterator[str]:
    """Yield which services get the least or the most they may: the limits decide that."""
    least, most = best_split.at_limits(dataset)
    where = [
        f"the {word} it may have for {', '.join(map(_inside, titles))}"
        for word, titles in (("least", least), ("most", most))
        if titles
    ]
    if where:
        yield (
            f"The split stands at a limit: {'; '.join(where)}. There the limits, which are assumed "
            "unless the files say otherwise, decide how far it goes."
        )


def _beaten(dataset: xr.Dataset) -> Iterator[str]:
    """Yield who does better than the best split, which is no contradiction."""
    name = best_split.aim_of(dataset)["objective"]
    found, names = best_split.price_of_separation(dataset)[name], _names(dataset)
    better = [
        names[str(label)]
        for label in found["scenario"].values
        if is_clear(*found.sel(scenario=label).values[1:]) and found.sel(scenario=label)[0] < 0
    ]
    if better:
        yield (
            f"{_objective(dataset)} is lower than under the best split under "
            f"{', '.join(better)}: who moves money as years pass can beat any split that stands."
        )


def _budgets(dataset: xr.Dataset) -> Iterator[str]:
    """Yield how much the budgets differ, which are to be the same."""
    budgets = best_split.yearly_budgets(dataset)
    first = float(budgets.isel(scenario=0))
    best = float(budgets.sel(scenario=dataset.attrs["best"]))
    if math.isfinite(best):
        yield (
            f"Budgets of all funds: {millions(best)} GBP million a year under the best split, "
            f"{millions(first)} under {_baseline(dataset)} ({100 * (best / first - 1):+.1f}%). The "
            "split is of the same money at base-year prices; what is used differs, and who "
            "overspends repays it out of later budgets, which a split that is held does not."
        )


def _cell(values: xr.DataArray) -> str:
    return difference_words(values, str(values.attrs["units"]))


def _priced(dataset: xr.Dataset) -> dict[str, str]:
    """Return the outcomes that are priced, those that have a meaning, the objective among them."""
    name = best_split.aim_of(dataset)["objective"]
    wanted = PRICED if name in PRICED else {name: _objective(dataset), **PRICED}
    return {name: words for name, words in wanted.items() if bool((abs(dataset[name]) > 0).any())}


def _names(dataset: xr.Dataset) -> dict[str, str]:
    return {
        str(label): name
        for group in groups(dataset)
        for label, name in zip(group["scenario"].values, names_within(group), strict=True)
    }


def _baseline(dataset: xr.Dataset) -> str:
    return _names(dataset)[str(dataset["scenario"].values[0])]


def _objective(dataset: xr.Dataset) -> str:
    return _title(dataset, best_split.aim_of(dataset)["objective"])


def _title(dataset: xr.Dataset, outcome: str) -> str:
    return str(dataset[outcome].attrs["long_name"])


def _inside(title: str) -> str:
    """Return a title as words within a sentence."""
    return title[:1].lower() + title[1:]


def as_json(dataset: xr.Dataset, files: list[Path]) -> str:
    """Return the split, the price and all estimates as one JSON object on one line."""
    found = {**machine.as_dict(dataset, files), "aim": best_split.aim_of(dataset)}
    found["split"] = [
        {
            "service": name,
            "today_gbp_a_year": before,
            "best_gbp_a_year": after,
            "today_capacity": had,
            "best_capacity": has,
        }
        for name, _, (before, after), (had, has) in _services(dataset)
    ]
    found["price_of_separation"] = list(_prices(dataset))
    found["advantage"] = {
        sample: machine.statistics(values)
        for sample, values in zip(SAMPLES, best_split.advantage_seen(dataset).values, strict=True)
    }
    return json.dumps(found, allow_nan=False)


def _prices(dataset: xr.Dataset) -> Iterator[dict[str, Any]]:
    found = best_split.price_of_separation(dataset)
    for label in map(str, found["scenario"].values):
        for name in _priced(dataset):
            values = found[name].sel(scenario=label)
            yield {
                "scenario": label,
                "outcome": name,
                "unit": values.attrs["units"],
                **machine.statistics(values.values),
            }


def write(dataset: xr.Dataset, folder: Path) -> list[Path]:
    """Write the tables as text, the figure and the dataset; return the files."""
    stored = save(dataset, folder / FILE_NAME)
    return [
        put(folder / "summary.txt", as_text(console(dataset))),
        figures.save(split_and_price(dataset), folder / "figures" / "best_split"),
        write_csv(tidy_outcomes(dataset), folder / "outcomes.csv"),
        stored,
    ]


BEFORE, AFTER = "#BFDCF5", "#12436D"
PRICED_AXES = {
    "cost_total": ("Total cost, GBP million a year", 1e6),
    "delayed_days": ("Delayed days a year", 1.0),
    "emergency_department_wait_days": ("Days waiting for a bed a year", 1.0),
}
"""Outcomes that are shown, with what each is divided by; the first two that have a value."""


@in_house_style
def split_and_price(dataset: xr.Dataset) -> Figure:
    """Money by service today and under the best split; the price of separation with intervals."""
    shown = [name for name in PRICED_AXES if bool((abs(dataset[name]) > 0).any())]
    services = int(dataset["split_money"].isel(split=0).notnull().sum())
    others = dataset.sizes["scenario"] - 1
    rows = max(0.62 * services, 0.5 * others * len(shown[:2]) + 1.4)
    figure = NotebookFigure(figsize=(12, rows + 1.6), layout="constrained")
    left, right = figure.subfigures(1, 2, squeeze=False, width_ratios=(1.15, 1))[0]
    _money(left.subplots(), dataset)
    axes = right.subplots(len(shown[:2]), 1, squeeze=False)[:, 0]
    look = strokes(dataset)
    found = best_split.price_of_separation(dataset)
    for axis, name in zip(axes, shown, strict=False):
        _price(axis, found, name, look)
    axes[0].set_title("Price of separation: more than under the best split")
    return finish(
        figure, dataset, title="The best split of the same money, and the price of separation",
        note="Left: money at base-year prices. Right: paired differences with 95% intervals, on "
        "people whom the search has not met. The best split is the best that was found: the best "
        "there is may be better.",
    )  # fmt: skip


def _money(axis: Axes, dataset: xr.Dataset) -> None:
    """Draw a pair of bars for each service, and by how much it changes."""
    money = dataset["split_money"].dropna("service") / 1e6
    titles = dataset["service_title"].sel(service=money["service"]).values
    at = np.arange(money.sizes["service"])
    before, after = money.values
    for values, shift, colour, words in (
        (before, -0.19, BEFORE, "Today"),
        (after, 0.19, AFTER, "Best split found"),
    ):
        axis.barh(at + shift, values, height=0.36, color=colour, label=words)
    for place, (had, has) in enumerate(zip(before, after, strict=True)):
        axis.annotate(change(had, has), (max(had, has), place), xytext=(4, 0),
                      textcoords="offset points", va="center", fontsize=9, color=TEXT)  # fmt: skip
    axis.set_yticks(at, [textwrap.fill(str(title), 28) for title in titles])
    axis.set_ylim(len(at) - 0.4, -0.6)
    axis.set_xlim(0, 1.15 * money.values.max())
    axis.set_xlabel("GBP million a year")
    axis.set_title("Who gets what")
    axis.grid(visible=False, axis="y")
    axis.legend(fontsize=9, frameon=False, loc="best")


def _price(axis: Axes, found: xr.Dataset, name: str, look: dict[str, Stroke]) -> None:
    """Draw a dot with its interval for each scenario, one below the other."""
    words, unit = PRICED_AXES[name]
    (group,) = groups(found)
    names = names_within(group)
    for place, (called, values) in enumerate(zip(names, found[name].values / unit, strict=True)):
        mean, low, high = values
        stroke = look[called]
        axis.plot([low, high], [place, place], color=stroke.colour, linewidth=2)
        axis.plot(mean, place, color=stroke.colour, marker=stroke.marker, markersize=7)
    axis.axvline(0, color=QUIET, linewidth=1)
    axis.set_yticks(range(len(names)), names)
    axis.set_ylim(len(names) - 0.5, -0.5)
    axis.set_xlabel(words)
    axis.grid(visible=False, axis="y")
