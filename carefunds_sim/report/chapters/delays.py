"""Delayed discharges: how many, why, and to whom they are attributed."""

from __future__ import annotations

from collections.abc import Iterator

import xarray as xr

from carefunds_sim.analysis.delays import delayed_by, largest_labels
from carefunds_sim.analysis.years import a_year, yearly
from carefunds_sim.report.document import Chapter, Paragraph, Part, Picture, Results
from carefunds_sim.report.scenario_names import groups, heading
from carefunds_sim.report.tables import (
    against,
    difference_cells,
    last_and_first_cells,
    tables_of,
)
from carefunds_sim.report.wording import label

ABOUT = (
    "Days that people spend in a hospital bed after they are declared ready to leave, counted as "
    "the official return counts them, by what they wait for and by the body that the return "
    "attributes the delay to. Pictures show people delayed at a moment, tables days a year."
)
NONE = "Nobody's discharge was delayed in any run, so there is nothing to show."
PICTURES = (
    "delayed_over_time",
    "delay_by_reason",
    "delay_by_responsible_over_time",
    "delay_reasons_over_time",
)


def delays(results: Results) -> Chapter | None:
    """Return delays by reason and responsible body; None where no run was finished."""
    dataset = results.dataset
    if not dataset["delayed_days"].notnull().any():
        return None
    parts: list[Part] = [Paragraph(ABOUT)]
    if not (dataset["delayed_days"] > 0).any():
        return Chapter("delays", "Delays", (*parts, Paragraph(NONE)))
    parts += [Picture(name) for name in PICTURES]
    series = dict(_series(dataset))
    by_year = {words: yearly(days) for words, days in series.items()}
    a_mean_year = {
        words: a_year(days).assign_attrs(units="bed days a year") for words, days in series.items()
    }
    for group in groups(dataset):
        where = heading(group, dataset)
        rows = [(words, last_and_first_cells(group, days)) for words, days in by_year.items()]
        parts += tables_of(f"{where}: delayed days in the {_last(dataset)}", group, rows)
        rows = [
            (words, difference_cells(group, dataset, days)) for words, days in a_mean_year.items()
        ]
        title = f"{where}: {against(dataset, 'delayed days a year')}"
        parts += tables_of(title, group, rows)
    return Chapter("delays", "Delays, by reason and responsible body", tuple(parts))


def _series(dataset: xr.Dataset) -> Iterator[tuple[str, xr.DataArray]]:
    """Yield monthly delayed days by reason, of all reasons, and by responsible body."""
    by_reason = delayed_by(dataset, "reason")
    for reason in largest_labels(by_reason, "reason", most=by_reason.sizes["reason"]):
        yield label(reason), by_reason.sel(reason=reason, drop=True)
    yield "All reasons", by_reason.sum("reason", min_count=1)
    by_body = delayed_by(dataset, "responsible")
    if by_body.notnull().any():
        for body in by_body["responsible"].values:
            yield f"Attributed to: {label(str(body))}", by_body.sel(responsible=body, drop=True)


def _last(dataset: xr.Dataset) -> str:
    one = dataset.sizes["month"] <= 12
    return "year reported" if one else "last year, and in the first below"
