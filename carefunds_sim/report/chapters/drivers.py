"""What makes the difference: the parts that an attribution shares it out among."""

from __future__ import annotations

from functools import partial

import xarray as xr

from carefunds_sim.analysis.attribution import contribution_estimates
from carefunds_sim.analysis.contrasts import baselines
from carefunds_sim.report.analyses import attribution
from carefunds_sim.report.analyses.attribution import waterfall
from carefunds_sim.report.document import Chapter, Listing, Paragraph, Part, Picture, Results
from carefunds_sim.report.scenario_names import scenario_words
from carefunds_sim.scenario.schema.study import RunSettings


def drivers(results: Results) -> Chapter | None:
    """Return what each attribution found, or how to get one; None where nothing can be shared."""
    pairs = _of_arrangements(results.dataset)
    if not results.attributions and not pairs:
        return None
    names = scenario_words(results.dataset)
    numbered = enumerate(results.attributions, start=1)
    parts: list[Part] = [part for number, one in numbered for part in _of(one, number, names)]
    if not parts:
        parts = [Paragraph(_how_to(results.dataset, pairs))]
    if results.left_out:
        title = "Attributions in the folder that are left out"
        parts.append(Listing(results.left_out, title=title))
    return Chapter("drivers", "What makes the difference", tuple(parts))


def _of_arrangements(dataset: xr.Dataset) -> dict[str, str]:
    """Return the baselines of those scenarios that differ from them in who holds the money."""
    of = dict(zip(dataset["scenario"].values, dataset["arrangement"].values, strict=True))
    pairs = baselines(dataset).items()
    return {one: base for one, base in pairs if of[one] and of[base] and of[one] != of[base]}


def _how_to(dataset: xr.Dataset, pairs: dict[str, str]) -> str:
    """Say that nothing is known of the parts, and which commands show it."""
    other, one = list(pairs.items())[-1]
    folder = f"results/{dataset.attrs['study']}"
    return (
        "This study says how far arrangements differ, not which of their rules makes the "
        "difference: nobody has shared it out yet. For one difference that is done by 'carefunds "
        f"attribute {one} {other}{_settings(dataset)} -o {folder}/attribution', and then "
        f"'carefunds report {folder}' puts it here."
    )


def _settings(dataset: xr.Dataset) -> str:
    """Return the options with which an attribution is of the same runs as the study."""
    usual = RunSettings()
    names = ("years", "scale", "seed")
    differing = [n for n in names if dataset.attrs.get(n) != getattr(usual, n)]
    return "".join(f" --{name} {dataset.attrs[name]}" for name in differing)


def _of(found: xr.Dataset, number: int, names: dict[str, str]) -> list[Part]:
    start, end = attribution.ends(found)
    whole = names.get(found.attrs["to"], found.attrs["to"])
    what = "rules" if found.attrs["by"] == "rules" else "feedback loops"
    estimates = contribution_estimates(found)
    largest = [attribution.largest(estimates.sel(outcome=name)) for name in attribution.HEADLINES]
    parts: list[Part] = [Paragraph(
        f"From {start} to {end} ({whole}): how much of the difference in each outcome comes from "
        f"which {what}. {' '.join(largest)}"
    )]  # fmt: skip
    for outcome in attribution.HEADLINES:
        parts.append(attribution.table(estimates.sel(outcome=outcome), found))
        parts.append(Picture(_named(found, outcome, number), partial(waterfall, found, outcome)))
    meanings = Listing(tuple(attribution.meanings(found)), title="What the parts are")
    remarks = Listing(tuple(attribution.caveats(found)), title="How to read it")
    return [*parts, meanings, remarks]


def _named(found: xr.Dataset, outcome: str, number: int) -> str:
    """Return the name of a picture's file."""
    return f"{outcome}_by_{found.attrs['by']}" + (f"_{number}" if number > 1 else "")
