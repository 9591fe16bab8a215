"""The sheet of paired differences from the baseline, each with what may be said of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

import xarray as xr

from carefunds_sim.analysis.contrasts import baselines, differences
from carefunds_sim.analysis.sign_changes import scenarios_changing_sign
from carefunds_sim.dataset.build import outcome_names
from carefunds_sim.report.findings import Direction, direction
from carefunds_sim.report.scenario_names import baseline_words, compared_words
from carefunds_sim.report.workbook.labels import headers, label_columns, ordered
from carefunds_sim.report.workbook.sheet import Column, Form, Grid, Sheet
from carefunds_sim.report.workbook.units import form_of, scaled, unit_words
from carefunds_sim.report.workbook.words import EMPTY

NAME, TITLE = "Differences", "Differences from the baseline, paired"
NOTHING = "No scenario here has a baseline to be compared with: there are no differences to show."


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

    @property
    def finding(self) -> Direction:
        """What may be said of it."""
        found = direction(*self.ends)
        return Direction.TURNS if self.turns and found is Direction.UNCLEAR else found

    @property
    def form(self) -> Form:
        """How the difference and its interval are shown."""
        return form_of(self.ends, self.unit, signed=True)


def contrast(dataset: xr.Dataset) -> Sheet:
    """Return the sheet; without a baseline only the sentence that says so."""
    pairs = baselines(dataset)
    names = [name for name in outcome_names(dataset, scalar=True) if dataset[name].notnull().any()]
    if not pairs or not names:
        return Sheet(NAME, TITLE, (NOTHING,))
    turned = {name: scenarios_changing_sign(dataset, name) for name in names}
    order = ordered(dataset)
    gaps = sorted(_gaps(dataset[names], pairs, turned), key=lambda gap: order.index(gap.scenario))
    return Sheet(NAME, TITLE, _sentences(dataset), (_grid(dataset, gaps, pairs),))


def _gaps(
    dataset: xr.Dataset, pairs: dict[str, str], turned: Mapping[str, Collection[str]]
) -> Iterator[Gap]:
    """Yield every outcome's difference, scenario by scenario; ``turned`` are those that turn."""
    found, means = differences(dataset), dataset.mean("replication")
    place = {label: i for i, label in enumerate(map(str, dataset["scenario"].values))}
    for i, label in enumerate(map(str, found["scenario"].values)):
        for name in outcome_names(dataset):
            unit = str(dataset[name].attrs["units"])
            (base,) = scaled(means[name].values[place[pairs[label]]], unit)
            mean, low, high = scaled(found[name].values[i], unit)
            lower = float(found[f"{name}_share_lower"].values[i])
            yield Gap(label, name, unit, base, (mean, low, high), lower, label in turned[name])


def _sentences(dataset: xr.Dataset) -> tuple[str, ...]:
    return (
        f"Each row is one outcome of one scenario less the same outcome under "
        f"{baseline_words(dataset)}, a year: taken within each replication, in which all scenarios "
        "meet the same people and chances, then averaged.",
        f"Finding: '{Direction.HIGHER}' or '{Direction.LOWER}' only where the whole 95% interval "
        f"is on one side of zero; otherwise '{Direction.UNCLEAR}', or '{Direction.TURNS}' where it "
        "is clearly higher in some years and clearly lower in others. One in twenty such intervals "
        "misses the truth by chance.",
        "Lower in is the share of replications in which the outcome is lower than under the "
        f"baseline. {EMPTY}",
    )


def _grid(dataset: xr.Dataset, gaps: list[Gap], pairs: dict[str, str]) -> Grid:
    labels = [gap.scenario for gap in gaps]
    against = {label: compared_words(dataset, base) for label, base in pairs.items()}
    signed = [gap.form for gap in gaps]
    columns = (
        *label_columns(dataset, labels),
        Column("Compared with", [against[label] for label in labels]),
        Column("Outcome", [str(dataset[gap.outcome].attrs["long_name"]) for gap in gaps]),
        Column("Unit", [unit_words(gap.unit) for gap in gaps]),
        Column("Baseline", [gap.base for gap in gaps], Form.AS_IT_IS,
               [form_of([gap.base], gap.unit) for gap in gaps]),
        Column("Difference", [gap.ends[0] for gap in gaps], Form.AS_IT_IS, signed),
        Column("95% low", [gap.ends[1] for gap in gaps], Form.AS_IT_IS, signed),
        Column("95% high", [gap.ends[2] for gap in gaps], Form.AS_IT_IS, signed),
        Column("Finding", [str(gap.finding) for gap in gaps]),
        Column("Difference, % of baseline", [_share(gap) for gap in gaps], Form.SIGNED_PERCENT),
        Column("Lower in, % of replications", [gap.lower for gap in gaps], Form.WHOLE_PERCENT),
    )  # fmt: skip
    return Grid("Differences", columns, fixed=len(headers(dataset)))


def _share(gap: Gap) -> float | None:
    """Return a difference as a share of the baseline; of nothing, or less, there is none."""
    return gap.ends[0] / gap.base if gap.base > 0 else None
