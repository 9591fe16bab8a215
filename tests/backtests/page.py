"""The page of what the shipped study says, made of its headline numbers alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import xarray as xr

from carefunds_sim.report import markdown, scenario_names, tables
from carefunds_sim.report.findings import sentence

SAID = ("delayed_days", "unmet_need_days", "cost_total", "net_cost_nhs", "net_cost_council")
HEAD = """# {study_title}

The study that `carefunds compare` runs: {scenarios} scenarios, {replications} replications of
{years} years after {warmup_months} months of warm-up, seed {seed}, scale {scale:g}, carefunds_sim
{package_version}. That command makes the same numbers, and the whole report around them, in this
folder. What is kept of it, so that everybody can see when a number changes, is written by

```sh
python -m pytest tests/backtests --write-backtest
```

which takes as long as the study; do not edit it by hand. Tests run a part of it again and compare.

| file | what it is |
|---|---|
| `headline.csv` | headline outcomes, a year: a row for each scenario and replication |
| `differences.csv` | paired differences from {baseline} budgets with 95% intervals |
| `scenarios.csv` | the scenarios with their hashes, and how they were run |
| `pictures/` | the smaller figures of the report |

## What it says

**Do not rank arrangements on these numbers alone.** The sign turns with what a day of waiting at
home weighs with those who decide, and a care trust's effect on unmet need with their belief that
reablement saves care later. Neither has been measured:
[what the ranking hinges on](../../docs/background/limits.md#what-the-ranking-hinges-on).

Simulated numbers of a made-up council that is like many: they tell arrangements apart and forecast
nothing. Intervals are 95% and of the mean of the model, which says nothing of how well the model is
known.
"""


def page(dataset: xr.Dataset, pictures: Mapping[str, str]) -> str:
    """Return the page; ``pictures`` tells what each picture shows."""
    return "\n".join(_lines(dataset, pictures)) + "\n"


def _lines(dataset: xr.Dataset, pictures: Mapping[str, str]) -> Iterator[str]:
    sizes = {"scenarios": dataset.sizes["scenario"], "replications": dataset.sizes["replication"]}
    yield HEAD.format(**dataset.attrs, **sizes)
    yield from (f"- {sentence(dataset, name)}" for name in SAID)
    for group in scenario_names.groups(dataset):
        yield f"\n## {scenario_names.heading(group, dataset)}\n"
        found = [tables.flows(group), tables.money(group), *tables.contrasts(group, dataset)]
        yield from _tables(found)
    yield "## Figures\n"
    yield from (f"![{words}](pictures/{name}.svg)\n" for name, words in pictures.items())


def _tables(found: Iterable[tables.Table]) -> Iterator[str]:
    for table in found:
        first, *rest = table.columns
        yield f"{table.title}:\n"
        yield from markdown.table([first, *(f">{name}" for name in rest)], table.rows)
