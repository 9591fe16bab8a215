"""The sheets of outcomes: a summary with a row for each scenario, and paired differences."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

import xarray as xr

from carefunds_sim.analysis.contrasts import baselines, differences, estimates
from carefunds_sim.analysis.sign_changes import scenarios_changing_sign
from carefunds_sim.analysis.worlds import worlds_of
from carefunds_sim.dataset.build import outcome_names
from carefunds_sim.report.figures.costs import BODIES
from carefunds_sim.report.findings import Direction, direction, direction_over_worlds, headline
from carefunds_sim.report.scenario_names import baseline_words, compared_words
from carefunds_sim.report.workbook.charts import money_bars, outcome_bars
from carefunds_sim.report.workbook.sheet import (
    EMPTY,
    Chart,
    Column,
    Form,
    Grid,
    Sheet,
    form_of,
    how_sure,
    interval_columns,
    is_known,
    label_columns,
    ordered,
    scaled,
    unit_words,
    with_intervals,
)
from carefunds_sim.report.worlds import (
    IN_TABLES,
    WorldDifference,
    differences_over_worlds,
    sureness,
)

DELAY = {
    "delayed_days": "Delayed days",
    "delayed_days_per_1000": "Delayed days per 1,000 aged 65+",
    "unmet_need_days": "Days of unmet need",
    "refused": "Requests refused",
    "bed_days": "Emergency bed days",
}
MONEY = {
    "net_cost_nhs": "NHS cost after transfers",
    "net_cost_council": "Council cost after transfers",
    "cost_self": "People's own cost",
    "cost_total": "Total cost",
}


SUMMARY = (
    "One row for each scenario: delay, unmet need, beds and cost, with intervals. Charts of "
    "delayed days and of cost by who bears it."
)
DIFFERENCES = "Every outcome against the baseline, with its interval and what may be said of it."
NOTHING = "No scenario here has a baseline to be compared with: there are no differences to show."

# --- Summary --------------------------------------------------------------------------------


def summary_sheet(dataset: xr.Dataset) -> Sheet:
    """Return the sheet with a row for each scenario."""
    found = estimates(dataset[[*DELAY, *MONEY]])
    known = {name for name in map(str, found.data_vars) if is_known(found[name])}
    tables = (("Delay, unmet need and beds", DELAY), ("Cost", MONEY))
    grids = (_summary_grid(dataset, found, title, outcomes, known) for title, outcomes in tables)
    missing = [words for name, words in {**DELAY, **MONEY}.items() if name not in known]
    return Sheet(
        "Summary", "Summary: one row for each scenario", _summary_sentences(dataset, missing),
        tuple(grid for grid in grids if grid), _charts(dataset), SUMMARY,
    )  # fmt: skip


def _summary_grid(
    dataset: xr.Dataset, found: xr.Dataset, title: str, outcomes: dict[str, str], known: set[str]
) -> Grid | None:
    """Return a table of the known outcomes' means and intervals, a row for each scenario."""
    labels = ordered(dataset)
    leading = label_columns(dataset, labels)
    columns = [*leading]
    for name in (name for name in outcomes if name in known):
        unit, values = str(dataset[name].attrs["units"]), found[name].sel(scenario=labels).values
        columns += interval_columns(outcomes[name], unit, values)
    if len(columns) == len(leading):
        return None
    name = f"Summary{title.split(',', maxsplit=1)[0]}"
    return Grid(name, tuple(columns), title=f"{title} (a year)", fixed=len(leading))


def _summary_sentences(dataset: xr.Dataset, missing: list[str]) -> tuple[str, ...]:
    sentences = [f"Means a year. {how_sure(dataset)}", f"{headline(dataset, 'delayed_days')}."]
    if dataset.sizes["scenario"] > 1:
        sentences.append(
            "To compare scenarios use the sheet Differences, not whether intervals overlap here: "
            "all meet the same people and chances, so differences are surer than levels."
        )
    if missing:
        sentences.append(f"Left out, as they have no meaning here: {', '.join(missing)}.")
    return tuple(sentences)


def _charts(dataset: xr.Dataset) -> tuple[Chart, ...]:
    """Return the charts; none of a single scenario."""
    if dataset.sizes["scenario"] < 2:
        return ()
    charts = [
        outcome_bars(
            dataset, "delayed_days", name="DelayedDays", axis="Bed days a year",
            title=f"Delayed days a year, {with_intervals(dataset)}",
            finding=f"{headline(dataset, 'delayed_days')}.",
        )
    ]  # fmt: skip
    if is_known(dataset["cost_total"]):
        means = dataset[[*BODIES]].mean("replication")
        charts.append(
            money_bars(
                means.rename({name: words for name, (words, *_) in BODIES.items()}),
                colours={words: colour for words, colour, _ in BODIES.values()},
                name="CostByBody", title="Cost a year by who bears it, before transfers",
            )
        )  # fmt: skip
    return tuple(charts)


# --- Differences ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Gap:
    """One outcome of one scenario against its baseline, in the units of the sheet."""

    scenario: str
    outcome: str
    unit: str
    base: float
    ends: tuple[float, float, float]
    lower: float
    turns: bool
    over: WorldDifference | None = None

    @property
    def finding(self) -> Direction:
        """What may be said of it."""
        if self.over:
            return direction_over_worlds(self.over)
        found = direction(*self.ends)
        return Direction.TURNS if self.turns and found is Direction.UNCLEAR else found

    @property
    def share(self) -> float | None:
        """The difference as a share of the baseline; of nothing, or less, there is none."""
        return self.ends[0] / self.base if self.base > 0 else None

    @property
    def form(self) -> Form:
        """How the difference and its interval are shown."""
        return form_of(self.ends, self.unit, signed=True)


def differences_sheet(dataset: xr.Dataset) -> Sheet:
    """Return the sheet of differences; without a baseline only the sentence that says so."""
    title = "Differences from the baseline, paired"
    sheet = partial(Sheet, "Differences", title, about=DIFFERENCES)
    pairs = baselines(dataset)
    names = [name for name in outcome_names(dataset, scalar=True) if dataset[name].notnull().any()]
    if not pairs or not names:
        return sheet((NOTHING,))
    over = {name: differences_over_worlds(dataset, name) for name in names}
    turned = {name: scenarios_changing_sign(dataset, name) for name in names if not over[name]}
    order = {label: i for i, label in enumerate(ordered(dataset))}
    gaps = sorted(_gaps(dataset[names], pairs, turned, over), key=lambda gap: order[gap.scenario])
    return sheet(_gap_sentences(dataset), (_gap_grid(dataset, gaps, pairs),))


def _gaps(
    dataset: xr.Dataset, pairs: dict[str, str], turned: Mapping[str, Collection[str]],
    over: Mapping[str, Mapping[str, WorldDifference]],
) -> Iterator[Gap]:  # fmt: skip
    """Yield every outcome's difference, scenario by scenario; ``turned`` are those that turn."""
    found, means = differences(dataset), dataset.mean("replication")
    place = {label: i for i, label in enumerate(map(str, dataset["scenario"].values))}
    for i, label in enumerate(map(str, found["scenario"].values)):
        for name in outcome_names(dataset):
            unit = str(dataset[name].attrs["units"])
            (base,) = scaled(means[name].values[place[pairs[label]]], unit)
            mean, low, high = scaled(found[name].values[i], unit)
            lower = float(found[f"{name}_share_lower"].values[i])
            if mine := over[name].get(label):
                mean, low, high = scaled([mine.whole.p50, mine.whole.p5, mine.whole.p95], unit)
            turns = label in turned.get(name, ())
            yield Gap(label, name, unit, base, (mean, low, high), lower, turns, mine)


def _gap_sentences(dataset: xr.Dataset) -> tuple[str, ...]:
    what = (
        f"Each row is one outcome of one scenario less the same outcome under "
        f"{baseline_words(dataset)}, a year: taken within each replication, in which all scenarios "
        "meet the same people and chances, then averaged."
    )
    if said := sureness(dataset):
        return (f"{what} {IN_TABLES}", *said)
    return (
        what,
        f"Finding: '{Direction.HIGHER}' or '{Direction.LOWER}' only where the whole 95% interval "
        f"is on one side of zero; otherwise '{Direction.UNCLEAR}', or '{Direction.TURNS}' where it "
        "is clearly higher in some years and clearly lower in others. One in twenty such intervals "
        "misses the truth by chance.",
        "Lower in is the share of replications in which the outcome is lower than under the "
        f"baseline. {EMPTY}",
    )


def _gap_grid(dataset: xr.Dataset, gaps: list[Gap], pairs: dict[str, str]) -> Grid:
    labels = [gap.scenario for gap in gaps]
    against = {label: compared_words(dataset, base) for label, base in pairs.items()}
    signed = [gap.form for gap in gaps]
    over = worlds_of(dataset) is not None
    low, high = ("5%", "95%") if over else ("95% low", "95% high")
    shares = (Column("Lower in, % of replications", [g.lower for g in gaps], Form.WHOLE_PERCENT),)
    judged = [gap.over.whole for gap in gaps if gap.over]
    counts = (
        Column("Lower in, worlds", [found.lower for found in judged]),
        Column("Higher in, worlds", [found.higher for found in judged]),
        Column("Of worlds", [found.worlds for found in judged]),
    )  # fmt: skip
    leading = label_columns(dataset, labels)
    columns = (
        *leading,
        Column("Compared with", [against[label] for label in labels]),
        Column("Outcome", [str(dataset[gap.outcome].attrs["long_name"]) for gap in gaps]),
        Column("Unit", [unit_words(gap.unit) for gap in gaps]),
        Column("Baseline", [gap.base for gap in gaps], Form.AS_IT_IS,
               [form_of([gap.base], gap.unit) for gap in gaps]),
        Column("Difference", [gap.ends[0] for gap in gaps], Form.AS_IT_IS, signed),
        Column(low, [gap.ends[1] for gap in gaps], Form.AS_IT_IS, signed),
        Column(high, [gap.ends[2] for gap in gaps], Form.AS_IT_IS, signed),
        Column("Finding", [str(gap.finding) for gap in gaps]),
        Column("Difference, % of baseline", [gap.share for gap in gaps], Form.SIGNED_PERCENT),
        *(counts if over else shares),
    )  # fmt: skip
    return Grid("Differences", columns, fixed=len(leading))
