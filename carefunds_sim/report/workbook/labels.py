"""What tells a row from the others: squeeze and arrangement, and where it is of several areas."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import xarray as xr

from carefunds_sim.report.scenario_names import groups
from carefunds_sim.report.workbook.sheet import Column

SQUEEZE, ARRANGEMENT, AREA, SCENARIO = "Squeeze", "Arrangement", "Area", "Scenario"


def ordered(dataset: xr.Dataset) -> list[str]:
    """Return the scenarios' names, those of one area and squeeze together."""
    return [str(label) for group in groups(dataset) for label in group["scenario"].values]


def label_columns(dataset: xr.Dataset, labels: Sequence[str]) -> tuple[Column, ...]:
    """Return the columns that say which scenario each row is of, a row for each of ``labels``."""
    words = label_words(dataset)
    return tuple(
        Column(header, [words[label][header] for label in labels]) for header in headers(dataset)
    )


def headers(dataset: xr.Dataset) -> tuple[str, ...]:
    """Return the headers of the columns that tell scenarios apart."""
    return tuple(next(iter(label_words(dataset).values())))


def label_words(dataset: xr.Dataset) -> dict[str, dict[str, str]]:
    """Return for each scenario the words that tell it from the others, by header."""
    parts = {AREA: "area_title", SQUEEZE: "squeeze_title", ARRANGEMENT: "arrangement_title"}
    labels = [str(label) for label in dataset["scenario"].values]
    found = {
        header: [str(words) for words in dataset[name].values] for header, name in parts.items()
    }
    if len(set(found[AREA])) == 1:
        del found[AREA]
    rows = list(zip(*found.values(), strict=True))
    if len(set(rows)) < len(rows) or not all(found[ARRANGEMENT]):
        found = {SCENARIO: labels}
    return {
        label: {header: values[i] for header, values in found.items()}
        for i, label in enumerate(labels)
    }


def of_rows(found: xr.DataArray, rows: Sequence[tuple[str, str]], dim: str) -> np.ndarray:
    """Return what belongs to each row, (rows, ...): of its scenario and its word along ``dim``."""
    places = zip(("scenario", dim), zip(*rows, strict=True), strict=True)
    chosen = {name: xr.DataArray(list(words), dims="row") for name, words in places}
    return np.asarray(found.sel(chosen).transpose("row", ...).values)
