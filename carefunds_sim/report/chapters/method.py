"""How the study was run, and what an interval is."""

from __future__ import annotations

import json
import math
from typing import Any

import pandas as pd
import xarray as xr

from carefunds_sim.analysis.contrasts import baselines
from carefunds_sim.analysis.intervals import LEVEL
from carefunds_sim.analysis.replications import precision
from carefunds_sim.report.caveats import residents_simulated
from carefunds_sim.report.document import Appendix, Chapter, Listing, Paragraph, Part, Results
from carefunds_sim.report.scenario_names import groups, row_name, scenario_words
from carefunds_sim.report.tables import Table, compared
from carefunds_sim.report.wording import MISSING, as_unit, counted
from carefunds_sim.report.worlds import sureness

PAIRED = (
    "Replication 1 of every scenario meets the same people with the same chances of falling ill, "
    "recovering and dying, replication 2 another such set, and so on. A difference between two "
    "scenarios is taken within each replication and then averaged, so that luck which both share "
    "falls out; it is surer than either mean."
)
INTERVAL = (
    "A 95% interval says where the mean would lie, had the study been repeated without end: "
    "nineteen in twenty such intervals hold it. It says how much chance is left in the mean of "
    "these runs. It says nothing of whether the model is right, nor how far a single year may "
    "fall from the mean."
)
ONCE = (
    "There was one replication, so there are no intervals: it is one possible history, and no "
    "difference in it can be told from chance."
)


def method(results: Results) -> Chapter:
    """Return what was run, how precise it is, and what its intervals mean."""
    dataset = results.dataset
    about = Paragraph(
        "How the study was run, so that it can be judged and repeated: the same command with the "
        "same version and seed gives the same numbers."
    )
    parts: list[Part] = [about, how_it_was_run(dataset), *map(Paragraph, _explained(dataset))]
    if table := how_precise(dataset):
        parts.append(table)
    if asked_for := precision_sentences(dataset)[:1]:
        parts.append(Listing(tuple(asked_for), title="The precision that was asked for"))
    return Chapter("method", "How it was run", (*parts, Appendix(scenario_list(dataset))))


def _explained(dataset: xr.Dataset) -> list[str]:
    if dataset.sizes["replication"] < 2:
        return [ONCE]
    paired = PAIRED if baselines(dataset) else ""
    if said := sureness(dataset):
        return [*said, INTERVAL]
    return [words for words in (paired, INTERVAL, comparisons(dataset)) if words]


HEADLINE = "delayed_days"
UNKNOWN = "not recorded"


def how_it_was_run(dataset: xr.Dataset) -> Table:
    """Return what was simulated, for how long, how often, by what, when."""
    attrs = dataset.attrs
    commit = f", commit {attrs['git_commit']}" if attrs.get("git_commit") else ""
    libraries = json.loads(attrs.get("libraries") or "{}")
    rows = (
        ("Study", str(attrs.get("study_title") or attrs.get("study") or UNKNOWN)),
        ("Scenarios", counted(dataset.sizes["scenario"], "scenario")),
        ("Residents aged 65 and over", _residents(dataset)),
        ("Years reported", _years(dataset)),
        ("Before that, not reported", counted(int(attrs["warmup_months"]), "month") + " warm-up"),
        ("Replications", _replications(dataset)),
        ("Seed", str(attrs["seed"])),
        ("Engine", str(attrs["engine"])),
        ("Program", f"carefunds_sim {attrs['package_version']}{commit}"),
        ("Libraries", ", ".join(f"{name} {found}" for name, found in libraries.items() if found)),
        *(("Extension", words) for words in extensions(dataset)),
        ("Machine", f"Python {attrs.get('python', UNKNOWN)}, {attrs.get('platform', UNKNOWN)}"),
        ("Date", str(attrs.get("date") or UNKNOWN)),
        ("Command", str(attrs.get("command") or UNKNOWN)),
    )
    return Table("How it was run", ("What", "How"), rows)


def extensions(dataset: xr.Dataset) -> list[str]:
    """Return each file of one's own that was loaded, and what its text is known by."""
    found = json.loads(dataset.attrs.get("extensions") or "[]")
    return [f"{one['file']}, SHA-256 {one['sha256']}" for one in found]


def _residents(dataset: xr.Dataset) -> str:
    number = residents_simulated(dataset)
    if not math.isfinite(number):
        return "none: a network for teaching, which stands for no place"
    scale = float(dataset.attrs["scale"])
    small = f": a smaller area, with {scale:g} of the beds and the money" if scale != 1 else ""
    return f"{number:,.0f} in the first month{small}"


def _years(dataset: xr.Dataset) -> str:
    months = dataset["month"]
    first, last = (pd.Timestamp(month.item()) for month in (months.min(), months.max()))
    return f"{dataset.attrs['years']}, {first:%B %Y} to {last:%B %Y}"


def _replications(dataset: xr.Dataset) -> str:
    done = dataset["completed"].sum("replication")
    wanted, least, most = dataset.sizes["replication"], int(done.min()), int(done.max())
    if least == most == wanted:
        return f"{wanted} of each scenario"
    return f"{least} to {most} finished of {wanted} of each scenario"


def how_precise(dataset: xr.Dataset) -> Table | None:
    """Return how well the headline's means and differences are known; None where nothing varies."""
    found = precision(dataset, HEADLINE)
    gaps = {gap["scenario"]: gap for gap in found["differences"]}
    names, unit = scenario_words(dataset), str(dataset[HEADLINE].attrs["units"])
    rows = []
    for mine in found["scenarios"]:
        label, mean = mine["scenario"], mine["mean"]
        known = MISSING if mean is None else as_unit(mean, unit)
        gap = _half(gaps.get(label), unit)
        rows.append((row_name(names[label]), known, _half(mine, unit), gap))
    if all(row[2] == MISSING for row in rows) or not dataset[HEADLINE].any():
        return None
    columns = ("", "Mean", "Mean known to", "Difference from the baseline known to")
    title = str(dataset[HEADLINE].attrs["long_name"])
    return Table(f"How precise it is: {title} ({unit})", columns, tuple(rows))


def _half(found: dict[str, float | str | None] | None, unit: str) -> str:
    """Return half an interval's width, and what share of the mean that is."""
    if not found or found["half_width"] is None:
        return MISSING
    share = "" if found["share"] is None else f" ({float(found['share']):.1%})"
    return f"+-{as_unit(float(found['half_width']), unit)}{share}"


def comparisons(dataset: xr.Dataset) -> str:
    """Say how many differences are looked at, and how many would seem clear by chance; or ''."""
    number = len(compared(dataset)) * len(baselines(dataset))
    if not number or dataset.sizes["replication"] < 2:
        return ""
    chance = max(round(number * (1 - LEVEL)), 1)
    further = (
        "look whether the same arrangement does the same under the other squeezes"
        if len(groups(dataset)) > 1
        else "look whether it stays clear with other seeds and more replications"
    )
    return (
        f"The table of results holds {number} differences, each with its own 95% interval. Were "
        f"there no difference at all anywhere, about {chance} of them would seem "
        "clear by chance alone. So do not build on a single difference that is only just clear; "
        f"{further}."
    )


def scenario_list(dataset: xr.Dataset) -> Table:
    """Return every scenario's name and the digits that stand for all it says."""
    pairs = baselines(dataset)
    labels = map(str, dataset["scenario"].values)
    pairs_of = zip(labels, map(str, dataset["scenario_hash"].values), strict=True)
    rows = tuple((label, digits, pairs.get(label, MISSING)) for label, digits in pairs_of)
    title = "The scenarios; two share a hash only when they say the same"
    return Table(title, ("Scenario", "Hash", "Compared with"), rows)


def precision_sentences(dataset: xr.Dataset) -> list[str]:
    """Say what precision was asked for, whether it was reached, and how precise everything is."""
    found = json.loads(dataset.attrs.get("precision") or "null")
    if not found:
        return []
    gaps = {gap["scenario"]: gap for gap in found["differences"]}
    unit = str(dataset[found["outcome"]].attrs["units"])
    sentences = [_searched(found, dataset)]
    for mine in found["scenarios"]:
        words = f"{mine['scenario']}: mean {_half_width(mine, unit)}"
        if gap := gaps.get(mine["scenario"]):
            width = _half_width(gap, unit)
            words += f"; difference from {gap['compared_with']} {width} of that mean"
        sentences.append(f"{words}.")
    return sentences


def _searched(found: dict[str, Any], dataset: xr.Dataset) -> str:
    """Say how many replications the search ended with, and why."""
    what = str(dataset[found["outcome"]].attrs["long_name"]).lower()
    number = found["replications"]
    goal = (
        f"a half-width of the {100 * found['level']:g}% interval of {what} of at most "
        f"{100 * found['share']:g}% of the mean in every scenario, kept through further "
        f"replications ({found['algorithm']})"
    )
    if found["reached"]:
        return f"{number} replications, the fewest that give {goal}."
    if dataset.attrs["interrupted"]:
        return f"Interrupted after {number} replications, before they gave {goal}."
    return f"NOT REACHED: {number} replications, all that were allowed, do not give {goal}."


def _half_width(found: dict[str, Any], unit: str) -> str:
    if found["half_width"] is None:
        return "not known"
    share = "-" if found["share"] is None else f"{found['share']:.1%}"
    return f"+-{as_unit(found['half_width'], unit)} ({share})"
